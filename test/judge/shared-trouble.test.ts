import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../src/core/index.ts'
import { sharedTrouble } from '../../src/judge/index.ts'

describe('trouble of several targets', () => {
  const broken = fc.array(
    fc.record({ target: fc.constantFrom('a', 'b', 'c', 'd'), since: fc.integer({ min: 0, max: HOUR }) }),
    { maxLength: 8 },
  )

  it('is shared exactly where two of them broke within five minutes, in any order', () => {
    fc.assert(
      fc.property(broken, (targets) => {
        const times = targets.map(({ since }) => since).toSorted((a, b) => a - b)
        const together = times.some((since, index) => index > 0 && since - (times[index - 1] ?? 0) <= 5 * MINUTE)
        const words = sharedTrouble(targets)
        expect(words !== undefined).toBe(together)
        expect(sharedTrouble(targets.toReversed())?.length).toBe(words?.length)
      }),
    )
  })

  it('names six targets and counts the others, as "at least" where there are more than were read', () => {
    const many = Array.from({ length: 8 }, (_, index) => ({ target: `t${index}`, since: index * SECOND }))
    expect(sharedTrouble(many)).toContain('t0, t1, t2, t3, t4, t5 and 2 others broke within 7.0 s')
    expect(sharedTrouble(many, true)).toContain('t5 and at least 2 others')
    expect(sharedTrouble(many.slice(0, 7))).toContain('t5 and 1 other broke')
    expect(sharedTrouble(many.slice(0, 2).map((one) => ({ ...one, since: 5 })))).toContain(
      't0 and t1 broke within 1.0 s',
    )
  })
})
