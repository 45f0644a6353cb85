import { describe, expect, it } from 'vitest'
import { readProxy } from '../../src/config/proxy.ts'
import { ConfigError } from '../../src/core/index.ts'

const addressesIn = (environment: Readonly<Record<string, string>>) => {
  const { http, https, all, noProxy, unusable } = readProxy(environment)
  const addresses = [http, https, all].map((secret) => secret && `${secret.name} ${secret.reveal()}`)
  return { addresses, noProxy, unusable }
}

describe('the proxies of the environment', () => {
  it('are empty if no variable is set', () => {
    expect(readProxy({ PATH: '/bin', HTTP_PROXY: '' })).toEqual({ noProxy: [] })
  })

  it('may be in upper or lower case; lower case wins, and ALL_PROXY is the default of both', () => {
    expect(addressesIn({ HTTPS_PROXY: 'http://big:1', https_proxy: 'http://small:2', ALL_PROXY: 'all.dev:3' })).toEqual(
      {
        addresses: ['ALL_PROXY http://all.dev:3', 'https_proxy http://small:2', 'ALL_PROXY http://all.dev:3'],
        noProxy: [],
        unusable: undefined,
      },
    )
  })

  it('have exceptions separated by commas or blanks', () => {
    expect(addressesIn({ NO_PROXY: 'a.dev, .b.dev  10.0.0.0/8,,' }).noProxy).toEqual(['a.dev', '.b.dev', '10.0.0.0/8'])
  })

  it('do not include SOCKS proxies, which are listed as unusable', () => {
    expect(addressesIn({ ALL_PROXY: 'socks5h://a.dev:1080' })).toEqual({
      addresses: [undefined, undefined, undefined],
      noProxy: [],
      unusable: ['ALL_PROXY'],
    })
  })

  it.each([
    'http://',
    'ftp://a.dev',
    'http://user:50%@a.dev',
    'http://planted%4:0word@a.dev',
    'http://us/er:planted@a.dev:1:2',
  ])('are rejected by the name of the variable, without their value: %s', (address) => {
    let rejection: unknown
    try {
      readProxy({ HTTPS_PROXY: address })
    } catch (error) {
      rejection = error
    }
    expect(rejection).toBeInstanceOf(ConfigError)
    expect((rejection as ConfigError).problems).toMatchObject([{ path: 'HTTPS_PROXY' }])
    expect(JSON.stringify((rejection as ConfigError).problems)).not.toContain('planted')
  })
})
