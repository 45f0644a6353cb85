import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { oneLine } from '../../../src/core/index.ts'

const FAMILY = '👩\u200d👩\u200d👧'
const ANY = fc.string({ unit: 'binary', maxLength: 3_000 })
const LIMIT = fc.integer({ min: 1, max: 300 })

describe('text from outside as one line', () => {
  it.each([
    ['line breaks and control characters become one space', 'a\u0000b\n c\u2028d\u2029e\r\nf', 'a b c d e f'],
    ['escape sequences lose the character that a terminal obeys', '\u001b[31mred', '[31mred'],
    ['marks that reorder text are removed', 'c\u202Etxt.exe\u202C \u2066d\u2069\u061ce', 'ctxt.exe de'],
    ['a zero-width space separates words', 'a\u200bb', 'a b'],
    ['byte order mark, soft hyphen and tag characters are removed', '\ufeffa\u00adb\u{e0041}c', 'abc'],
    ['half a surrogate pair is removed', 'a\ud83d b\udeaa', 'a b'],
    ['the joiners of emoji and Persian words stay', `${FAMILY} می\u200cخواهم`, `${FAMILY} می\u200cخواهم`],
    ['letters of all languages stay', 'Überprüfung 検査 בדיקה 🚪', 'Überprüfung 検査 בדיקה 🚪'],
  ])('%s', (_behaviour, text, line) => {
    expect(oneLine(text, 200)).toBe(line)
  })

  it('is cut at a whole emoji, flag or accented letter', () => {
    expect(oneLine('🔥'.repeat(100), 120)).toBe(`${'🔥'.repeat(59)}…`)
    expect(oneLine(FAMILY.repeat(3), 12)).toBe(`${FAMILY}…`)
    expect(oneLine('🇩🇪🇫🇷', 6)).toBe('🇩🇪…')
    expect(oneLine('e\u0301'.repeat(4), 4)).toBe('e\u0301…')
  })

  it('is bounded, printable, trimmed and unchanged by a second pass, whatever the text', () => {
    fc.assert(
      fc.property(ANY, LIMIT, (text, limit) => {
        const line = oneLine(text, limit)
        expect(line.length).toBeLessThanOrEqual(limit)
        expect(line).not.toMatch(/(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
        expect(line).toBe(line.trim())
        expect(oneLine(line, limit)).toBe(line)
      }),
    )
  })

  it('never has two spaces in a row', () => {
    const gaps = fc.stringMatching(/^[ab \t\n\u200b\u202e\u00a0]{0,60}$/)
    fc.assert(
      fc.property(gaps, (text) => {
        expect(oneLine(text, 100)).not.toMatch(/\s\s/)
      }),
    )
  })
})
