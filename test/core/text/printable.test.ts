import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { printable } from '../../../src/core/index.ts'

const ANY = fc.string({ unit: 'binary', maxLength: 300 })

describe('printable text', () => {
  it('has what a terminal obeys and what reorders or hides text written out', () => {
    expect(printable('a\u001b[2J\u0007\u009b2J\u202eb\u200b\u{e0041}c')).toBe(
      String.raw`a\u001b[2J\u0007\u009b2J\u202eb\u200b\udb40\udc41c`,
    )
  })

  it('keeps lines, tabs and the letters of all languages', () => {
    expect(printable('Überprüfung\n\t検査 🚪')).toBe('Überprüfung\n\t検査 🚪')
    expect(printable('می\u200cخواهم 👩\u200d👧')).toBe('می\u200cخواهم 👩\u200d👧')
    expect(printable('10 %\r20 %\r\ndone')).toBe('10 %\n20 %\ndone')
  })

  it('is harmless whatever it was', () => {
    fc.assert(
      fc.property(ANY, (text) => {
        expect(printable(text)).not.toMatch(/(?![\n\t])[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u)
        expect(printable(printable(text))).toBe(printable(text))
      }),
    )
  })

  it('means what it meant where it is JSON', () => {
    fc.assert(
      fc.property(ANY, (text) => {
        expect(JSON.parse(printable(JSON.stringify({ text }, null, 2)))).toEqual({ text })
      }),
    )
  })
})
