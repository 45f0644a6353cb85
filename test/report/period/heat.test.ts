import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOUR } from '../../../src/core/index.ts'
import { heatOf } from '../../../src/report/period/heat.ts'
import { slotTotals } from '../kit.ts'

/** Monday 23 November 2026, 00:00 UTC. */
const MONDAY = Date.UTC(2026, 10, 23)

describe('failed runs by hour and weekday', () => {
  it('lie where people in the zone read them', () => {
    const failed = slotTotals([MONDAY + 23 * HOUR], { failed: 3, good: 1 })
    expect(heatOf(failed, 'UTC').cells[0]?.[23]).toEqual({ runs: 4, failed: 3 })
    expect(heatOf(failed, 'Europe/Berlin').cells[1]?.[0]).toEqual({ runs: 4, failed: 3 })
    expect(heatOf(failed, 'America/New_York').cells[0]?.[18]).toEqual({ runs: 4, failed: 3 })
  })

  it('name the worst hour where it stands out', () => {
    const hours = Array.from({ length: 7 * 24 }, (_, index) => MONDAY + index * HOUR)
    const bad = hours.filter((at) => new Date(at).getUTCHours() === 14)
    const all = [...slotTotals(hours, { good: 99, failed: 1 }), ...slotTotals(bad, { failed: 20, good: 80 })]
    expect(heatOf(all, 'UTC').finding).toBe('Runs fail most often between 14:00 and 15:00: 10.5 % against 1.0 %')
    expect(heatOf(slotTotals(hours, { good: 99, failed: 1 }), 'UTC').finding).toContain('at no hour much more often')
    expect(heatOf(slotTotals(hours), 'UTC').finding).toBe('No run failed at any hour')
    expect(heatOf([], 'UTC').finding).toBe('Nothing measured in this time')
  })

  it('lose and invent no run, in any zone', () => {
    const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kolkata', 'Pacific/Apia', 'America/St_Johns')
    const times = fc.array(fc.integer({ min: 0, max: 2_000 }), { maxLength: 60 })
    fc.assert(
      fc.property(zones, times, (zone, hours) => {
        const all = slotTotals(
          hours.map((hour) => MONDAY + hour * HOUR),
          { good: 2, failed: 1 },
        )
        const sum = heatOf(all, zone)
          .cells.flat()
          .reduce((all, { runs }) => all + runs, 0)
        expect(sum).toBe(3 * hours.length)
      }),
    )
  })
})
