import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { beginningOf, cutText } from '../../../src/core/index.ts'

describe('a text that is cut', () => {
  it.each([
    ['hello', 5, 'hello'],
    ['hello', 4, 'hel…'],
    ['ab👩‍🚀cd', 5, 'ab…'],
    ['ab👩‍🚀cd', 8, 'ab👩‍🚀…'],
    ['cafe\u0301s!', 5, 'caf…'],
  ])('keeps whole characters: %s at %d is %s', (text, most, cut) => {
    expect(cutText(text, most)).toBe(cut)
  })

  it('is never longer than allowed, and has no half of a surrogate pair', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 40 }), (text, most) => {
        const cut = cutText(text, most)
        expect(cut.length).toBeLessThanOrEqual(most)
        expect(cut.isWellFormed()).toBe(true)
        expect(text.startsWith(beginningOf(text, most))).toBe(true)
      }),
    )
  })

  it('is cut inside a cluster that is longer than 64 units, at a code point', () => {
    const stacked = `a${'\u0301'.repeat(300)}`
    expect(beginningOf(stacked, 200)).toHaveLength(200)
  })

  it('is empty for a limit of zero', () => {
    expect(beginningOf('text', 0)).toBe('')
  })
})
