import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isBypassed, type ProxySettings, proxyEnvironment, proxyFor, Secret } from '../../../src/core/index.ts'

const secret = (name: string, host: string) => new Secret(name, `http://user:word@${host}:3128`)
const ALL: ProxySettings = {
  http: secret('HTTP_PROXY', 'plain.dev'),
  https: secret('HTTPS_PROXY', 'secure.dev'),
  all: secret('ALL_PROXY', 'other.dev'),
  noProxy: [],
}
const proxyOf = (url: string, settings: ProxySettings = ALL) => proxyFor(new URL(url), settings)?.hostname

describe('the proxy for an address', () => {
  it('depends on the protocol', () => {
    expect(proxyOf('http://a.dev')).toBe('plain.dev')
    expect(proxyOf('https://a.dev')).toBe('secure.dev')
    expect(proxyOf('imaps://a.dev')).toBe('other.dev')
    expect(proxyOf('https://a.dev', { noProxy: [], http: secret('HTTP_PROXY', 'plain.dev') })).toBeUndefined()
  })

  it('of a TCP connection is the proxy of a request to its port', () => {
    expect(proxyOf('tls://a.dev:443')).toBe('secure.dev')
    expect(proxyOf('tcp://a.dev:443')).toBe('secure.dev')
    expect(proxyOf('tcp://a.dev:80')).toBe('plain.dev')
  })

  it('is none for loopback addresses, unless NO_PROXY has <-loopback>', () => {
    for (const host of ['localhost', '127.0.0.1', '[::1]', 'app.localhost', '127.8.8.8']) {
      expect(proxyOf(`http://${host}:8080`)).toBeUndefined()
      expect(proxyOf(`http://${host}:8080`, { ...ALL, noProxy: ['<-loopback>'] })).toBe('plain.dev')
    }
  })
})

describe('an entry of NO_PROXY', () => {
  it.each([
    ['example.org', ['example.org', 'a.example.org'], ['notexample.org', 'example.org.dev']],
    ['.example.org', ['example.org', 'a.b.example.org'], ['xexample.org']],
    ['*.example.org', ['a.example.org'], ['example.com']],
    ['*', ['anything.dev', '10.0.0.1'], []],
    ['10.0.0.0/8', ['10.1.2.3'], ['11.0.0.1', 'ten.dev']],
    ['fd00::/8', ['fd12::1'], ['fe80::1']],
    ['10.1.2.3', ['10.1.2.3'], ['10.1.2.30', '110.1.2.3']],
    ['[2001:db8::1]', ['2001:db8::1'], ['2001:db8::2']],
    ['<local>', ['intranet'], ['a.dev', '10.1.2.3']],
    ['10.0.0.0/99', [], ['10.0.0.1']],
  ])('%s matches hosts as documented', (entry, out, through) => {
    for (const host of out) expect({ host, out: isBypassed(host, '443', [entry]) }).toEqual({ host, out: true })
    for (const host of through) expect({ host, out: isBypassed(host, '443', [entry]) }).toEqual({ host, out: false })
  })

  it('with a port matches only that port', () => {
    expect(isBypassed('a.dev', '8443', ['a.dev:8443'])).toBe(true)
    expect(isBypassed('a.dev', '443', ['a.dev:8443'])).toBe(false)
  })

  it('never throws, whatever its text', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.domain(), (noProxy, host) => {
        expect(typeof isBypassed(host, '443', noProxy)).toBe('boolean')
      }),
    )
  })
})

describe('the proxy variables of a command-line client', () => {
  it('are set in upper and lower case, and exclude loopback addresses', () => {
    expect(proxyEnvironment({ https: secret('HTTPS_PROXY', 'p.dev'), noProxy: ['10.0.0.0/8'] })).toEqual({
      HTTPS_PROXY: 'http://user:word@p.dev:3128',
      https_proxy: 'http://user:word@p.dev:3128',
      NO_PROXY: 'localhost,127.0.0.1,::1,10.0.0.0/8',
      no_proxy: 'localhost,127.0.0.1,::1,10.0.0.0/8',
    })
    expect(proxyEnvironment({ noProxy: ['a.dev'] })).toEqual({})
  })
})
