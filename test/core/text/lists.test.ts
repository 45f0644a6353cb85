import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { count, listOf, plural } from '../../../src/core/index.ts'

describe('a list in a sentence', () => {
  it('joins names with commas and a last "and"', () => {
    expect(listOf([])).toBe('')
    expect(listOf(['a'])).toBe('a')
    expect(listOf(['a', 'b'])).toBe('a and b')
    expect(listOf(['a', 'b', 'c'])).toBe('a, b and c')
  })

  it('names the first of a long list and counts the rest', () => {
    const limits = { longest: 7, named: 6 }
    expect(listOf([...'abcdefg'], limits)).toBe('a, b, c, d, e, f and g')
    expect(listOf([...'abcdefghi'], limits)).toBe('a, b, c, d, e, f and 3 more')
    expect(listOf(Array<string>(1_200).fill('x'), { longest: 2, named: 1 })).toBe('x and 1,199 more')
  })

  it('names or counts every name', () => {
    const names = fc.array(fc.stringMatching(/^[a-z]{1,5}$/), { minLength: 1, maxLength: 30 })
    const limits = fc.record({ longest: fc.integer({ min: 1, max: 12 }), named: fc.integer({ min: 1, max: 12 }) })
    fc.assert(
      fc.property(names, limits, (all, { longest, named }) => {
        fc.pre(named <= longest)
        const list = listOf(all, { longest, named })
        const rest = Number(/ and (\d+) more$/.exec(list)?.[1] ?? 0)
        const names = list.replace(/ and \d+ more$/, '').split(/, | and /)
        expect(names.length + rest).toBe(all.length)
        expect(all.slice(0, names.length)).toEqual(names)
      }),
    )
  })
})

describe('numbers in a sentence', () => {
  it('groups thousands', () => {
    expect([0, 999, 1_432, 1_234_567].map(count)).toEqual(['0', '999', '1,432', '1,234,567'])
  })

  it('puts the noun in the plural, but for exactly one', () => {
    expect([0, 1, 2, 1_432].map((value) => plural(value, 'run'))).toEqual(['0 runs', '1 run', '2 runs', '1,432 runs'])
    expect([1, 2].map((value) => plural(value, 'try', 'tries'))).toEqual(['1 try', '2 tries'])
  })
})
