import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hashOf, isGenuine, makeToken } from '../../../src/app/acknowledge/token.ts'
import { withoutAckTokens } from '../../../src/notify/deliver/ack-links.ts'
import { plainMarkdown } from '../../../src/notify/text/markdown.ts'

const KEY = randomBytes(32)

describe('a token that acknowledges', () => {
  it('is different each time, genuine under its key and no other', () => {
    const tokens = Array.from({ length: 200 }, () => makeToken(KEY))
    expect(new Set(tokens).size).toBe(200)
    expect(tokens.every((token) => isGenuine(token, KEY))).toBe(true)
    expect(tokens.some((token) => isGenuine(token, randomBytes(32)))).toBe(false)
  })

  it('has no character that a service reads as markup, or that an address encodes', () => {
    const token = makeToken(KEY)
    expect([plainMarkdown(token), encodeURIComponent(token)]).toEqual([token, token])
  })

  it('is not genuine with any other text in its place', () => {
    const token = makeToken(KEY)
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc
            .string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 })
            .map((hex) => `dwa${hex}`),
          fc
            .nat({ max: token.length - 1 })
            .map((at) => token.slice(0, at) + (token[at] === '0' ? '1' : '0') + token.slice(at + 1)),
          fc.nat({ max: token.length - 1 }).map((length) => token.slice(0, length)),
          fc.constantFrom(token.toUpperCase(), ` ${token}`, `${token}\n`, `${token}/`),
        ),
        (text) => !isGenuine(text, KEY),
      ),
    )
  })

  it('is stored as its SHA-256, which does not contain it', () => {
    const token = makeToken(KEY)
    expect(hashOf(token)).toMatch(/^[0-9a-f]{64}$/)
    expect(hashOf(token)).not.toContain(token.slice(3, 20))
    expect(hashOf(token)).toBe(hashOf(token))
  })

  it('is removed from any answer of a service, whole, cut off or encoded as in an address', () => {
    const token = makeToken(KEY)
    for (const text of [
      `invalid_blocks: <https://x.example/ack/${token}|Acknowledge>`,
      `{"url":"https:\\/\\/x.example\\/ack\\/${token}"}`,
      `https%3A%2F%2Fx.example%2Fack%2F${token}`,
      `cut …/ack/${token.slice(0, 30)}`,
      token.toUpperCase(),
    ]) {
      const clean = withoutAckTokens(text)
      expect(clean).toContain('dwa[removed]')
      expect(clean.toLowerCase()).not.toContain(token.slice(3, 12))
    }
  })
})
