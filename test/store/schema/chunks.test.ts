import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readInChunks } from '../../../src/store/schema/chunks.ts'

it('reads every id once and in order, at most 500 at a time', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 1_600 }), async (length) => {
      const ids = Array.from({ length }, (_, index) => index * 3)
      const sizes: number[] = []
      const rows = await readInChunks(ids, async (chunk) => {
        sizes.push(chunk.length)
        return chunk.map((id) => `row ${id}`)
      })
      expect(rows).toEqual(ids.map((id) => `row ${id}`))
      expect(sizes).toHaveLength(Math.ceil(length / 500))
      expect(Math.max(0, ...sizes)).toBeLessThanOrEqual(500)
    }),
    { numRuns: 30 },
  )
})
