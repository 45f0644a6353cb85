import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonObject } from '../../../src/core/index.ts'
import {
  lastObjectIn,
  measured,
  numberOr,
  objectsAmong,
  objectsIn,
  plainText,
  sumOf,
  textOr,
} from '../../../src/run/classify/cli-objects.ts'

/** What `JSON.stringify` keeps of an object. */
const object = fc.dictionary(fc.string({ maxLength: 4 }), fc.jsonValue({ maxDepth: 2 })).map((value) => {
  return JSON.parse(JSON.stringify(value)) as Record<string, unknown>
})
const objects = fc.array(object, { minLength: 1, maxLength: 5 })
/** Lines that a client prints around its JSON. */
const noise = fc.constantFrom('warning: slow', '  at main (cli.js:1:2)', '', '[notice] hello', '{not json', 'x {"a":1}')

describe('the JSON objects of an output', () => {
  it('are all found where each has a line, whatever lines are between them', () => {
    fc.assert(
      fc.property(objects, noise, (values, line) => {
        fc.pre(line !== '{not json')
        const text = values.map((value) => JSON.stringify(value)).join(`\n${line}\n`)
        expect(objectsIn(`${line}\n${text}\n${line}`)).toEqual(values)
      }),
    )
  })

  it('are found over several lines, one after another and in arrays', () => {
    fc.assert(
      fc.property(objects, fc.constantFrom(1, 2, 4), (values, indent) => {
        const pretty = values.map((value) => JSON.stringify(value, null, indent))
        expect(objectsIn(`start\n${pretty.join('\n')}\nend`)).toEqual(values)
        expect(objectsIn(JSON.stringify(values, null, indent))).toEqual(values)
      }),
    )
  })

  it('are found behind a line that opens a bracket and never closes it', () => {
    expect(objectsIn('{not json\n{"a":1}\n[also not\n{"b":2}')).toEqual([{ a: 1 }, { b: 2 }])
  })

  it('do not end at a bracket inside a text', () => {
    const value = { text: 'a } and a ] and a \\" and a "{"' }
    expect(objectsIn(`noise\n${JSON.stringify(value, null, 2)} {"after":true}`)).toEqual([value, { after: true }])
  })

  it('are none in prose, numbers, an open bracket or an array of texts', () => {
    for (const text of ['', 'all good', '42', '"{}"', '{', '[1, "two", null]', '[[{}]]'])
      expect(objectsIn(text)).toEqual([])
  })

  it('are no longer looked for after fifty brackets that are never closed', () => {
    const open = (count: number) => `${'{ open\n'.repeat(count)}{\n"a": 1\n}`
    expect(objectsIn(open(49))).toEqual([{ a: 1 }])
    expect(objectsIn(open(50))).toEqual([])
  })
})

describe('the last object of an output', () => {
  it('is found behind any noise, over any number of lines', () => {
    fc.assert(
      fc.property(object, noise, fc.constantFrom(0, 2), (value, line, indent) => {
        expect(lastObjectIn(`${line}\n${JSON.stringify(value, null, indent)}\n`)).toEqual(value)
      }),
    )
  })

  it('is the outer one, not one within it', () => {
    expect(lastObjectIn('error:\n{\n"error":\n{\n"code": 429\n}\n}')).toEqual({ error: { code: 429 } })
  })

  it('is undefined without a bracket or with text behind the JSON on the same line', () => {
    expect(lastObjectIn('')).toBeUndefined()
    expect(lastObjectIn('nothing here')).toBeUndefined()
    expect(lastObjectIn('see } there')).toBeUndefined()
    expect(lastObjectIn('[{"a":1}]')).toBeUndefined()
  })
})

describe('a value of unknown JSON', () => {
  it('is an object, a text or a number only where it is one', () => {
    const values: readonly unknown[] = [{ a: 1 }, [], null, undefined, '', 'x', 0, Number.NaN, Number.POSITIVE_INFINITY]
    expect(values.map((value) => jsonObject(value) !== undefined)).toEqual([true, ...Array(8).fill(false)])
    expect(values.map(textOr).filter((value) => value !== undefined)).toEqual(['x'])
    expect(values.map(numberOr).filter((value) => value !== undefined)).toEqual([0])
    expect(objectsAmong(values)).toEqual([{ a: 1 }])
  })

  it('sums the fields that are numbers; the sum is undefined where none is', () => {
    expect(sumOf({ a: 1, b: 2, c: '3' }, ['a', 'b', 'c', 'd'])).toBe(3)
    expect(sumOf({ a: 0 }, ['a'])).toBe(0)
    expect(sumOf({ c: '3' }, ['c'])).toBeUndefined()
    expect(sumOf(undefined, ['a'])).toBeUndefined()
  })

  it('keeps zero among measures and drops what is missing', () => {
    expect(measured({ tokens: 0, requests: undefined, retries: 2 })).toEqual({ tokens: 0, retries: 2 })
  })
})

describe('an output for a terminal', () => {
  it('loses colours, cursor movements and byte order marks, and nothing else', () => {
    expect(plainText('\uFEFF\u001b[31mred\u001b[0m \u001b[2K\u001b[1Gnow\uFEFF')).toBe('red now')
    expect(plainText('naïve 日本 [31m')).toBe('naïve 日本 [31m')
  })
})
