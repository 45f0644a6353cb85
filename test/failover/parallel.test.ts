import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inParallel } from '../../src/failover/parallel.ts'

describe('work in parallel', () => {
  it('does every item once, in order, and never more at once than allowed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(3), { maxLength: 30 }), fc.integer({ min: 1, max: 5 }), async (items, limit) => {
        let [running, most] = [0, 0]
        const results = await inParallel(items, limit, async (turns) => {
          running += 1
          most = Math.max(most, running)
          for (let turn = 0; turn < turns; turn += 1) await Promise.resolve()
          running -= 1
          return turns * 2
        })
        expect(results).toEqual(items.map((item) => item * 2))
        expect(most).toBeLessThanOrEqual(limit)
      }),
    )
  })

  it('fails with the work', async () => {
    await expect(inParallel([1], 1, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  })
})
