import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, type State, type StateSpan } from '../../src/core/index.ts'
import { gapsOf } from '../../src/report/gaps.ts'
import { type LaneInput, lanesOf } from '../../src/report/lanes.ts'
import { counted, failureOf, NOW, span } from './kit.ts'

const FROM = NOW - 10 * HOUR
const RANGE = { from: FROM, to: NOW, bucketMs: 10 * MINUTE }
const EVERY_BUCKET = Array.from({ length: 60 }, (_, index) => FROM + index * RANGE.bucketMs)

function laneOf(states: readonly StateSpan[], more: Partial<LaneInput> = {}) {
  const [lane] = lanesOf({
    ...{ range: RANGE, states, outcomes: [counted(EVERY_BUCKET)], watchedSince: FROM - HOUR },
    quietMs: () => RANGE.bucketMs,
    intervals: () => [MINUTE],
    ...more,
  })
  if (!lane) throw new Error('no lane')
  return lane
}

describe('availability', () => {
  it('is the share of runs that the provider did not fail, whatever the state was meanwhile', () => {
    const outcomes = [counted(EVERY_BUCKET, { passed: 8, slow: 1, failed: 1, error: 5, skipped: 5 })]
    expect(laneOf([span('down', FROM, NOW)], { outcomes })).toMatchObject({ runs: 600, failed: 60, availability: 0.9 })
  })

  it('gives how long each state lasted', () => {
    const lane = laneOf([
      span('operational', FROM, FROM + 6 * HOUR),
      span('down', FROM + 6 * HOUR, FROM + 7 * HOUR),
      span('degraded', FROM + 7 * HOUR, FROM + 9 * HOUR),
      span('operational', FROM + 9 * HOUR, NOW),
    ])
    expect(lane).toMatchObject({ downMs: HOUR, degradedMs: 2 * HOUR, measuredMs: 10 * HOUR })
  })

  it('excludes maintenance and unknown time from the measured time', () => {
    const lane = laneOf([
      span('operational', FROM, FROM + 4 * HOUR),
      span('unknown', FROM + 4 * HOUR, FROM + 8 * HOUR),
      span('maintenance', FROM + 8 * HOUR, FROM + 9 * HOUR),
      span('down', FROM + 9 * HOUR, NOW),
    ])
    expect(lane).toMatchObject({ measuredMs: 5 * HOUR, downMs: HOUR })
  })

  it('is not claimed for the time the worker was off, even though the last verdict still stood', () => {
    const up = EVERY_BUCKET.filter((at) => at < FROM + 2 * HOUR || at >= FROM + 7 * HOUR)
    const lane = laneOf([span('operational', FROM, NOW)], { outcomes: [counted(up)] })
    expect(lane.measuredMs).toBe(5 * HOUR)
    expect(lane.spans.map(({ state, from, to }) => [state, (from - FROM) / HOUR, (to - FROM) / HOUR])).toEqual([
      ['operational', 0, 2],
      ['unknown', 2, 7],
      ['operational', 7, 10],
    ])
  })

  it('counts errors and skipped slots as unmeasured time, at most all that was watched', () => {
    const some = [counted(EVERY_BUCKET.slice(0, 6), { passed: 2, error: 3, skipped: 2 })]
    expect(laneOf([span('operational', FROM, NOW)], { outcomes: some }).unmeasuredMs).toBe(30 * MINUTE)
    const blind = [counted(EVERY_BUCKET, { error: 30, skipped: 20 })]
    const lane = laneOf([span('operational', FROM, NOW)], { outcomes: blind })
    expect([lane.availability, lane.unmeasuredMs]).toEqual([undefined, 10 * HOUR])
  })

  it('is absent where nothing was measured', () => {
    expect(laneOf([span('unknown', FROM, NOW)], { outcomes: [] }).availability).toBeUndefined()
  })
})

describe('a lane', () => {
  it('separates the time before the first run from a gap', () => {
    const first = FROM + 3 * HOUR
    const states = [span('unknown', FROM, first + 20_000), span('operational', first + 20_000, NOW)]
    expect(laneOf(states, { watchedSince: first }).spans.map((one) => one.state)).toEqual(['unwatched', 'operational'])
    expect(laneOf(states, { watchedSince: FROM - HOUR }).spans.map((one) => one.state)).toEqual([
      'unknown',
      'operational',
    ])
    const late = laneOf(states, { watchedSince: FROM + HOUR })
    expect(late.spans.map((one) => one.state)).toEqual(['unwatched', 'unknown', 'operational'])
    expect(late.watchedMs).toBe(9 * HOUR)
  })

  it('draws troubles closer than a fivehundredth of the range as one, with the worst state and their number', () => {
    const failure = failureOf('timeout', 'no answer')
    const flaps = Array.from({ length: 40 }, (_, index) => {
      const at = FROM + HOUR + index * MINUTE
      return [
        span(index === 7 ? 'down' : 'degraded', at, at + 30_000, failure),
        span('operational', at + 30_000, at + MINUTE),
      ]
    }).flat()
    const lane = laneOf([
      span('operational', FROM, FROM + HOUR),
      ...flaps,
      span('operational', FROM + HOUR + 40 * MINUTE, NOW),
    ])
    expect(lane.spans.map(({ state, merged }) => [state, merged])).toEqual([
      ['operational', 1],
      ['down', 40],
      ['operational', 1],
    ])
    expect(lane.spans[1]?.troubleMs).toBe(20 * MINUTE)
    expect('troubleMs' in (lane.spans[0] ?? {})).toBe(false)
    // Merged in the drawing, but counted separately.
    expect(lane.downMs).toBe(30_000)
    expect(lane.degradedMs).toBe(39 * 30_000)
  })

  it('draws two outages separately where both are wide enough to see', () => {
    const lane = laneOf([
      span('down', FROM, FROM + HOUR),
      span('operational', FROM + HOUR, FROM + 2 * HOUR),
      span('down', FROM + 2 * HOUR, NOW),
    ])
    expect(lane.spans.map((one) => one.state)).toEqual(['down', 'operational', 'down'])
  })

  const STATES: readonly State[] = ['operational', 'degraded', 'down', 'unknown', 'maintenance']
  const story = fc.array(fc.tuple(fc.constantFrom(...STATES), fc.integer({ min: 1, max: 4_000_000 })), {
    minLength: 1,
    maxLength: 80,
  })
  const silence = fc.array(fc.boolean(), { minLength: 60, maxLength: 60 })

  it('covers the range without overlap or hole, and its times add up, whatever happened', () => {
    fc.assert(
      fc.property(story, silence, fc.integer({ min: FROM - HOUR, max: NOW }), (parts, up, watchedSince) => {
        const states = tell(parts)
        const outcomes = [counted(EVERY_BUCKET.filter((_, index) => up[index]))]
        const { spans, measuredMs, downMs, degradedMs, availability } = laneOf(states, { outcomes, watchedSince })
        expect(spans[0]?.from).toBe(FROM)
        expect(spans.at(-1)?.to).toBe(NOW)
        for (const [index, one] of spans.entries()) {
          expect(one.to).toBeGreaterThan(one.from)
          if (index > 0) expect(one.from).toBe(spans[index - 1]?.to)
        }
        expect(downMs + degradedMs).toBeLessThanOrEqual(measuredMs)
        expect(measuredMs).toBeLessThanOrEqual(NOW - FROM)
        if (availability !== undefined) expect(availability).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  function tell(parts: readonly (readonly [State, number])[]): StateSpan[] {
    let at = FROM
    const spans = parts.map(([state, length]) => {
      const from = at
      at = Math.min(NOW, at + length)
      return span(state, from, at)
    })
    return [...spans, span('operational', at, NOW)].filter((one) => one.to > one.from)
  }
})

describe('gaps', () => {
  it('are the spans without a result that are longer than a healthy probe needs between two', () => {
    const range = { from: 0, to: 1_000, bucketMs: 10 }
    expect(gapsOf(counted([0, 10, 50, 900]), range, 40)).toEqual([
      { from: 60, to: 900 },
      { from: 910, to: 1_000 },
    ])
    expect(gapsOf(counted([0, 10, 50, 90]), { ...range, to: 100 }, 40)).toEqual([])
    expect(gapsOf(undefined, range, 40)).toEqual([{ from: 0, to: 1_000 }])
  })
})
