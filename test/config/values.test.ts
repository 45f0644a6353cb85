import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expectedBy, hintOf, unknownKeyProblem } from '../../src/config/expected.ts'
import { describe as describeValue } from '../../src/config/got.ts'

describe('a value in a problem', () => {
  it.each([
    [undefined, 'nothing'],
    [null, 'null'],
    [true, 'true'],
    [0, '0'],
    ['', '""'],
    ['short', '"short"'],
    [() => 1, 'a function'],
    [[], 'a list of 0'],
    [[1, 2], 'a list of 2'],
    [{}, 'an object with no keys'],
    [{ a: 1, b: 2 }, 'an object with a, b'],
    ['x'.repeat(41), 'a text of 41 characters (not shown: it may be a secret)'],
  ])('%j is shown as %s', (value, text) => {
    expect(describeValue(value)).toBe(text)
  })

  it('that may be a secret is shown by its kind and length only', () => {
    expect(describeValue('sk-1', true)).toBe('a text of 4 characters (not shown: it may be a secret)')
    expect(describeValue('s', true)).toBe('a text of 1 character (not shown: it may be a secret)')
    expect(describeValue(123_456, true)).toBe('a number')
  })

  it('never shows a text of more than 40 characters', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 41, maxLength: 200 }), (text) => {
        fc.pre(text.trim().length > 10)
        expect(describeValue(text)).not.toContain(text.slice(0, 10).trim() || text)
      }),
    )
  })

  it('never shows the password in an address', () => {
    const word = fc.stringMatching(/^[a-z0-9]{6,12}$/)
    fc.assert(
      fc.property(word, word, (user, password) => {
        fc.pre(!'"https://host'.includes(password) && !user.includes(password))
        expect(describeValue(`https://${user}:${password}@h`)).not.toContain(password)
      }),
    )
    expect(describeValue('smtp://u:a@b@host')).toBe('"smtp://u:…@host"')
  })
})

describe('what a schema expected', () => {
  const issue = (fields: object) => ({ path: [], message: 'as the schema says', ...fields }) as never

  it.each([
    [{ code: 'invalid_type', expected: 'array' }, 'a list'],
    [{ code: 'invalid_type', expected: 'int' }, 'a whole number'],
    [{ code: 'invalid_type', expected: 'symbol' }, 'a value of type symbol'],
    [{ code: 'invalid_value', values: ['a', 'b'] }, 'one of a, b'],
    [{ code: 'too_small', minimum: 1, origin: 'string' }, 'at least 1 character'],
    [{ code: 'too_small', minimum: 2, origin: 'array' }, 'at least 2 entries'],
    [{ code: 'too_small', minimum: 1, origin: 'array' }, 'at least 1 entry'],
    [{ code: 'too_small', minimum: 0, inclusive: false, origin: 'number' }, 'more than 0'],
    [{ code: 'too_big', maximum: 60, origin: 'string' }, 'at most 60 characters'],
    [{ code: 'too_big', maximum: 1, inclusive: false, origin: 'number' }, 'less than 1'],
    [{ code: 'invalid_format', format: 'url' }, 'an address such as https://example.org'],
    [{ code: 'invalid_format', format: 'regex' }, 'as the schema says'],
    [{ code: 'invalid_key' }, 'a name that is not empty'],
    [{ code: 'custom' }, 'as the schema says'],
  ])('in %j is "%s"', (fields, expected) => {
    expect(expectedBy(issue(fields))).toBe(expected)
  })

  it('suggests the value that was meant, where one is near', () => {
    const choice = issue({ code: 'invalid_value', values: ['always', 'fallback'] })
    expect(hintOf(choice, 'alwyas')).toBe('Did you mean "always"?')
    expect(hintOf(choice, 'sometimes')).toBeUndefined()
    expect(hintOf(choice, 7)).toBeUndefined()
  })

  it('suggests the key that was meant, else lists all keys; without keys there is nothing to suggest', () => {
    expect(unknownKeyProblem('tittle', ['name', 'title']).hint).toBe('Did you mean "title"?')
    expect(unknownKeyProblem('zzzzzz', ['name', 'title']).hint).toBe('Known keys: name, title.')
    expect(unknownKeyProblem('tittle', [])).toEqual({ expected: 'a known key', got: '"tittle"' })
  })
})
