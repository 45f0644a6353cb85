import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { place, ticksOf } from '../../dashboards/charts/axis.ts'
import { troubleWidth } from '../../dashboards/charts/bar-width.ts'
import { chartPaths, HEIGHT, niceTop, WIDTH } from '../../dashboards/charts/chart-path.ts'
import { formatIn } from '../../dashboards/words/format.ts'
import { DAY, HOUR, MINUTE } from '../../src/core/index.ts'

const NOW = Date.UTC(2026, 10, 23, 21, 5)

describe('the ticks of an axis', () => {
  const labels = (zone: string, from: number, to: number, most = 8) =>
    ticksOf({ from, to }, formatIn(zone, NOW), most).map((tick) => tick.label)

  it('are round times of the zone', () => {
    expect(labels('UTC', NOW - 25 * HOUR, NOW)).toEqual(['23 Nov', '04:00', '08:00', '12:00', '16:00', '20:00'])
    expect(labels('Asia/Kolkata', NOW - 25 * HOUR, NOW)).toEqual([
      '04:00',
      '08:00',
      '12:00',
      '16:00',
      '20:00',
      '24 Nov',
    ])
    expect(labels('UTC', NOW - HOUR, NOW)).toEqual(['20:10', '20:20', '20:30', '20:40', '20:50', '21:00'])
  })

  it('are days over weeks and months over a year', () => {
    expect(labels('UTC', NOW - 7 * DAY, NOW)).toEqual([
      '17 Nov',
      '18 Nov',
      '19 Nov',
      '20 Nov',
      '21 Nov',
      '22 Nov',
      '23 Nov',
    ])
    expect(labels('UTC', NOW - 365 * DAY, NOW)).toEqual(['Dec', 'Feb', 'Apr', 'Jun', 'Aug', 'Oct'])
    expect(labels('UTC', NOW - 365 * DAY, NOW, 4)).toEqual(['Dec', 'Apr', 'Aug'])
  })

  it('stay on midnight when the clocks change', () => {
    const spring = Date.UTC(2026, 3, 2)
    const ticks = ticksOf({ from: spring - 7 * DAY, to: spring }, formatIn('Europe/Berlin', spring), 8)
    const { clock } = formatIn('Europe/Berlin', spring)
    expect(new Set(ticks.map((tick) => clock(tick.at)))).toEqual(new Set(['00:00']))
  })

  it('lie within the range, in order, and are never more than asked for', () => {
    const zone = fc.constantFrom('UTC', 'Asia/Kolkata', 'America/St_Johns', 'Pacific/Chatham', 'Europe/London')
    const span = fc.integer({ min: MINUTE, max: 3 * 365 * DAY })
    fc.assert(
      fc.property(
        zone,
        span,
        fc.integer({ min: 0, max: 2_000 * DAY }),
        fc.integer({ min: 2, max: 10 }),
        (tz, length, back, most) => {
          const scale = { from: NOW - back - length, to: NOW - back }
          const ticks = ticksOf(scale, formatIn(tz, NOW), most)
          expect(ticks.length).toBeLessThanOrEqual(most + 1)
          for (const [index, { at }] of ticks.entries()) {
            expect(at).toBeGreaterThan(index === 0 ? scale.from - 2 * HOUR : (ticks[index - 1]?.at ?? 0))
            expect(at).toBeLessThanOrEqual(scale.to + 2 * HOUR)
            expect(place(at, scale)).toBeGreaterThanOrEqual(0)
            expect(place(at, scale)).toBeLessThanOrEqual(100)
          }
        },
      ),
      { numRuns: 200 },
    )
  })
})

describe('the bar of a trouble', () => {
  const inYear = (ms: number) => troubleWidth((100 * ms) / (365 * DAY))

  it('of 45 min differs from one of 10 h in a year, and both can be seen', () => {
    const [short, long] = [inYear(45 * MINUTE), inYear(10 * HOUR)]
    expect(short).toBe(0.2)
    expect(long).toBeGreaterThan(2 * short)
    expect(inYear(2 * DAY)).toBeGreaterThan(2 * long)
    expect(inYear(10 * DAY)).toBeCloseTo((100 * 10) / 365)
  })

  it('is never narrower than to scale or than can be seen, and never narrower than that of a shorter one', () => {
    const share = fc.double({ min: 0, max: 100, noNaN: true })
    fc.assert(
      fc.property(share, share, (one, two) => {
        const [shorter, longer] = [Math.min(one, two), Math.max(one, two)]
        expect(troubleWidth(longer)).toBeGreaterThanOrEqual(troubleWidth(shorter))
        expect(troubleWidth(one)).toBeGreaterThanOrEqual(Math.max(one, 0.2))
        expect(troubleWidth(one)).toBeLessThanOrEqual(Math.max(one, 1.5))
      }),
    )
  })
})

describe('the top of a chart', () => {
  it('is round, at or above the largest value, and not far above', () => {
    expect([0, 0.7, 1, 17, 99, 101, 640, 1_450].map(niceTop)).toEqual([1, 0.75, 1, 20, 100, 150, 750, 1_500])
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 1e7, noNaN: true }), (value) => {
        expect(niceTop(value)).toBeGreaterThanOrEqual(value * (1 - 1e-12))
        expect(niceTop(value)).toBeLessThanOrEqual(value * 1.5 + 1e-9)
      }),
    )
  })
})

describe('the lines of a chart', () => {
  const scale = { from: 0, to: 1_000, bucketMs: 10, gapMs: 25 }

  it('are whole numbers in relative steps, and break at a gap', () => {
    const points = [0, 10, 500, 510].map((at) => ({ at, p50: 50, p95: 100 }))
    expect(chartPaths(points, scale, 100)).toEqual({
      line: 'M5 50l10 0M505 50l10 0',
      band: 'M5 0l10 0L15 50l-10 0zM505 0l10 0L515 50l-10 0z',
    })
  })

  it('show a value alone as a short dash', () => {
    expect(chartPaths([{ at: 500, p50: 0, p95: 0 }], scale, 100).line).toBe('M502 100l6 0')
  })

  it('read back, go through every value to within half a unit of the drawing', () => {
    const value = fc.double({ min: 0, max: 100, noNaN: true })
    const story = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 99 }), value), {
      minLength: 2,
      selector: ([slot]) => slot,
    })
    fc.assert(
      fc.property(story, (found) => {
        const points = found.map(([slot, p50]) => ({ at: slot * 10, p50, p95: 100 })).toSorted((a, b) => a.at - b.at)
        const { line } = chartPaths(points, { ...scale, gapMs: 1_000 }, 100)
        const drawn = readBack(line)
        expect(drawn).toHaveLength(points.length)
        for (const [index, [x, y]] of drawn.entries()) {
          expect(Math.abs(x - (points[index]?.at ?? 0) - 5)).toBeLessThanOrEqual(WIDTH / 2_000)
          expect(Math.abs(HEIGHT - y - (points[index]?.p50 ?? 0))).toBeLessThanOrEqual(0.5)
        }
      }),
    )
  })

  function readBack(line: string): (readonly [number, number])[] {
    let [x, y] = [0, 0]
    return [...line.matchAll(/([Ml])(-?\d+) ?(-?\d+)/g)].map(([, kind, a, b]) => {
      ;[x, y] = kind === 'M' ? [Number(a), Number(b)] : [x + Number(a), y + Number(b)]
      return [x, y] as const
    })
  }
})
