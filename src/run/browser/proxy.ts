import type { LaunchOptions } from '@playwright/test'
import { type ProxySettings, shownProxy } from '../../core/index.ts'

/** Chromium's own list of this machine; Playwright would have it proxied otherwise. */
const HERE = ['localhost', '*.localhost', '127.0.0.0/8', '[::1]']

/**
 * How Chromium is started so that it takes the way of the proxy settings. One proxy for all pages, or one without a
 * password, is followed exactly; of two with passwords the one for https serves both, because Chromium is given one password.
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
    const sign = url.username === '' ? {} : { username: decoded(url.username), password: decoded(url.password) }
    return { args: [], proxy: { server: shownProxy(url), bypass: bypass.join(','), ...sign } }
  }
  const perScheme = Object.entries({ http, https }).flatMap(([scheme, secret]) =>
    secret ? [`${scheme}=${shownProxy(new URL(secret.reveal()))}`] : [],
  )
  return { args: [`--proxy-server=${perScheme.join(';')}`, `--proxy-bypass-list=${bypass.join(';')}`] }
}

/**
 * NO_PROXY in Chromium's words, where a name alone does not include the names below it. `<-loopback>` comes first: later
 * entries win, so that this machine is left out again unless NO_PROXY has it proxied.
 */
function bypassList(noProxy: readonly string[]): readonly string[] {
  const named = noProxy.flatMap((entry) => {
    if (entry === '<-loopback>') return []
    const name = entry.replace(/^\*?\./, '')
    return /^[a-z]/i.test(name) ? [name, `*.${name}`] : [entry]
  })
  return ['<-loopback>', ...(noProxy.includes('<-loopback>') ? [] : HERE), ...named]
}

function decoded(text: string): string {
  return decodeURIComponent(text)
}
