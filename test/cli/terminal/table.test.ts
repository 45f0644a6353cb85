import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clip, table, visibleLength } from '../../../src/cli/terminal/table.ts'

const cell = fc.string({ unit: fc.constantFrom('a', 'é', '界', '🙂', ' ', '-'), maxLength: 12 })

describe('a text clipped for a terminal', () => {
  it('never takes more cells than it may, and stays whole where it fits', () => {
    fc.assert(
      fc.property(cell, fc.integer({ min: 1, max: 14 }), (text, cells) => {
        const shown = clip(text, cells)
        expect(visibleLength(shown)).toBeLessThanOrEqual(cells)
        if (visibleLength(text) <= cells) expect(shown).toBe(text)
        else expect(shown.endsWith('…')).toBe(true)
      }),
    )
  })
})

describe('a table', () => {
  it('begins each column at the same cell in every row, whatever the width of the letters', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 6 }), (rows) => {
        const marked = rows.map(([a, b]) => [a, `|${b}`])
        const starts = table(marked)
          .split('\n')
          .map((line) => visibleLength(line.slice(0, line.indexOf('|'))))
        expect(new Set(starts).size).toBe(1)
      }),
    )
  })

  it('leaves no blanks at the end of a row', () => {
    expect(
      table([
        ['a', ''],
        ['bbb', 'c'],
      ]),
    ).toBe('a\nbbb  c')
  })
})
