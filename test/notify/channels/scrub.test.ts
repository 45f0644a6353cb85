import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Secret } from '../../../src/core/index.ts'
import { createScrub } from '../../../src/notify/channels/scrub.ts'

const scrubOf = (value: string) => createScrub(new Secret('NAME', value))

describe('the secret address of a channel in a text', () => {
  const ADDRESS = 'https://robin%40x.org:planted%2Fword@hooks.example.org/services/T024BE7/plantedtoken?key=plantedkey'
  const base64 = (text: string) => Buffer.from(text).toString('base64')

  it.each([
    ADDRESS,
    new URL(ADDRESS).href,
    '/services/T024BE7/plantedtoken',
    'plantedtoken',
    'plantedkey',
    'planted%2Fword',
    'planted/word',
    'robin@x.org',
    base64('planted/word'),
    base64('robin@x.org:planted/word'),
    base64('\0robin@x.org\0planted/word'),
  ])('is taken out whole, in parts and as mail servers and proxies encode it: %s', (form) => {
    expect(scrubOf(ADDRESS)(`before ${form} after`)).toBe('before [secret NAME] after')
  })

  it('leaves words that a service uses as well', () => {
    const scrub = scrubOf('https://hooks.example.org/services/T024BE7/plantedtoken')
    expect(scrub('no_team T024BE7 at hooks.example.org')).toBe('no_team T024BE7 at hooks.example.org')
  })

  it('is taken out of any text, also where it is no address', () => {
    const around = fc.string({ maxLength: 20 })
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), around, around, (value, before, after) => {
        const text = scrubOf(`planted${value}`)(`${before}planted${value}${after}`)
        expect(text).not.toContain(`planted${value}`)
      }),
    )
  })

  it('may have a % that begins no escape', () => {
    expect(scrubOf('https://robin:planted50%off@hooks.example.org/')('planted50%off')).toBe('[secret NAME]')
  })
})
