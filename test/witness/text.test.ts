import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { plainLine } from '../../src/witness/text.ts'

describe('text of a status page', () => {
  it('loses its markup', () => {
    expect(plainLine('<p>We are <b>investigating</b>.<br/>More&nbsp;soon</p>', 120)).toBe(
      'We are investigating . More&nbsp;soon',
    )
  })

  it('never exceeds its limit and has no line break, whatever the page contains', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.integer({ min: 2, max: 60 }), (text, limit) => {
        const line = plainLine(text, limit)
        expect(line.length).toBeLessThanOrEqual(limit)
        expect(line).not.toMatch(/[\n\r]/)
      }),
    )
  })
})
