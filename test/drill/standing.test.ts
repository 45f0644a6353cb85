import { describe, expect, it } from 'vitest'
import { DAY, type DrillSummary, drillStanding } from '../../src/core/index.ts'
import { compareDrills } from '../../src/drill/index.ts'

const NOW = Date.UTC(2026, 10, 29)

function summary(changes: Partial<DrillSummary> = {}): DrillSummary {
  return {
    ...{
      id: 'a',
      scenario: 'front-doors-first',
      seed: 1,
      begunAt: NOW - 2 * DAY,
      at: NOW - 2 * DAY,
      status: 'completed',
    },
    ...{ deviated: false, score: 60, possible: 96, open: false, example: false },
    ...changes,
  }
}

describe('whether a plan was rehearsed lately', () => {
  it('is stale without a drill', () => {
    expect(drillStanding([], NOW)).toEqual({ stale: true, text: 'The plan was never drilled' })
  })

  it('is fresh for 90 days after the newest drill', () => {
    const drills = [summary({ at: NOW - 90 * DAY, score: 71 }), summary({ id: 'older', at: NOW - 200 * DAY })]
    expect(drillStanding(drills, NOW)).toMatchObject({ stale: false, lastAt: NOW - 90 * DAY, score: 71 })
    expect(drillStanding(drills, NOW + 1)).toMatchObject({ stale: true })
  })

  it('says since when in days', () => {
    expect(drillStanding([summary({ at: NOW })], NOW).text).toBe('The plan was last drilled today (60 of 96 points)')
    expect(drillStanding([summary({ at: NOW - DAY })], NOW).text).toMatch(/yesterday/)
    expect(drillStanding([summary({ at: NOW - 120 * DAY })], NOW).text).toBe(
      'The plan was not drilled for 120 days (limit 90)',
    )
  })

  it.each([['aborted' as const], ['interrupted' as const], ['failed' as const]])(
    'does not count a drill that was %s',
    (status) => {
      expect(drillStanding([summary({ status })], NOW).stale).toBe(true)
    },
  )

  it('does not count a drill of the example', () => {
    expect(drillStanding([summary({ example: true })], NOW).stale).toBe(true)
  })
})

describe('a drill next to an earlier one', () => {
  it('is compared with the newest of the same scenario', () => {
    const drills = [
      summary({ id: 'old', score: 48, at: NOW - 9 * DAY }),
      summary({ id: 'other', scenario: 'x', at: NOW - DAY }),
    ]
    expect(compareDrills(summary(), drills)).toMatchObject({ before: { id: 'old' }, change: 12.5 })
  })

  it('is compared with the newest of any where there is none of the same', () => {
    expect(compareDrills(summary({ scenario: 'y' }), [summary({ id: 'b', score: 72 })])?.change).toBe(-12.5)
  })

  it('is alone the first time, and never compared with itself or one that did not end', () => {
    expect(compareDrills(summary(), [])).toBeUndefined()
    expect(compareDrills(summary(), [summary(), summary({ id: 'b', status: 'aborted' })])).toBeUndefined()
  })

  it('compares shares of what was possible, since scenarios differ in that', () => {
    const before = summary({ id: 'b', score: 50, possible: 50 })
    expect(compareDrills(summary({ score: 96, possible: 96 }), [before])?.change).toBe(0)
  })
})
