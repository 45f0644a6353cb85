import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mailAddressText, mailDomain, readMailAddresses } from '../../../src/core/index.ts'

const addressesIn = (text: string) => readMailAddresses(text).addresses.map(({ address }) => address)

describe('a list of mail addresses', () => {
  it.each([
    ['a@b.org', ['a@b.org']],
    ['Ops Team <a@b.org>', ['a@b.org']],
    ['"Ops, Berlin" <a@b.org>, c@d.org', ['a@b.org', 'c@d.org']],
    ['a@b.org, c@d.org,', ['a@b.org', 'c@d.org']],
    ['a@b.org; c@d.org;', ['a@b.org', 'c@d.org']],
    ['a@b.org\nc@d.org\n', ['a@b.org', 'c@d.org']],
    ['root@localhost', ['root@localhost']],
    ['ops@münchen.example', ['ops@münchen.example']],
    ['ops@[192.0.2.1]', ['ops@[192.0.2.1]']],
    ['On call: a@b.org, c@d.org;', ['a@b.org', 'c@d.org']],
  ])('%j gives addresses without a flaw', (text, addresses) => {
    expect(addressesIn(text)).toEqual(addresses)
    expect(readMailAddresses(text).flaws).toEqual([])
  })

  it.each([
    ['a@b.org, c', 'c', 'It has no @.'],
    ['@b.org', '@b.org', 'Nothing stands before the @.'],
    ['ops@', 'ops@', 'Nothing stands after the @.'],
    ['ops@b..org', 'ops@b..org', 'The part after the @ is not a host name.'],
    ['a@b.org c@d.org', 'c@d.org a@b.org', 'Put a comma between two addresses.'],
    ['a b@c.org', 'a b@c.org', 'Write the address in angle brackets after a name: Ops <ops@example.org>.'],
    ['a@@b.org', 'a@@b.org', 'The part before the @ has a character that is not allowed there.'],
  ])('%j gives the entry that is not valid, with the reason', (text, entry, flaw) => {
    expect(readMailAddresses(text).flaws).toEqual([{ entry, flaw }])
  })

  it('survives writing and reading with any display names', () => {
    const name = fc.string({ unit: 'grapheme-ascii', maxLength: 20 }).map((text) => text.replace(/[@\s]/g, ' ').trim())
    fc.assert(
      fc.property(fc.array(fc.tuple(name, fc.emailAddress()), { minLength: 1, maxLength: 4 }), (entries) => {
        const plain = entries.filter(([, address]) => /^[\w.+-]+@/.test(address))
        const written = plain.map(([display, address]) => mailAddressText({ name: display, address })).join(', ')
        expect(addressesIn(written)).toEqual(plain.map(([, address]) => address))
      }),
    )
  })

  it('gives the domain in ASCII, for Message-IDs', () => {
    expect(mailDomain('ops@münchen.example')).toBe('xn--mnchen-3ya.example')
  })
})
