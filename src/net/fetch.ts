import { type ProxySettings, proxyFor } from '../core/index.ts'
import { openTunnel } from './tunnel.ts'

/**
 * A `fetch` that follows the proxy settings; the platform's own where there is no proxy. If the proxy refuses or fails to
 * connect, the cause of the error is a ProxyError.
 */
export function createFetch(settings: ProxySettings): typeof fetch {
  if (!settings.http && !settings.https) return fetch
  let loading: ReturnType<typeof load> | undefined
  const proxied = async (input: string | URL, init?: object) => {
    loading ??= load(settings)
    const { request, dispatcher } = await loading
    return request(input, { ...init, dispatcher })
  }
  // The platform's fetch accepts only dispatchers of the Undici that is built into Node.
  return proxied as unknown as typeof fetch
}

/** Loads Undici with the first request, so that a worker without a proxy saves its memory. */
async function load(settings: ProxySettings) {
  const { Agent, buildConnector, Dispatcher, fetch: request, ProxyAgent } = await import('undici')
  const direct = new Agent()
  const secure = buildConnector({})
  const tunnels = new Agent({
    connect: (to, done) => {
      const proxy = proxyFor(new URL(`https://${to.hostname}:${to.port || 443}`), settings)
      if (!proxy) return secure(to, done)
      openTunnel({ proxy, host: to.hostname, port: Number(to.port || 443) }).then(
        (httpSocket) => secure({ ...to, httpSocket }, done),
        (error: Error) => done(error, null),
      )
    },
  })
  const plain = settings.http && new ProxyAgent({ uri: settings.http.reveal(), proxyTunnel: false })

  class Routing extends Dispatcher {
    override dispatch(
      options: Parameters<typeof direct.dispatch>[0],
      handler: Parameters<typeof direct.dispatch>[1],
    ): boolean {
      const url = new URL(options.path, options.origin)
      if (!proxyFor(url, settings)) return direct.dispatch(options, handler)
      return (url.protocol === 'https:' ? tunnels : (plain ?? direct)).dispatch(options, handler)
    }
  }
  return { request, dispatcher: new Routing() }
}
