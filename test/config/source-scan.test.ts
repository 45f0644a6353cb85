import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { callsOf, elementsAt, nextToken, propertiesAt, wordAt } from '../../src/config/source-scan.ts'

/** A value as a person writes it, with whatever may confuse a scanner. */
const VALUE = fc.constantFrom(
  '1',
  "'a'",
  '"}"',
  "'it\\'s, {'",
  '`a $' + '{b({ c: "`" })} }`',
  'env("KEY")',
  '[1, { a: 2 }, [3]]',
  '{ deep: { er: ")" } }',
  '(x) => ({ x })',
  "(x) => /[}'/]/.test(x)",
  '{ ...other, a: 1 }',
  'a / 2',
  '/[,"]\\//gi',
  'new Map([[1, 2]])',
  'wrong ? "a" : [b]',
)
const GAP = fc.constantFrom('', ' ', '\n', ' // }, no: 1\n', '/* ], { */', '\n\n  ')
const NAME = fc.constantFrom('a', 'b1', '$c', "'d-e'", '"f/g"', 'h_')

/** An object literal, and where its properties stand in it. */
const LITERAL = fc
  .array(fc.record({ name: NAME, value: VALUE, before: GAP, middle: GAP, after: GAP }), { maxLength: 6 })
  .map((parts) => {
    let text = '{'
    const properties = parts.map(({ name, value, before, middle, after }) => {
      text += before
      const at = text.length
      text += `${name}:${middle}`
      const valueAt = text.length
      text += `${value}${after},`
      return { name: name.replace(/['"]/g, ''), at, valueAt }
    })
    return { text: `${text}}`, properties }
  })

describe('the properties of an object literal', () => {
  it('are found by name and place, whatever their values and comments contain', () => {
    fc.assert(
      fc.property(LITERAL, fc.constantFrom('', 'defineConfig(', 'const x = '), ({ text, properties }, before) => {
        const places = properties.map(({ name, at, valueAt }) => ({
          ...{ name, at: at + before.length, valueAt: valueAt + before.length },
        }))
        expect(propertiesAt(`${before}${text})`, before.length)).toEqual(places)
      }),
      { numRuns: 300 },
    )
  })

  it('include those of a spread literal, and not those of a spread variable', () => {
    expect(propertiesAt('{ a: 1, ...{ b: 2, ...c }, d }', 0).map(({ name }) => name)).toEqual(['a', 'b', 'd'])
  })

  it('may be shorthands, whose value is their name', () => {
    expect(propertiesAt('{ a, b }', 0)).toEqual([
      { name: 'a', at: 2, valueAt: 2 },
      { name: 'b', at: 5, valueAt: 5 },
    ])
  })

  it('are not those with a computed name', () => {
    expect(propertiesAt('{ [a]: 1, b: 2 }', 0).map(({ name }) => name)).toEqual(['b'])
  })

  it.each([
    ['a function', "{ a: (x) => /'/.test(x), b: 2 }"],
    ['a return', "{ a: function () { return /'/.test(x) }, b: 2 }"],
    ['a bracket', "{ a: f(/'/), b: 2 }"],
    ['an operator', "{ a: c || /'/, b: 2 }"],
  ])('are found behind a regular expression after %s', (_what, text) => {
    expect(propertiesAt(text, 0).map(({ name }) => name)).toEqual(['a', 'b'])
  })

  it('are found behind a division, whose slash begins no regular expression', () => {
    expect(propertiesAt("{ a: 4 / 2, b: '/', c: (1) / 3, d: 1 }", 0).map(({ name }) => name)).toEqual([
      'a',
      'b',
      'c',
      'd',
    ])
  })
})

describe('the elements of a list', () => {
  it('are as many as it has, each where it begins', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(GAP, VALUE), { maxLength: 6 }),
        fc.constantFrom('[]', '()'),
        (parts, [open, close]) => {
          let text = open ?? ''
          const places = parts.map(([gap, value]) => {
            text += gap
            const at = text.length
            text += `${value},`
            return at
          })
          expect(elementsAt(text + close, 0)).toEqual(places)
        },
      ),
    )
  })

  it('end with the text where nothing closes them', () => {
    expect(elementsAt('[a, b', 0)).toEqual([1, 4])
    expect(elementsAt('[', 0)).toEqual([])
  })
})

describe('the calls of a function', () => {
  it('are those outside of strings, comments, templates and regular expressions', () => {
    const text = `call(1) // call(2)
/* call(3) */ 'call(4)' "call(5)" \`call(6)\`, /call(7)/ recall(8) call (9) call.call(10) call`
    const texts = callsOf(text, 'call').map(({ open }) => text.slice(open, text.indexOf(')', open) + 1))
    expect(texts).toEqual(['(1)', '(9)', '(10)'])
  })

  it('begin where their name begins', () => {
    expect(callsOf('a(b(c))', 'b')).toEqual([{ at: 2, open: 3 }])
  })
})

describe('the next token', () => {
  it.each([
    ['a', 0, 0],
    ['  a', 0, 2],
    ['// x\na', 0, 5],
    ['/* x */ /* y */\n // z\n\ta', 0, 23],
    ['/* never closed', 0, 0],
    ['// to the end', 0, 13],
    ['', 0, 0],
  ])('of %j from %i on is at %i', (text, from, at) => {
    expect(nextToken(text, from)).toBe(at)
  })

  it('is a word where an identifier begins', () => {
    expect(wordAt('ab$_1-c', 0)).toBe('ab$_1')
    expect(wordAt('-c', 0)).toBe('')
    expect(wordAt('', 3)).toBe('')
  })
})
