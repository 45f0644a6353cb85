import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clip, table, tableWithin, visibleLength } from '../../../src/cli/terminal/table.ts'

const cell = fc.string({ unit: fc.constantFrom('a', 'é', '界', '🙂', ' ', '-'), maxLength: 12 })

describe('a text clipped for a terminal', () => {
  it('never takes more cells than it may, and stays whole where it fits', () => {
    fc.assert(
      fc.property(cell, fc.integer({ min: 1, max: 14 }), (text, cells) => {
        const clipped = clip(text, cells)
        expect(visibleLength(clipped)).toBeLessThanOrEqual(cells)
        if (visibleLength(text) <= cells) expect(clipped).toBe(text)
        else expect(clipped.endsWith('…')).toBe(true)
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

describe('a table within a width', () => {
  const rows = fc
    .integer({ min: 2, max: 8 })
    .chain((columns) =>
      fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 5 }),
    )

  it('is never wider, as long as its first column and any other fit side by side', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 50, max: 120 }), (cells, columns) => {
        for (const line of tableWithin(cells, columns).split('\n'))
          expect(visibleLength(line)).toBeLessThanOrEqual(columns)
      }),
    )
  })

  it('has every column once, and the first in each part', () => {
    const cells = [
      ['surface', 'objective', 'measured', 'verdict'],
      ['chat', '99.0 %', '98.4 %', 'missed'],
    ]
    expect(tableWithin(cells, 80)).toBe(table(cells))
    expect(tableWithin(cells, 28)).toBe(
      ['surface  objective  measured', 'chat     99.0 %     98.4 %', '', 'surface  verdict', 'chat     missed'].join(
        '\n',
      ),
    )
  })
})
