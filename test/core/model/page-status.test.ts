import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  admitsTrouble,
  COMPONENT_STATUSES,
  joinStretches,
  type PageStatus,
  worstPageStatus,
} from '../../../src/core/index.ts'

const status = fc.constantFrom<PageStatus[]>('unread', ...COMPONENT_STATUSES)

describe('the worst of several page statuses', () => {
  it('is the outage, whatever the others are', () => {
    expect(worstPageStatus(['operational', 'major_outage', 'partial_outage', 'unread'])).toBe('major_outage')
    expect(worstPageStatus(['operational', 'unknown'])).toBe('unknown')
    expect(worstPageStatus(['unread', 'operational'])).toBe('operational')
    expect(worstPageStatus([])).toBeUndefined()
  })

  it('is one of them, and does not depend on their order', () => {
    fc.assert(
      fc.property(fc.array(status, { minLength: 1 }), (statuses) => {
        const worst = worstPageStatus(statuses)
        expect(statuses).toContain(worst)
        expect(worstPageStatus(statuses.toReversed())).toBe(worst)
      }),
    )
  })
})

it('admits trouble from degraded performance on: maintenance and an unrecognised status admit none', () => {
  expect(['unread' as const, ...COMPONENT_STATUSES].filter(admitsTrouble)).toEqual([
    'degraded_performance',
    'partial_outage',
    'major_outage',
  ])
})

describe('joined stretches', () => {
  /** Stretches in order of time, some with a hole between them. */
  const stretches = fc
    .array(fc.record({ claim: status, length: fc.integer({ min: 1, max: 9 }), hole: fc.nat(1) }))
    .map((parts) => {
      let at = 0
      return parts.map(({ claim, length, hole }) => {
        const from = at + hole
        at = from + length
        return { claim, from, to: at }
      })
    })

  it('say the same at every moment, with no two that touch and say the same', () => {
    const moments = (all: readonly { claim: PageStatus; from: number; to: number }[]) =>
      all.flatMap(({ claim, from, to }) => Array.from({ length: to - from }, (_, index) => `${from + index} ${claim}`))
    fc.assert(
      fc.property(stretches, (all) => {
        const joined = joinStretches(all)
        expect(moments(joined)).toEqual(moments(all))
        for (const [index, one] of joined.entries()) {
          const next = joined[index + 1]
          expect(next?.from === one.to && next.claim === one.claim).toBe(false)
        }
      }),
    )
  })
})
