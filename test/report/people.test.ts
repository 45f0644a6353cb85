import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PersonReport } from '../../src/core/index.ts'
import { peopleLanesOf } from '../../src/report/people.ts'

const RANGE = { from: 0, to: 120_000 }

function report(at: number, reporter: string, changes: Partial<PersonReport> = {}): PersonReport {
  return { at, target: 'claude', surface: 'cli', trouble: 'overloaded', via: 'hook', reporter, ...changes }
}

describe('the lane of what people reported', () => {
  it('has a mark for each moment, with how many different people and for which surfaces', () => {
    const reports = [report(10, 'a'), report(20, 'a'), report(30, 'b', { trouble: 'sign_in' }), report(60_000, 'a')]
    expect(peopleLanesOf(reports, RANGE)).toEqual([
      {
        target: 'claude',
        reports: 4,
        marks: [
          { at: 10, people: 2, surfaces: ['claude/cli', 'claude/login'] },
          { at: 60_000, people: 1, surfaces: ['claude/cli'] },
        ],
      },
    ])
  })

  it('is one per target, and leaves out what is the team’s own to fix', () => {
    const reports = [report(1, 'a', { target: 'openai' }), report(2, 'a'), report(3, 'b', { trouble: 'billing_error' })]
    expect(peopleLanesOf(reports, RANGE).map(({ target, reports: count }) => [target, count])).toEqual([
      ['claude', 1],
      ['openai', 1],
    ])
    expect(peopleLanesOf([], RANGE)).toEqual([])
  })

  it('stays small however many report', () => {
    const times = fc.array(fc.integer({ min: 0, max: 119_999 }), { maxLength: 500 })
    fc.assert(
      fc.property(times, (all) => {
        const [lane] = peopleLanesOf(
          all.toSorted((a, b) => a - b).map((at) => report(at, 'a')),
          RANGE,
        )
        expect(lane?.reports ?? 0).toBe(all.length)
        expect(lane?.marks.length ?? 0).toBeLessThanOrEqual(120)
      }),
    )
  })
})
