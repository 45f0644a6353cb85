import { BlockList, isIP } from 'node:net'
import { bareHost, placeOfHost } from './hosts.ts'
import type { Secret } from './target.ts'

/** The HTTP proxies of this network, from HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY. */
export interface ProxySettings {
  /** For http:// addresses: `http://user:password@proxy.example.org:3128`. */
  readonly http?: Secret
  /** For https:// addresses. */
  readonly https?: Secret
  /** For every other protocol, such as IMAP: ALL_PROXY alone. */
  readonly all?: Secret
  /** Entries of NO_PROXY. */
  readonly noProxy: readonly string[]
  /** Variables with a SOCKS proxy; Doorwatch does not use them. */
  readonly unusable?: readonly string[]
}

/** Direct connections, without a proxy. */
export const DIRECT: ProxySettings = { noProxy: [] }

/** The entry of NO_PROXY that sends loopback addresses to the proxy as well, as in Chromium. */
const PROXY_LOOPBACK = '<-loopback>'

/** The proxy for an address; undefined for a direct connection. */
export function proxyFor(url: URL, settings: ProxySettings): URL | undefined {
  const port = url.port || ({ 'http:': '80', 'https:': '443' }[url.protocol] ?? '')
  const secret = proxyOfProtocol(url.protocol, port, settings)
  if (!secret || isBypassed(bareHost(url.hostname), port, settings.noProxy)) return undefined
  return new URL(secret.reveal())
}

/** A TCP connection takes the same proxy as a request to its port. */
function proxyOfProtocol(protocol: string, port: string, { http, https, all }: ProxySettings): Secret | undefined {
  if (protocol === 'http:') return http
  if (protocol === 'https:' || protocol === 'tls:') return https
  if (protocol === 'tcp:') return port === '80' ? http : https
  return all
}

/** Whether a host is reached without the proxy. Loopback addresses are, unless NO_PROXY has `<-loopback>`. */
export function isBypassed(host: string, port: string, noProxy: readonly string[]): boolean {
  if (placeOfHost(host) === 'loopback') return !noProxy.includes(PROXY_LOOPBACK)
  return noProxy.some((entry) => matches(entry, host, port))
}

/** Entries are `*`, a name (covers its subdomains), an address or a network (10.0.0.0/8), each with an optional port. */
function matches(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true
  if (entry === '<local>') return isIP(host) === 0 && !host.includes('.')
  if (entry.includes('/')) return isInNetwork(entry, host)
  const [, name = '', wantedPort] = /^(\[[^\]]+\]|[^:]*)(?::(\d+))?$/.exec(entry) ?? [undefined, entry]
  if (wantedPort !== undefined && wantedPort !== port) return false
  const wanted = bareHost(name).replace(/^\*?\./, '')
  return wanted !== '' && (host === wanted || (isIP(host) === 0 && host.endsWith(`.${wanted}`)))
}

function isInNetwork(entry: string, host: string): boolean {
  const [network = '', prefix = ''] = entry.split('/')
  const version = isIP(bareHost(network))
  if (version === 0 || isIP(host) === 0) return false
  const bits = Number(prefix)
  if (!/^\d+$/.test(prefix) || bits > (version === 4 ? 32 : 128)) return false
  const list = new BlockList()
  list.addSubnet(bareHost(network), bits, version === 4 ? 'ipv4' : 'ipv6')
  return list.check(host, isIP(host) === 4 ? 'ipv4' : 'ipv6')
}

/** The proxy variables for a command-line client, in upper and lower case because clients differ in which they read. */
export function proxyEnvironment(settings: ProxySettings): Readonly<Record<string, string>> {
  const { http, https, all, noProxy } = settings
  if (!http && !https && !all) return {}
  const entries = noProxy.filter((entry) => !entry.startsWith('<'))
  const loopback = noProxy.includes(PROXY_LOOPBACK) ? [] : ['localhost', '127.0.0.1', '::1']
  const variables = {
    HTTP_PROXY: http?.reveal(),
    HTTPS_PROXY: https?.reveal(),
    ALL_PROXY: all?.reveal(),
    NO_PROXY: [...new Set([...loopback, ...entries])].join(','),
  }
  const set = Object.entries(variables).filter((pair): pair is [string, string] => Boolean(pair[1]))
  return Object.fromEntries(
    set.flatMap(([name, value]) => [
      [name, value],
      [name.toLowerCase(), value],
    ]),
  )
}

/** The proxy's address without user name and password, for messages. */
export function shownProxy(proxy: URL): string {
  return `${proxy.protocol}//${proxy.host}`
}

/** The secrets in the settings (address, user name, password, header), each with the name of its variable. */
export function proxySecrets({ http, https, all }: ProxySettings): readonly {
  readonly name: string
  readonly value: string
}[] {
  return [http, https, all].flatMap((secret) => {
    if (!secret) return []
    const { username, password } = new URL(secret.reveal())
    if (password === '' && username === '') return []
    const user = decodeURIComponent(username)
    const word = decodeURIComponent(password)
    const header = Buffer.from(`${user}:${word}`).toString('base64')
    const values = [secret.reveal(), `${username}:${password}`, `${user}:${word}`, header, word]
    return values.filter((value) => value !== '').map((value) => ({ name: secret.name, value }))
  })
}
