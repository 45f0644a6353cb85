import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSameSite, siteOf } from '../../src/sites/index.ts'

describe('the site of an address', () => {
  it.each([
    ['https://login.acme.com/in?x=1', 'acme.com'],
    ['https://ACME.com./', 'acme.com'],
    ['https://login.acme.co.uk/', 'acme.co.uk'],
    ['https://a.b.acme.com.br:8443/', 'acme.com.br'],
    ['https://app.acme.vercel.app/', 'acme.vercel.app'],
    ['https://acme.azurewebsites.net/', 'acme.azurewebsites.net'],
    ['https://acme.github.io/docs', 'acme.github.io'],
    ['https://vercel.app/', 'vercel.app'],
    ['https://chat.intranet.corp/', 'intranet.corp'],
    ['wss://chat.acme.com/socket', 'acme.com'],
    ['http://localhost:3000/', 'localhost'],
    ['http://chat/', 'chat'],
    ['http://127.0.0.1:4850/x', '127.0.0.1'],
    ['http://10.1.2.3/', '10.1.2.3'],
    ['http://[::1]:80/', '[::1]'],
  ])('of %s is %s', (url, site) => {
    expect(siteOf(url)).toBe(site)
  })

  it.each(['', 'acme.com', 'mailto:help@acme.com', 'data:text/html,x', 'about:blank', 'tel:+15550100'])(
    'is unknown for %j',
    (url) => {
      expect(siteOf(url)).toBeUndefined()
    },
  )

  it('is not shared by customers of one public suffix', () => {
    for (const suffix of ['co.uk', 'com.au', 'vercel.app', 'azurewebsites.net', 'github.io', 'herokuapp.com']) {
      expect(isSameSite(`https://acme.${suffix}/`, `https://stranger.${suffix}/`), suffix).toBe(false)
      expect(isSameSite(`https://acme.${suffix}/`, `https://login.acme.${suffix}/`), suffix).toBe(true)
    }
  })

  it('is not shared by two hosts of one network', () => {
    expect(isSameSite('http://10.1.2.3/', 'http://10.1.2.4/')).toBe(false)
    expect(isSameSite('http://127.0.0.1:1/', 'http://127.0.0.1:2/')).toBe(true)
  })

  it('is never the same for texts that are not addresses', () => {
    expect(isSameSite('about:blank', 'about:blank')).toBe(false)
  })

  it('is the same for every subdomain, and never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void siteOf(text)))
    fc.assert(
      fc.property(fc.domain(), fc.stringMatching(/^[a-z]{1,9}$/), (domain, label) => {
        const site = siteOf(`https://${domain}/`)
        fc.pre(site !== undefined && site !== domain)
        expect(siteOf(`https://${label}.${domain}/`)).toBe(site)
      }),
    )
  })
})
