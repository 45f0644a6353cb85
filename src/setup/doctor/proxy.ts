import { type ProxySettings, shownProxy } from '../../core/index.ts'
import { type Check, type CheckResult, ok, warn } from './check.ts'

/** Reports the proxies that requests use and the hosts that bypass them; no check where there is no proxy. */
export function proxyChecks(settings: ProxySettings): readonly Check[] {
  const { http, https, noProxy, unusable = [] } = settings
  const used = Object.entries({ 'http://': http, 'https://': https }).flatMap(([scheme, secret]) =>
    secret ? [`${scheme} through ${shownProxy(new URL(secret.reveal()))} (${secret.name})`] : [],
  )
  const results: CheckResult[] = []
  if (used.length > 0) {
    const bypassing = ['this machine', ...noProxy.filter((entry) => !entry.startsWith('<'))].join(', ')
    results.push(ok(`${used.join(', ')}; directly: ${noProxy.includes('<-loopback>') ? 'nothing' : bypassing}`))
  }
  if (unusable.length > 0) {
    const text = `${unusable.join(' and ')} names a SOCKS proxy, which Doorwatch does not support`
    results.push(warn(text, 'Set HTTPS_PROXY and HTTP_PROXY to an HTTP proxy, such as http://proxy.example.org:3128.'))
  }
  return results.length === 0 ? [] : [{ name: 'proxy', run: async () => results }]
}
