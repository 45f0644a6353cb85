import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, type DrillSummary } from '../../src/core/index.ts'
import { compareDrills } from '../../src/drill/index.ts'

const AT = Date.UTC(2026, 10, 29)

function summary(id: string, changes: Partial<DrillSummary> = {}): DrillSummary {
  return {
    ...{ id, scenario: 'front-doors-first', seed: 1, begunAt: AT - 60_000, at: AT, status: 'completed' },
    ...{ deviated: false, score: 50, possible: 100, open: false, example: false },
    ...changes,
  }
}

describe('a drill next to the one before it', () => {
  it('is compared with the newest completed one of its scenario, also where another one is newer', () => {
    const drills = [
      summary('older', { at: AT - 3 * DAY, score: 90 }),
      summary('same', { at: AT - 2 * DAY, score: 40 }),
      summary('other', { at: AT - DAY, scenario: 'cloudflare', score: 10 }),
      summary('stopped', { at: AT, status: 'aborted', score: 1 }),
    ]
    expect(compareDrills(summary('now', { score: 60 }), drills)).toMatchObject({ before: { id: 'same' }, change: 20 })
  })

  it('is compared with the newest of any scenario where its own was never completed', () => {
    const drills = [
      summary('first', { at: AT - 3 * DAY, scenario: 'cloudflare', score: 90 }),
      summary('last', { at: AT - DAY, scenario: 'claude', score: 80 }),
    ]
    expect(compareDrills(summary('now'), drills)).toMatchObject({ before: { id: 'last' }, change: -30 })
  })

  it('has nothing to be compared with where it is the first, or the only one that was completed', () => {
    expect(compareDrills(summary('now'), [])).toBeUndefined()
    expect(compareDrills(summary('now'), [summary('now'), summary('x', { status: 'failed' })])).toBeUndefined()
  })

  it('changes by percentage points of what was possible, to a tenth, and by none without possible points', () => {
    expect(compareDrills(summary('now', { score: 30, possible: 90 }), [summary('a')])?.change).toBe(-16.7)
    expect(compareDrills(summary('now', { score: 0, possible: 0 }), [summary('a', { score: 0 })])?.change).toBe(0)
  })

  it('changes by as much in the other direction the other way round', () => {
    const points = fc.integer({ min: 0, max: 100 })
    fc.assert(
      fc.property(points, points, (score, other) => {
        const [a, b] = [summary('a', { score }), summary('b', { score: other })]
        expect(compareDrills(a, [b])?.change).toBeCloseTo(-(compareDrills(b, [a])?.change ?? Number.NaN))
      }),
    )
  })
})
