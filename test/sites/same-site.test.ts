import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSameSite, siteOf } from '../../src/sites/index.ts'

describe('two addresses of one site', () => {
  it('may differ in scheme, port, path and case', () => {
    expect(isSameSite('https://app.acme.com/a', 'wss://API.ACME.COM:8443/b?c')).toBe(true)
    expect(isSameSite('http://localhost:3000', 'http://localhost:4000')).toBe(true)
  })

  it('are the same in both orders, and each has the site of itself', () => {
    fc.assert(
      fc.property(fc.webUrl(), fc.webUrl(), (one, other) => {
        expect(isSameSite(one, other)).toBe(isSameSite(other, one))
        expect(isSameSite(one, one)).toBe(true)
        expect(new URL(one).hostname.endsWith(siteOf(one) ?? 'none')).toBe(true)
      }),
    )
  })
})
