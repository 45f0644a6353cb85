import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createScrubber } from '../../../src/run/secrets/scrub.ts'

/** Every way in which a text travels through services and logs, by name. Each is applied to a text with the secret in it. */
const ENCODINGS: Readonly<Record<string, (text: string) => string>> = {
  plain: (text) => text,
  'an address': encodeURIComponent,
  'a form': (text) => new URLSearchParams({ q: text }).toString(),
  JSON: (text) => JSON.stringify({ q: text }),
  'JSON in JSON': (text) => JSON.stringify(JSON.stringify({ q: text })),
  'JSON in a form': (text) => new URLSearchParams({ q: JSON.stringify(text) }).toString(),
  'an address in JSON': (text) => JSON.stringify({ next: `https://x.example/?q=${encodeURIComponent(text)}` }),
  'a page': (text) => `<p>${text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}</p>`,
  'the Base64 of a header': (text) => `Basic ${Buffer.from(text).toString('base64')}`,
  'Base64 for addresses': (text) => Buffer.from(text).toString('base64url'),
  hexadecimal: (text) => Buffer.from(text).toString('hex'),
  'upper-case hexadecimal': (text) => Buffer.from(text).toString('hex').toUpperCase(),
  'Latin-1': (text) => Buffer.from(text).toString('latin1'),
}
const SECRET = fc
  .string({ unit: fc.constantFrom(...'abcXYZ0189-_.~!*\'()%+&=?/:@#$"<>\\ äß€'), minLength: 12, maxLength: 40 })
  .filter((text) => new Set(text).size >= 6 && text.trim() === text)

describe('a planted secret', () => {
  it('is removed from every encoding, whatever is around it', () => {
    const around = fc.string({ unit: fc.constantFrom(...'abc 123'), maxLength: 12 })
    fc.assert(
      fc.property(SECRET, around, around, (secret, before, after) => {
        const scrubber = createScrubber()
        scrubber.add('TOKEN', secret)
        for (const [name, encode] of Object.entries(ENCODINGS)) {
          // Separators that every encoding keeps apart from the secret.
          const clean = scrubber.text(encode(`${before};${secret};${after}`))
          expect(clean, name).toContain('[secret TOKEN]')
          expect(clean, name).not.toContain(secret)
        }
      }),
    )
  })

  it('is removed from every key and value of a report, and nothing else changes', () => {
    const key = fc.string({ unit: fc.constantFrom(...'abc'), minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(SECRET, fc.dictionary(key, fc.oneof(fc.integer(), key, fc.array(key))), (secret, data) => {
        const scrubber = createScrubber()
        scrubber.add('TOKEN', secret)
        expect(scrubber.data(data)).toEqual(data)
        const planted = { ...data, [`k-${secret}`]: { deep: [secret, { message: `failed with ${secret}` }] } }
        expect(JSON.stringify(scrubber.data(planted))).not.toContain(JSON.stringify(secret).slice(1, -1))
      }),
    )
  })

  it('is remembered among the newest fifty values of its name', () => {
    const scrubber = createScrubber()
    for (let index = 0; index < 60; index += 1) scrubber.add('cookie sid', `session-value-${index}-end`)
    expect(scrubber.text('session-value-59-end session-value-10-end')).toBe('[secret cookie sid] [secret cookie sid]')
    expect(scrubber.text('session-value-9-end')).toBe('session-value-9-end')
  })
})
