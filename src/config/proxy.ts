import { ConfigError, defined, type Problem, type ProxySettings, Secret } from '../core/index.ts'
import type { Environment } from './variables.ts'

/**
 * The proxies of the environment: HTTP_PROXY and HTTPS_PROXY (default: ALL_PROXY), and NO_PROXY. Lower-case names win, as in
 * curl. An address without a scheme is an HTTP proxy. Addresses may contain a password, so they are secrets.
 * @throws ConfigError if a variable is not the address of an HTTP proxy
 */
export function readProxy(environment: Environment): ProxySettings {
  const problems: Problem[] = []
  const unusable: string[] = []
  const proxyIn = (variable: string): Secret | undefined => {
    const name = environment[variable.toLowerCase()]?.trim() ? variable.toLowerCase() : variable
    const text = environment[name]?.trim()
    if (!text) return undefined
    const address = text.includes('://') ? text : `http://${text}`
    if (/^socks\w*:\/\//i.test(address)) {
      unusable.push(name)
      return undefined
    }
    if (isProxy(address)) return new Secret(name, address)
    problems.push({
      source: 'environment',
      path: name,
      expected: 'the address of an HTTP proxy, such as http://proxy.example.org:3128',
      got: 'another value (hidden, because it may contain a password)',
      hint: 'Escape signs such as @ : / # % in the user name and password: %40 %3A %2F %23 %25.',
    })
    return undefined
  }
  const all = proxyIn('ALL_PROXY')
  const http = proxyIn('HTTP_PROXY') ?? all
  const https = proxyIn('HTTPS_PROXY') ?? all
  if (problems.length > 0) throw new ConfigError('the environment sets a proxy that is not valid', problems)
  return {
    ...defined({ http, https, all }),
    noProxy: (environment.no_proxy || environment.NO_PROXY || '').split(/[\s,]+/).filter((entry) => entry !== ''),
    ...(unusable.length > 0 ? { unusable } : {}),
  }
}

function isProxy(address: string): boolean {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === '') return false
  // An unescaped / in a password ends the host early.
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') return false
  // Each by itself: an escape that one begins and the other ends is whole only in both together.
  return isDecodable(url.username) && isDecodable(url.password)
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}
