import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isJsonObject, jsonObject, parseJson } from '../../../src/core/index.ts'

describe('an object of JSON', () => {
  it('is neither a list, null nor a plain value', () => {
    for (const value of [null, undefined, 7, 'x', true, [], [{}]]) {
      expect(isJsonObject(value)).toBe(false)
      expect(jsonObject(value)).toBeUndefined()
    }
    const value = { a: 1 }
    expect(isJsonObject(value)).toBe(true)
    expect(jsonObject(value)).toBe(value)
  })
})

describe('a text of JSON', () => {
  it('gives back every value that was written', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.stringify(parseJson(JSON.stringify(value)))).toBe(JSON.stringify(value))
      }),
    )
  })

  it.each(['', '<html>', '{', '{"a":1}}', 'undefined'])('is undefined where %j is none', (text) => {
    expect(parseJson(text)).toBeUndefined()
  })
})
