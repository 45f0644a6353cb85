import { type ProxySettings, shownProxy } from '../../core/index.ts'
import { type Check, type Found, ok, warn } from './check.ts'

/** Which proxies requests go through, and what goes past them; nothing where there is none. */
export function proxyChecks(settings: ProxySettings): readonly Check[] {
  const { http, https, noProxy, unusable = [] } = settings
  const used = Object.entries({ 'http://': http, 'https://': https }).flatMap(([scheme, secret]) =>
    secret ? [`${scheme} through ${shownProxy(new URL(secret.reveal()))} (${secret.name})`] : [],
  )
  const found: Found[] = []
  if (used.length > 0) {
    const past = ['this machine', ...noProxy.filter((entry) => !entry.startsWith('<'))].join(', ')
    found.push(ok(`${used.join(', ')}; directly: ${noProxy.includes('<-loopback>') ? 'nothing' : past}`))
  }
  if (unusable.length > 0) {
    const text = `${unusable.join(' and ')} names a SOCKS proxy, which is not used`
    found.push(warn(text, 'Set HTTPS_PROXY and HTTP_PROXY to an HTTP proxy, such as http://proxy.example.org:3128.'))
  }
  return found.length === 0 ? [] : [{ name: 'proxy', run: async () => found }]
}
