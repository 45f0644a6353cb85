import type { LaunchOptions } from '@playwright/test'
import { type ProxySettings, shownProxy } from '../../core/index.ts'

/** Names of this machine, which Playwright would send through the proxy otherwise. */
const LOOPBACK = ['localhost', '*.localhost', '127.0.0.0/8', '[::1]']

/**
 * Launch options that make Chromium follow the proxy settings. One proxy, or two without passwords, are followed exactly.
 * Of two with passwords the one for https serves both, because Chromium takes one password.
 */
export function browserProxy({ http, https, noProxy }: ProxySettings): Pick<LaunchOptions, 'proxy'> & {
  readonly args: readonly string[]
} {
  const proxy = https ?? http
  if (!proxy) return { args: [] }
  const url = new URL(proxy.reveal())
  const isOne = http?.reveal() === https?.reveal()
  const bypass = bypassList(noProxy)
  if (isOne || url.username !== '') {
    const credentials = url.username === '' ? {} : { username: decoded(url.username), password: decoded(url.password) }
    return { args: [], proxy: { server: shownProxy(url), bypass: bypass.join(','), ...credentials } }
  }
  const perScheme = Object.entries({ http, https }).flatMap(([scheme, secret]) =>
    secret ? [`${scheme}=${shownProxy(new URL(secret.reveal()))}`] : [],
  )
  return { args: [`--proxy-server=${perScheme.join(';')}`, `--proxy-bypass-list=${bypass.join(';')}`] }
}

/**
 * NO_PROXY as Chromium's bypass list, where a name does not include its subdomains. `<-loopback>` comes first: later
 * entries win, so that this machine is bypassed unless NO_PROXY contains `<-loopback>`.
 */
function bypassList(noProxy: readonly string[]): readonly string[] {
  const named = noProxy.flatMap((entry) => {
    if (entry === '<-loopback>') return []
    const name = entry.replace(/^\*?\./, '')
    return /^[a-z]/i.test(name) ? [name, `*.${name}`] : [entry]
  })
  return ['<-loopback>', ...(noProxy.includes('<-loopback>') ? [] : LOOPBACK), ...named]
}

function decoded(text: string): string {
  return decodeURIComponent(text)
}
