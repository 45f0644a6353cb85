import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { oneLine } from '../../src/witness/text.ts'

const FAMILY = '👩\u200d👩\u200d👧'

describe('text of a status page', () => {
  it('is never cut inside an emoji, a flag or a letter with its accents', () => {
    expect(oneLine('🔥'.repeat(100), 120)).toBe(`${'🔥'.repeat(59)}…`)
    expect(oneLine(FAMILY.repeat(3), 12)).toBe(`${FAMILY}…`)
    expect(oneLine('🇩🇪🇫🇷', 6)).toBe('🇩🇪…')
    expect(oneLine('e\u0301'.repeat(4), 4)).toBe('e\u0301…')
  })

  it('keeps the joiners that emoji and Persian words are made with', () => {
    expect(oneLine(`${FAMILY} می\u200cخواهم`, 120)).toBe(`${FAMILY} می\u200cخواهم`)
  })

  it('has no half character, control character or reordering mark, and keeps its bound, whatever the page writes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.nat(60), (text, more) => {
        const line = oneLine(text, more + 2)
        expect(line.length).toBeLessThanOrEqual(more + 2)
        expect(line).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\ufeff]/u)
        expect(line).toBe(line.trim())
      }),
    )
  })
})
