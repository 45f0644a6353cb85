import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chooseLink, secretPartsOf } from '../../../src/probe/mailbox/index.ts'
import { mailOf } from './kit.ts'

const SIGN_IN = 'https://app.lumen.example/sign-in'
const KEY = 'a8f3c09b7d214e6f90aa'

async function linkOf(html: string, signInUrl = SIGN_IN, text = '') {
  const choice = chooseLink(await mailOf({ html, text }), signInUrl, undefined)
  return 'url' in choice ? choice.url : undefined
}
async function problemOf(html: string, text = '') {
  const choice = chooseLink(await mailOf({ html, text }), SIGN_IN, undefined)
  return 'problem' in choice ? choice.problem : undefined
}

describe('the HTML part of a sign-in mail', () => {
  it.each([
    ['&#x3D; for =', 'token&#x3D;abc123', 'token=abc123'],
    ['&#61; for =', 'token&#61;abc123', 'token=abc123'],
    ['&equals; for =', 'token&equals;abc123', 'token=abc123'],
    ['&#38; and &#43;', 'a=1&#38;token=abc&#43;1', 'a=1&token=abc+1'],
    ['&amp; and &plus;', 'a=1&amp;token=abc&plus;1', 'a=1&token=abc+1'],
    ['a bare &', 'a=1&token=abc', 'a=1&token=abc'],
    ['a line break inside', 'token=abc\r\n123', 'token=abc123'],
  ])('decodes an address with %s', async (_, written, query) => {
    const url = `https://app.lumen.example/in?${query}`
    expect(await linkOf(`<a href="https://app.lumen.example/in?${written}">Sign in</a>`)).toBe(url)
    expect(await linkOf(`<A class=b HREF = 'https://app.lumen.example/in?${written}'>Sign in</A>`)).toBe(url)
  })

  it('reads an address without quotes', async () => {
    expect(await linkOf('<a class=x href=https://app.lumen.example/in?token=abc123>Sign in</a>')).toBe(
      'https://app.lumen.example/in?token=abc123',
    )
  })

  it('has no links in comments, styles and scripts', async () => {
    const link = '<a href="https://app.lumen.example/verify/x1">Sign in</a>'
    expect(await linkOf(`<!-- ${link} --><style>${link}</style><script>"${link}"</script>`)).toBeUndefined()
  })

  it('is read in bounded time, whatever it contains', async () => {
    const many = 60_000
    expect(await linkOf('<b>'.repeat(many))).toBeUndefined()
    expect(await linkOf('<b x><p>'.repeat(many / 3))).toBeUndefined()
    expect(await linkOf(`<a href="https://app.lumen.example/verify">x</a>`.repeat(many / 20))).toBe(
      'https://app.lumen.example/verify',
    )
  })
})

describe('the link of a sign-in mail', () => {
  const SIGN_IN_LINK = `<a href="https://app.lumen.example/in?t=abc123">Sign in</a>`
  const long = `u=${'a1b2'.repeat(20)}`

  it.each([
    `<a href="https://app.lumen.example/unsubscribe?${long}">Unsubscribe</a>`,
    `<a href="https://app.lumen.example/e/c?${long}">Unsubscribe</a>`,
    `To stop receiving these mails, <a href="https://app.lumen.example/e/c?${long}">click here</a>.`,
    `<a href="https://app.lumen.example/account/notifications?${long}">Change what we send</a>`,
    `<a href="https://lumen.example/legal/privacy-policy?${long}">Your data</a>`,
    `<a href="https://help.lumen.example/?${long}">Questions?</a>`,
    `<a href="https://app.lumen.example/r/${'c3d4'.repeat(9)}">This wasn’t me</a>`,
    `If you did not request this mail, <a href="https://app.lumen.example/auth/deny?${long}">let us know</a>.`,
    `<a href="https://app.lumen.example/x?${long}">Abmelden</a>`,
    `<a href="https://lumen.example/"><img src="https://lumen.example/logo.png" alt="Lumen"></a>`,
    `<a href="https://lumen.example/blog/ten-things-about-2026-that-you-should-know">Read this</a>`,
    `<a href="https://evil.example/verify?token=${KEY}">Sign in</a>`,
    `<a href="https://app.lumen.example@evil.example/verify?token=${KEY}">Sign in</a>`,
    `<a href="mailto:help@lumen.example?subject=verify%20token">Sign in</a> <a href="tel:+15550100">Verify</a>`,
    `<a href="javascript:alert('https://app.lumen.example/verify')">Sign in</a>`,
  ])('is not %s', async (other) => {
    expect(await linkOf(other)).toBeUndefined()
    expect(await linkOf(`${SIGN_IN_LINK}<p>${other}</p>`)).toBe('https://app.lumen.example/in?t=abc123')
    expect(await linkOf(`<p>${other}</p>${SIGN_IN_LINK}`)).toBe('https://app.lumen.example/in?t=abc123')
  })

  it('is the one with a key rather than the sign-in page', async () => {
    const page = '<a href="https://app.lumen.example/login">Log in</a>'
    const magic = `<a href="https://app.lumen.example/c/${KEY}">Continue</a>`
    expect(await linkOf(page + magic)).toBe(`https://app.lumen.example/c/${KEY}`)
  })

  it.each(['Anmelden', 'Se connecter', 'Iniciar sesión', 'ログイン', 'Войти', 'Sign in to Help Desk'])(
    'is recognised by the words %s',
    async (words) => {
      const two = `<a href="https://lumen.example/a/1">Lumen</a><a href="https://lumen.example/b/2">${words}</a>`
      expect(await linkOf(two)).toBe('https://lumen.example/b/2')
    },
  )

  it('is the same whether its words are in the link, in an image or before it', async () => {
    const other = '<a href="https://lumen.example/a/1">Lumen</a>'
    const url = 'https://lumen.example/b/2'
    expect(await linkOf(`${other}<a href="${url}"><img alt="Sign in" src="x.png"></a>`)).toBe(url)
    expect(await linkOf(`${other}<p>To sign in, <a href="${url}">click here</a></p>`)).toBe(url)
    expect(await linkOf(other, SIGN_IN, `Sign in:\n\n${url}\n`)).toBe(url)
  })

  it('may show its address where the link goes through a counter of another site', async () => {
    const url = `https://app.lumen.example/verify?token=${KEY}`
    expect(await linkOf(`<a href="https://click.counter.example/x/${KEY}">${url}</a>`)).toBe(url)
  })

  it('may be at a help desk that people sign in to', async () => {
    const html = '<a href="https://support.lumen.example/in/x1">Open</a>'
    expect(await linkOf(html, 'https://support.lumen.example/login')).toBe('https://support.lumen.example/in/x1')
  })

  it('is of the site by the public-suffix list', async () => {
    const stranger = `<a href="https://stranger.co.uk/verify?token=${KEY}${KEY}">Sign in</a>`
    const signInLink = '<a href="https://app.acme.co.uk/in?t=abc">Sign in</a>'
    expect(await linkOf(stranger + signInLink, 'https://app.acme.co.uk/login')).toBe('https://app.acme.co.uk/in?t=abc')
    expect(await linkOf(stranger, 'https://app.acme.co.uk/login')).toBeUndefined()
  })

  it('is what the pattern matches, also on other sites, but never a script', async () => {
    const mail = await mailOf({
      html: `<a href="javascript:alert(1)">a</a> <a href="https://click.counter.example/x/${KEY}">Sign in</a>`,
    })
    expect(chooseLink(mail, SIGN_IN, '^https://click\\.counter\\.example/.*')).toEqual({
      url: `https://click.counter.example/x/${KEY}`,
    })
    expect(chooseLink(mail, SIGN_IN, 'javascript:.*')).toEqual({
      problem: 'login.strategy.mailbox.pattern matches none of the 1 links in the sign-in mail',
    })
  })
})

describe('a sign-in mail without a link to open', () => {
  it('names the other site it links to, and no key', async () => {
    const problem = await problemOf(`<a href="https://click.counter.example/x/${KEY}">Sign in</a>`)
    expect(problem).toMatch(/click\.counter\.example.*not the service's site \(lumen\.example\).*pattern/)
    expect(problem).not.toContain(KEY)
  })

  it('says that only links of other kinds are there', async () => {
    expect(await problemOf('<a href="https://lumen.example/help">Help</a>')).toMatch(/only links that are not opened/)
    expect(await problemOf('<p>Hello</p>')).toBe('the sign-in mail has no link to sign in with')
  })

  it('does not guess between links without text', async () => {
    const html = '<a href="https://lumen.example/a/1">One</a><a href="https://lumen.example/b/2">Two</a>'
    expect(await problemOf(html)).toMatch(/none of the 2 links .*mailbox\.pattern/)
  })
})

describe('a link in the text part', () => {
  it.each([
    ['Open https://lumen.example/link/abc123.', 'https://lumen.example/link/abc123'],
    ['Sign in (https://lumen.example/link/a(b)c)', 'https://lumen.example/link/a(b)c'],
    ['[Sign in](https://lumen.example/link/a)!', 'https://lumen.example/link/a'],
    ['Sign in [https://lumen.example/link/a?x[]=1].', 'https://lumen.example/link/a?x[]=1'],
    ['Sign in <https://lumen.example/link/abc\r\ndef>', 'https://lumen.example/link/abcdef'],
    ['ログイン：https://lumen.example/link/a。', 'https://lumen.example/link/a'],
    ['"https://lumen.example/link/it\'s"', "https://lumen.example/link/it's"],
  ])('is read from %j', async (text, url) => {
    expect(await linkOf('<p>see the text</p>', SIGN_IN, text)).toBe(url)
  })

  it('is left out where it is cut', async () => {
    expect(await linkOf('<p>https://lumen.example/verify?token=abc…</p>')).toBeUndefined()
  })
})

describe('whatever a mail links to', () => {
  const word = fc.constantFrom('unsubscribe', 'privacy', 'help', 'settings', 'deny', 'x', 'verify', 'in', KEY)
  const host = fc.constantFrom('app.lumen.example', 'lumen.example', 'evil.example', 'lumen.example.evil.example')
  const label = fc.constantFrom('Sign in', 'Unsubscribe', 'click here', '', 'Help', 'Not me', 'Lumen')
  const link = fc.record({
    host,
    label,
    path: fc.array(word, { maxLength: 3 }),
    query: fc.option(word, { nil: undefined }),
  })

  it('what is opened is of the service and is neither unsubscribe nor help nor a refusal', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(link, { maxLength: 6 }), async (links) => {
        const html = links.map(
          (one) =>
            `<p><a href="https://${one.host}/${one.path.join('/')}${one.query ? `?x=${one.query}` : ''}">${one.label}</a></p>`,
        )
        const url = await linkOf(html.join(''))
        if (url === undefined) return
        expect(new URL(url).hostname).toMatch(/(^|\.)lumen\.example$/)
        expect(url).not.toMatch(/unsubscribe|privacy|help|settings|deny/)
        const labels = links
          .filter((one) => url.startsWith(`https://${one.host}/${one.path.join('/')}`))
          .map((one) => one.label)
        expect(labels.some((one) => !['Unsubscribe', 'Help', 'Not me'].includes(one))).toBe(true)
      }),
      { numRuns: 150 },
    )
  })

  it('is read without an exception', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string(), async (html, text) => {
        await linkOf(html, SIGN_IN, text)
      }),
      { numRuns: 30 },
    )
  })
})

describe('the secret of a sign-in link', () => {
  it.each([
    [`https://app.lumen.example/in/${KEY}`, [`in/${KEY}`]],
    [`https://app.lumen.example/in?token=${KEY}#x`, [`in?token=${KEY}#x`]],
    [`HTTPS://App.Lumen.Example/in/${KEY}`, [`in/${KEY}`]],
    [`https://app.lumen.example?token=${KEY}`, [`?token=${KEY}`]],
    [`https://app.lumen.example/in/a"${KEY}`, [`in/a"${KEY}`, `in/a%22${KEY}`]],
    [`https://app.lumen.example/x/../in/${KEY}`, [`x/../in/${KEY}`, `in/${KEY}`]],
    [`https://app.lumen.example//?# ${KEY}`, [`/?# ${KEY}`, `/?#%20${KEY}`]],
    ['https://app.lumen.example/', []],
    [`https://%%/${KEY}`, [KEY]],
  ])('of %s is all that follows the host, as the mail writes it and as a browser shows it', (link, parts) => {
    expect(secretPartsOf(link)).toEqual(parts)
  })

  it('is in the address that a browser shows, whatever the mail writes', () => {
    const tail = fc.string({ unit: fc.constantFrom('/', '?', '#', '.', '%', '"', ' ', 'é', 'a', KEY), minLength: 1 })
    fc.assert(
      fc.property(fc.constantFrom('https://', 'HTTP://'), tail, (scheme, rest) => {
        const link = `${scheme}App.lumen.example/${rest}${KEY}`
        const shown = new URL(link).href
        const hidden = secretPartsOf(link).reduce((text, part) => text.replaceAll(part, '*'), `${link} ${shown}`)
        expect(hidden).not.toContain(KEY)
      }),
    )
  })
})
