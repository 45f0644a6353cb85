import { describe, expect, it } from 'vitest'
import { codeIn, linkIn } from '../../src/mailbox/index.ts'
import { readMail } from '../../src/mailbox/mail.ts'

const SIGN_IN = 'https://app.lumen.example/sign-in'

function mail(html: string, text = '') {
  const part = (type: string, body: string) => `--x\r\nContent-Type: text/${type}; charset=utf-8\r\n\r\n${body}\r\n`
  const source = `Subject: Sign in\r\nContent-Type: multipart/alternative; boundary=x\r\n\r\n${text ? part('plain', text) : ''}${part('html', html)}--x--\r\n`
  return readMail(1, Buffer.from(source))
}

describe('the link of a sign-in mail', () => {
  it('is the longest one to the site of the service', async () => {
    const read = await mail(
      '<a href="https://lumen.example/help">Help</a> <a href="https://app.lumen.example/link/abc?x=1&amp;y=2">Sign in</a> <a href="https://elsewhere.example/a-very-long-address-that-is-not-ours">x</a>',
    )
    expect(linkIn(read, SIGN_IN, undefined)).toBe('https://app.lumen.example/link/abc?x=1&y=2')
  })

  it('is read from plain text too, without the full stop after it', async () => {
    const read = await mail('<p>see the text</p>', 'Open https://lumen.example/link/abc123.')
    expect(linkIn(read, SIGN_IN, undefined)).toBe('https://lumen.example/link/abc123')
  })

  it('never leads to another site or to a script, unless a pattern says so', async () => {
    const read = await mail(
      '<a href="javascript:alert(1)">a</a> <a href="https://evil.example/link/lumen.example">b</a>',
    )
    expect(linkIn(read, SIGN_IN, undefined)).toBeUndefined()
    expect(linkIn(read, SIGN_IN, '^https://evil\\.example/.*')).toBe('https://evil.example/link/lumen.example')
    expect(linkIn(read, SIGN_IN, 'javascript:.*')).toBeUndefined()
  })
})

describe('the code of a sign-in mail', () => {
  it.each([
    ['Your code is 482913.', '482913'],
    ['Code: 482 913', '482913'],
    ['Your code: 4829-1377 (order 12)', '48291377'],
    ['In 2026 we sent code 482913 for ticket #1234567', '482913'],
  ])('is found in %j', async (text, code) => {
    expect(codeIn(await mail('<p>x</p>', text), undefined)).toBe(code)
  })

  it.each(['Call +4930123456789', 'Ticket #482913', 'https://lumen.example/482913', 'costs 482913.50', 'none'])(
    'is not seen in %j',
    async (text) => {
      expect(codeIn(await mail('<p>x</p>', text), undefined)).toBeUndefined()
    },
  )

  it('is read from HTML without its styles, and from the subject at last', async () => {
    const html = '<style>.c{color:#123456}</style><p>Your code</p><b>482913</b>'
    expect(codeIn(await mail(html), undefined)).toBe('482913')
    expect(codeIn({ uid: 1, subject: '482913 is your code', text: '', links: [] }, undefined)).toBe('482913')
  })

  it('is what the pattern finds, letters too', async () => {
    expect(codeIn(await mail('<p>x</p>', 'Use AB-12 now'), 'Use (\\S+)')).toBe('AB-12')
  })
})
