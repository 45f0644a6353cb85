import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressOf } from '../../../src/run/record/address.ts'
import { createScrubber } from '../../../src/run/secrets/scrub.ts'

const same = (text: string) => text
const addressed = (url: string) => addressOf(url, same)

describe('the address of a request', () => {
  it('is host and path, without user, query and fragment', () => {
    expect(addressed('https://jane:pw@api.example.com:8443/v1/messages?key=abc#top')).toBe(
      'api.example.com:8443/v1/messages',
    )
    expect(addressed('https://claude.ai')).toBe('claude.ai/')
  })

  it.each([
    ['/api/organizations/4f0b1a2c-33d4-4e55-8f66-778899aabbcc/chats', '/api/organizations/:id/chats'],
    ['/users/18204/avatar', '/users/:id/avatar'],
    ['/v1/messages/msg_01HXT5QZ8M3K2W9P', '/v1/messages/msg_:id'],
    ['/assets/index-BqXyZ12abcdef.js', '/assets/index-:id.js'],
    ['/assets/main.8f2a91c3.chunk.css', '/assets/main.:id.chunk.css'],
    ['/magic/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.Sx', '/magic/:id'],
    ['/one-time/abcdefghijklmnopqrstuvwxyzabcdefghij', '/one-time/:id'],
    ['/verify/kQzWvTnLpRsXyZaBcDeF', '/verify/:id'],
    ['/invite/AbCdEfGhIjKl', '/invite/:id'],
    ['/verify/A7F2K9', '/verify/:id'],
    ['/otp/9f3a2b1', '/otp/:id'],
    ['/verify/12-34-56', '/verify/:id'],
    ['/users/jane.doe@example.com/avatar', '/users/:id/avatar'],
    ['/users/jane%40example.com', '/users/:id'],
  ])('has :id for what differs from run to run: %s', (path, shown) => {
    expect(addressed(`https://app.example${path}`)).toBe(`app.example${shown}`)
  })

  it.each([
    '/v1beta/models/gemini-2.0-flash:streamGenerateContent',
    '/v1/models/claude-3-5-sonnet-20241022',
    '/v1/engines/gpt-4o-mini-2024-07-18/completions',
    '/api/v2/chat_conversations',
    '/fonts/libre-franklin.woff2',
    '/a/b/2/11/23',
    '/api/getUserProfileById',
    '/v1beta/models:streamGenerateContent',
    '/npm/@anthropic/sdk/index.js',
    '/apis/v2alpha1/x86_64/sha256',
    '/2024-07-18/notes',
  ])('keeps words, versions and dates: %s', (path) => {
    expect(addressed(`https://app.example${path}`)).toBe(`app.example${path}`)
  })

  it('is scrubbed as a whole before ids are taken out, so that no half of a secret stays', () => {
    const scrubber = createScrubber()
    scrubber.add('KEY', 'word/9f8e7d6c5b4a3f2e1d/other')
    expect(addressOf('https://app.example/x/word/9f8e7d6c5b4a3f2e1d/other/y', scrubber.text)).toBe(
      'app.example/x/[secret KEY]/y',
    )
  })

  it('says so where it is none', () => {
    expect(addressed('not an address')).toBe('an invalid address')
    expect(addressed('')).toBe('an invalid address')
  })

  it('is read in a moment and stays short, however long its path is', () => {
    for (const part of ['.a', 'a-', '/x1', '%2e.b', '-_']) {
      const long = addressed(`https://app.example/${part.repeat(500_000)}!`)
      expect(long.length).toBeLessThanOrEqual(160)
      expect(long.endsWith('…')).toBe(true)
    }
  })
})

describe('any address', () => {
  it('holds no query, fragment or password, and is printable ASCII', () => {
    const word = fc.string({ unit: fc.constantFrom(...'abcXYZ019-_.~ ä"<>\u202e'), minLength: 1, maxLength: 30 })
    const query = fc.string({ unit: fc.constantFrom(...'QZ#?&=%'), minLength: 6, maxLength: 20 })
    fc.assert(
      fc.property(fc.array(word, { maxLength: 5 }), query, (words, tail) => {
        const address = addressed(`https://user:QZQZQZ@app.example/${words.map(encodeURI).join('/')}?${tail}#${tail}`)
        expect(address).toMatch(/^app\.example\/[!-~…]*$/)
        expect(address).not.toMatch(/QZQZQZ|[?#]/)
      }),
    )
  })

  it('with a secret anywhere in its path does not show it', () => {
    const secret = fc
      .string({ unit: fc.constantFrom(...'abcXYZ0189-_.~!*()+=:@$ /?%'), minLength: 12, maxLength: 40 })
      .filter((text) => new Set(text).size >= 6 && text.trim() === text)
    const around = fc.string({ unit: fc.constantFrom(...'ab1/'), maxLength: 12 })
    const encodings = fc.constantFrom(encodeURIComponent, (text: string) => Buffer.from(text).toString('base64url'))
    fc.assert(
      fc.property(secret, around, around, encodings, (value, before, after, encode) => {
        const scrubber = createScrubber()
        scrubber.add('TOKEN', value)
        const address = addressOf(
          `https://app.example/${before};${encode(value)};${after}?t=${encode(value)}`,
          scrubber.text,
        )
        expect(address).not.toContain(encode(value))
        expect(address).toMatch(/\[secret TOKEN\]|:id/)
      }),
    )
  })
})
