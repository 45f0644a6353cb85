import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, HOUR, type IncidentRecord, MINUTE, openZone } from '../../../src/core/index.ts'
import { comparePeriods } from '../../../src/report/period/compare.ts'
import { type PeriodFigures, readPeriod, type StepFigures } from '../../../src/report/period/figures.ts'
import { heatOf } from '../../../src/report/period/heat.ts'
import { memoryHistory, NO_HISTORY } from '../../support/history.ts'
import { NOW, slotTotals } from '../kit.ts'

const steps = fc.uniqueArray(
  fc.record({
    step: fc.constantFrom('open', 'send', 'read', 'close'),
    p50: fc.integer({ min: 1, max: 5_000 }),
    n: fc.integer({ min: 1, max: 200 }),
  }),
  { selector: ({ step }) => step, maxLength: 4 },
)

const figures = fc
  .record({ runs: fc.integer({ min: 1, max: 9_000 }), share: fc.nat(100), count: fc.nat(4), steps })
  .map(({ runs, share, count, steps: found }): PeriodFigures => {
    const failed = Math.floor((runs * share) / 100)
    return {
      ...{ from: 0, to: 1, surfaces: new Map(), troubleMs: count * 20 * MINUTE },
      total: { runs, failed, unmeasured: 0, availability: 1 - failed / runs },
      incidents: Array.from({ length: count }, () => ({}) as IncidentRecord),
      steps: found.map(
        ({ step, p50, n }): StepFigures => ({
          ...{ target: 't', surface: 'chat', probe: 'chat', step, measure: 'duration_ms' },
          total: { n, p50, p95: p50, p99: p50 },
        }),
      ),
    }
  })

describe('two periods, compared either way round', () => {
  it('say the opposite of availability and of incidents', () => {
    fc.assert(
      fc.property(figures, figures, (one, other) => {
        const [there, back] = [comparePeriods(one, other), comparePeriods(other, one)]
        const find = (texts: readonly string[], start: RegExp) => texts.find((text) => start.test(text)) ?? ''
        const ends = (text: string) => /from ([\d.]+ %) to ([\d.]+ %)/.exec(text)?.slice(1) ?? []
        const [rose, fell] = [find(there, /^Availability/), find(back, /^Availability/)]
        expect(ends(rose)).toEqual(ends(fell).toReversed())
        expect(rose.includes('rose')).toBe(fell.includes('fell'))
        expect(rose.includes('stayed')).toBe(fell.includes('stayed'))
        // Where less than half of one period was measured, its incidents are compared in neither direction.
        const isWhole = !`${there}${back}`.includes('less than half')
        const counts = (text: string) => /^(\d+) incidents? after (\d+);/.exec(text)?.slice(1) ?? []
        const [more, less] = [find(there, /^\d+ incident/), find(back, /^\d+ incident/)]
        if (isWhole) expect(counts(more)).toEqual(counts(less).toReversed())
      }),
    )
  })

  it('never call a step slower in both directions, and name none that ran in one of them only', () => {
    const word = (texts: readonly string[]) => /^"(\w+)" of Chat became \d+ % (slower|faster)/.exec(texts.at(-1) ?? '')
    fc.assert(
      fc.property(figures, figures, (one, other) => {
        const [there, back] = [word(comparePeriods(one, other)), word(comparePeriods(other, one))]
        if (there && back && there[1] === back[1]) expect(there[2]).not.toBe(back[2])
        const named = there?.[1]
        if (named) for (const period of [one, other]) expect(period.steps.map(({ step }) => step)).toContain(named)
      }),
    )
  })

  it('are the same where nothing changed', () => {
    fc.assert(
      fc.property(figures, (one) => {
        const [availability = '', incidents = '', speed] = comparePeriods(one, one)
        expect(availability).toMatch(/^Availability stayed at/)
        expect(incidents).toContain(', as many as before')
        if (speed) expect(speed).toBe('No step became faster or slower by a tenth or more.')
      }),
    )
  })
})

describe('the hours of the week across a clock change', () => {
  /** A run every half hour of a day. */
  const dayOf = (from: number) => slotTotals(Array.from({ length: 60 }, (_, index) => from + index * 30 * MINUTE))
  const hoursOf = (from: number, day: number, timezone = 'Europe/Berlin') =>
    heatOf(dayOf(from), timezone).cells[day]?.map(({ runs }) => runs) ?? []

  it('have no run in the hour that spring skips', () => {
    const sunday = hoursOf(Date.UTC(2026, 2, 28, 23), 6)
    expect([sunday[1], sunday[2], sunday[3], sunday[23]]).toEqual([2, 0, 2, 2])
  })

  it('have the runs of both in the hour that autumn repeats', () => {
    const sunday = hoursOf(Date.UTC(2026, 9, 24, 22), 6)
    expect([sunday[1], sunday[2], sunday[3], sunday[23]]).toEqual([2, 4, 2, 2])
  })

  it('lie on the hour that the clock shows, in zones of half hours too', () => {
    const monday = hoursOf(Date.UTC(2026, 10, 22, 18, 30), 0, 'Asia/Kolkata')
    expect([monday[0], monday[23]]).toEqual([2, 2])
  })

  it('count every run in the cell that its local clock says, in any zone', () => {
    const zones = Intl.supportedValuesOf('timeZone')
    const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 2_000 }), (timezone, hoursAgo) => {
        const at = Math.floor(NOW / HOUR) * HOUR - hoursAgo * HOUR
        const { offsetMs } = openZone(timezone).spanAt(at)
        const local = new Date(at + offsetMs)
        const { cells } = heatOf(slotTotals([at]), timezone)
        const weekday = local.toUTCString().slice(0, 3)
        expect(cells[days.indexOf(weekday)]?.[local.getUTCHours()]).toEqual({ runs: 1, failed: 0 })
        expect(cells.flat().reduce((sum, { runs }) => sum + runs, 0)).toBe(1)
      }),
      { numRuns: 60 },
    )
  })
})

describe('the time in trouble of a period', () => {
  const stretch = fc.tuple(fc.integer({ min: -30, max: 100 }), fc.option(fc.integer({ min: 0, max: 60 })))

  it('counts time that several incidents cover once, and none outside of the period', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(stretch, { maxLength: 6 }), async (found) => {
        const from = NOW - 100 * MINUTE
        const incidents = found.map(([start, length], index): IncidentRecord => {
          const impactAt = from + start * MINUTE
          const resolved = length === null ? {} : { resolvedAt: impactAt + length * MINUTE }
          return {
            ...{ name: `i${index}`, target: 't', impactAt, openedAt: impactAt, scope: '', timeline: [], surfaces: [] },
            ...resolved,
          }
        })
        const history = memoryHistory(() => ({ ...NO_HISTORY, incidents }))
        const { troubleMs } = await readPeriod(history, { from, to: NOW }, NOW)
        const minutes = Array.from({ length: 100 }, (_, index) => from + index * MINUTE)
        const covered = minutes.filter((at) =>
          incidents.some(({ impactAt, resolvedAt = NOW }) => impactAt <= at && at < resolvedAt),
        )
        expect(troubleMs).toBe(covered.length * MINUTE)
      }),
    )
  })

  it('does not go beyond now where an incident is open', async () => {
    const open: IncidentRecord = {
      ...{ name: 'i', target: 't', impactAt: NOW - HOUR, openedAt: NOW - HOUR, scope: '', timeline: [], surfaces: [] },
    }
    const history = memoryHistory(() => ({ ...NO_HISTORY, incidents: [open] }))
    expect((await readPeriod(history, { from: NOW - DAY, to: NOW + DAY }, NOW)).troubleMs).toBe(HOUR)
  })
})
