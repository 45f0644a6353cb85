import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { layOut, type Section } from '../../../src/cli/terminal/sections.ts'

const section = fc.record({
  priority: fc.integer({ min: 0, max: 9 }),
  lines: fc.array(fc.string({ maxLength: 5 }), { maxLength: 8 }),
  least: fc.integer({ min: 1, max: 4 }),
})

describe('sections on a screen', () => {
  it('show all lines where there is room', () => {
    fc.assert(
      fc.property(fc.array(section, { maxLength: 6 }), (sections) => {
        const all = sections.flatMap(({ lines }) => lines)
        expect(layOut(sections, all.length)).toEqual(all)
      }),
    )
  })

  it('never take more rows than there are, and show of each section its first lines in order', () => {
    fc.assert(
      fc.property(fc.array(section, { maxLength: 6 }), fc.integer({ min: 0, max: 30 }), (parts, rows) => {
        const named = parts.map((part, index) => ({ ...part, lines: part.lines.map((_, line) => `${index}.${line}`) }))
        const laidOut = layOut(named, rows)
        expect(laidOut.length).toBeLessThanOrEqual(rows)
        for (const [index, { lines, least }] of named.entries()) {
          const sectionLines = laidOut.filter((line) => line.startsWith(`${index}.`))
          expect(sectionLines).toEqual(lines.slice(0, sectionLines.length))
          if (sectionLines.length > 0) expect(sectionLines.length).toBeGreaterThanOrEqual(Math.min(least, lines.length))
        }
      }),
    )
  })

  it('give their rows to the more important ones first', () => {
    const sections: readonly Section[] = [
      { priority: 2, lines: ['c1', 'c2'] },
      { priority: 0, lines: ['a1', 'a2'] },
      { priority: 1, lines: ['b1', 'b2'], least: 2 },
    ]
    expect(layOut(sections, 3)).toEqual(['c1', 'a1', 'a2'])
    expect(layOut(sections, 4)).toEqual(['a1', 'a2', 'b1', 'b2'])
  })
})
