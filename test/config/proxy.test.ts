import { describe, expect, it } from 'vitest'
import { readProxy } from '../../src/config/proxy.ts'
import { ConfigError } from '../../src/core/index.ts'

const shown = (environment: Readonly<Record<string, string>>) => {
  const { http, https, all, noProxy, unusable } = readProxy(environment)
  const addresses = [http, https, all].map((secret) => secret && `${secret.name} ${secret.reveal()}`)
  return { addresses, noProxy, unusable }
}

describe('the proxies of the environment', () => {
  it('are none where no variable is set', () => {
    expect(readProxy({ PATH: '/bin', HTTP_PROXY: '' })).toEqual({ noProxy: [] })
  })

  it('may be named in either spelling, the small one first, and ALL_PROXY stands in for both', () => {
    expect(shown({ HTTPS_PROXY: 'http://big:1', https_proxy: 'http://small:2', ALL_PROXY: 'all.dev:3' })).toEqual({
      addresses: ['ALL_PROXY http://all.dev:3', 'https_proxy http://small:2', 'ALL_PROXY http://all.dev:3'],
      noProxy: [],
      unusable: undefined,
    })
  })

  it('have exceptions with commas or blanks between', () => {
    expect(shown({ NO_PROXY: 'a.dev, .b.dev  10.0.0.0/8,,' }).noProxy).toEqual(['a.dev', '.b.dev', '10.0.0.0/8'])
  })

  it('are no SOCKS proxies: those are named and not used', () => {
    expect(shown({ ALL_PROXY: 'socks5h://a.dev:1080' })).toEqual({
      addresses: [undefined, undefined, undefined],
      noProxy: [],
      unusable: ['ALL_PROXY'],
    })
  })

  it.each(['http://', 'ftp://a.dev', 'http://user:50%@a.dev', 'http://us/er:planted@a.dev:1:2'])(
    'are refused by the name of the variable, without their value: %s',
    (address) => {
      let refused: unknown
      try {
        readProxy({ HTTPS_PROXY: address })
      } catch (error) {
        refused = error
      }
      expect(refused).toBeInstanceOf(ConfigError)
      expect((refused as ConfigError).problems).toMatchObject([{ path: 'HTTPS_PROXY' }])
      expect(JSON.stringify((refused as ConfigError).problems)).not.toContain('planted')
    },
  )
})
