import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import { afterAll, describe, expect, it } from 'vitest'
import { createScrubber } from '../../../src/run/secrets/scrub.ts'
import { scrubTrace } from '../../../src/run/secrets/scrub-trace.ts'
import { formsOf } from '../../../src/run/secrets/secret-forms.ts'

const VALUE = 'violet&harbour "71"/ä+='

function scrubberOf(value = VALUE) {
  const scrubber = createScrubber()
  scrubber.add('PASSWORD', value)
  return scrubber
}

describe('scrubbing', () => {
  it.each([
    ['as is', VALUE],
    ['in a URL', encodeURIComponent(VALUE)],
    ['in a form', new URLSearchParams({ password: VALUE }).toString()],
    ['in JSON', JSON.stringify({ password: VALUE })],
    ['in HTML', VALUE.replaceAll('&', '&amp;').replaceAll('"', '&quot;')],
    ['in hexadecimal', Buffer.from(VALUE).toString('hex')],
    ['in Base64', Buffer.from(VALUE).toString('base64')],
    ['in the Base64 of a longer text', Buffer.from(`robin@example.org:${VALUE}:more`).toString('base64')],
    ['in the Base64 of a URL', Buffer.from(`a:${VALUE}`).toString('base64url')],
    ['in Base64 in an address', encodeURIComponent(Buffer.from(`a:${VALUE}`).toString('base64'))],
    ['in an address in an address', encodeURIComponent(`https://x.example/?p=${encodeURIComponent(VALUE)}`)],
    ['in a path, with its slashes', encodeURIComponent(VALUE).replaceAll('%2F', '/')],
    ['in JSON in JSON', JSON.stringify(JSON.stringify({ password: VALUE }))],
    ['in JSON as PHP writes it', JSON.stringify({ password: VALUE }).replaceAll('/', '\\/')],
    ['in JSON as Python writes it', JSON.stringify({ password: VALUE }).replaceAll('ä', '\\u00e4')],
    [
      'in JSON as Go writes it',
      JSON.stringify({ password: VALUE }).replaceAll('ä', '\\u00e4').replaceAll('&', '\\u0026'),
    ],
    ['in an attribute of a page', VALUE.replaceAll('&', '&amp;').replaceAll('"', '&#34;')],
    ['in JSON in a page', JSON.stringify({ password: VALUE }).replaceAll('&', '&amp;').replaceAll('"', '&quot;')],
  ])('takes a secret out %s', (_where, text) => {
    const clean = scrubberOf().text(`before ${text} after`)
    expect(clean).toMatch(/^before .*\[secret PASSWORD\].* after$/)
    expect(clean).not.toContain(VALUE)
  })

  it('takes it out of every text in plain data, keys included, and leaves the rest', () => {
    const scrubber = scrubberOf('hunter22222')
    expect(
      scrubber.data({ n: 1, list: ['x hunter22222', null], deep: { hunter22222: true }, none: undefined }),
    ).toEqual({ n: 1, list: ['x [secret PASSWORD]', null], deep: { '[secret PASSWORD]': true }, none: undefined })
  })

  describe('the seed of an authenticator app', () => {
    const SEED = 'NRUWO2DUNBXXK43FGIZTIN3B'
    const groups = (seed: string, between: string) => seed.match(/.{4}/g)?.join(between) ?? ''
    const SHOWN: Readonly<Record<string, string>> = {
      'as it is': SEED,
      'in small letters': SEED.toLowerCase(),
      'in groups': groups(SEED, ' '),
      'in small groups': groups(SEED.toLowerCase(), ' '),
      'in groups with dashes': groups(SEED, '-'),
      'in groups that stay on one line': groups(SEED.toLowerCase(), '\u00a0'),
      'in groups of a page': groups(SEED.toLowerCase(), '&nbsp;'),
      'in groups in an address': encodeURIComponent(groups(SEED, ' ')),
      'in groups in a form': groups(SEED, '+'),
    }

    it.each(Object.entries(SHOWN))('is taken out however it was given, %s', (_how, shown) => {
      for (const text of [SEED, SEED.toLowerCase(), groups(SEED.toLowerCase(), ' '), groups(SEED, '-'), `${SEED}===`]) {
        expect(scrubberOf(text).text(`Enter ${shown} in your app`)).toMatch(/^Enter \[secret PASSWORD\] in your app$/)
      }
    })

    it('is taken out to its last letters where they fill no group', () => {
      const seed = 'JBSWY3DPEHPK3PXPJB'
      expect(scrubberOf(seed).text('JBSW Y3DP EHPK 3PXP JB')).toBe('[secret PASSWORD]')
    })

    it('is taken out where a text was cut in it', () => {
      expect(scrubberOf(SEED).text('Enter nruw o2du nb…')).toBe('Enter [secret PASSWORD]…')
    })

    it('has no more forms than that, and what is no seed has none of them', () => {
      const grown = formsOf(SEED, 6).length - formsOf(SEED.replace('2', '1'), 6).length
      expect(grown).toBeGreaterThan(0)
      expect(grown).toBeLessThan(20)
      for (const other of ['abcdefghijklmno', 'sk-0123456789abcdefghij', 'Correct-Horse', 'violet!harbour!seventy']) {
        expect(scrubberOf(other).text(other.toUpperCase())).toBe(other.toUpperCase())
      }
    })
  })

  it('leaves values alone that are so short that they would hit by chance', () => {
    expect(scrubberOf('abc').text('abc abcde')).toBe('abc abcde')
    expect(createScrubber().text('no secrets here')).toBe('no secrets here')
  })

  it('finds a secret whatever is around it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8, maxLength: 40 }), fc.string(), fc.string(), (value, before, after) => {
        fc.pre(!'[secret PASSWORD]'.includes(value))
        const clean = scrubberOf(value).text(before + value + after)
        expect(clean.replaceAll('[secret PASSWORD]', '')).not.toContain(value)
      }),
    )
  })

  it('leaves of a text that was cut no more than a few letters of a secret', () => {
    const secret = 'planted-session-cookie-90ef2c'
    const beginning = (length: number) => secret.slice(0, length)
    for (const form of [secret, Buffer.from(secret).toString('base64'), Buffer.from(secret).toString('hex')]) {
      for (let length = 0; length <= form.length; length += 1) {
        const sentence = `the cookie is ${form.slice(0, length)}`
        for (const text of [sentence, `${sentence}… and more`, `${sentence}... and more`]) {
          expect(scrubberOf(secret).text(text)).not.toContain(form.slice(0, 8))
        }
      }
    }
    expect(scrubberOf(secret).text(`it is ${beginning(12)}`)).toBe('it is [secret PASSWORD]')
  })

  it('leaves words alone that begin as a secret does', () => {
    const text = 'planted-session-words, planted-sessions'
    expect(scrubberOf('planted-session-cookie-90ef2c').text(text)).toBe(text)
  })

  it('takes the longest of several that begin alike', () => {
    const scrubber = createScrubber()
    scrubber.add('SHORT', 'violet-harbour')
    scrubber.add('LONG', 'violet-harbour-71')
    expect(scrubber.text('violet-harbour-71 violet-harbour violet-harbour-7')).toBe(
      '[secret LONG] [secret SHORT] [secret LONG]',
    )
  })

  it('finds it in Base64 at whatever place', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 9 }), fc.uint8Array({ maxLength: 9 }), (before, after) => {
        const bytes = Buffer.concat([before, Buffer.from('a-rather-long-secret'), after])
        expect(scrubberOf('a-rather-long-secret').text(bytes.toString('base64'))).toContain('[secret PASSWORD]')
      }),
    )
  })
})

describe('a secret in a name that was cut and quoted', () => {
  const name = `Sign in ${VALUE.slice(0, -1)}`

  it.each([
    JSON.stringify({ name }),
    JSON.stringify(JSON.stringify({ name })),
    `getByRole('button', { name: '${name}' })`,
    `waiting for \`${name}\``,
  ])('is taken out: %s', (text) => {
    const clean = scrubberOf().text(text)
    expect(clean).not.toContain(VALUE.slice(0, 8))
    expect(clean).toContain('Sign in [secret PASSWORD]')
  })

  it('leaves short words between quotation marks alone, and longer ones that only begin alike', () => {
    for (const text of [`"${VALUE.slice(0, 7)}"`, `"${VALUE.slice(0, 8)}x"`]) expect(scrubberOf().text(text)).toBe(text)
  })
})

describe('scrubbing a trace', () => {
  const folder = mkdtempSync(join(tmpdir(), 'doorwatch-scrub-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  it('takes secrets out of every file in it and leaves pictures as they are', async () => {
    const path = join(folder, 'trace.zip')
    const picture = Uint8Array.from({ length: 300 }, (_none, index) => index % 256)
    const text = JSON.stringify({ params: { value: VALUE }, note: 'grüße' })
    writeFileSync(path, zipSync({ 'trace.trace': strToU8(text), 'resources/a.jpeg': picture }))
    await scrubTrace(path, join(folder, 'clean.zip'), scrubberOf())
    const files = unzipSync(readFileSync(join(folder, 'clean.zip')))
    expect(Object.keys(files)).toEqual(['trace.trace', 'resources/a.jpeg'])
    expect(JSON.parse(strFromU8(files['trace.trace'] as Uint8Array))).toEqual({
      params: { value: '[secret PASSWORD]' },
      note: 'grüße',
    })
    expect(files['resources/a.jpeg']).toEqual(picture)
  })
})
