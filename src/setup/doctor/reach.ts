import * as http from 'node:http'
import * as https from 'node:https'
import type { Socket } from 'node:net'
import { defined, type ProxySettings } from '../../core/index.ts'
import { ProxyError, proxyRefusal, routeTo } from '../../net/index.ts'
import { PRODUCT_AGENT } from '../../package/index.ts'

/** The stage a request reached. */
export type Reach =
  | {
      readonly ok: true
      readonly status: number
      readonly tookMs: number
      /** Content type: `application/json`. */
      readonly type?: string
      /** The server's clock, epoch ms, exact to a second. */
      readonly date?: number
      /** Our clock at the middle of the request, epoch ms. */
      readonly at: number
    }
  | {
      readonly ok: false
      readonly stage: 'proxy' | 'name' | 'connection' | 'encryption' | 'answer'
      readonly code: string
    }

export type ReachUrl = (url: string, signal: AbortSignal, headers?: Readonly<Record<string, string>>) => Promise<Reach>

/** Requests an address once, over a new connection. Does not follow redirects. */
export function createReach(proxy: ProxySettings): ReachUrl {
  return (url, signal, headers = {}) => ask(url, { signal, headers, proxy })
}

function ask(
  url: string,
  options: {
    readonly signal: AbortSignal
    readonly headers: Readonly<Record<string, string>>
    readonly proxy: ProxySettings
  },
): Promise<Reach> {
  const { signal, proxy } = options
  const { headers: proxyHeaders, ...route } = routeTo(new URL(url), proxy, signal)
  const headers = { ...options.headers, ...proxyHeaders }
  const sentAt = Date.now()
  const startedAt = performance.now()
  let stage: Extract<Reach, { ok: false }>['stage'] = 'name'
  return new Promise((resolve) => {
    const { request } = url.startsWith('https:') ? https : http
    const asking = request(url, { ...route, signal, headers: { 'user-agent': PRODUCT_AGENT, ...headers } })
    asking.once('socket', (socket: Socket) => {
      if (route.proxy !== undefined) stage = url.startsWith('https:') ? 'encryption' : 'answer'
      socket.once('lookup', (error: Error | null) => {
        if (!error) stage = 'connection'
      })
      socket.once('connect', () => {
        stage = url.startsWith('https:') ? 'encryption' : 'answer'
      })
      socket.once('secureConnect', () => {
        stage = 'answer'
      })
    })
    asking.once('response', (response) => {
      response.destroy()
      if (route.proxy !== undefined && response.statusCode === 407) {
        resolve({ ok: false, stage: 'proxy', code: proxyRefusal(route.proxy, 407).message })
        return
      }
      const now = Date.now()
      const date = Date.parse(response.headers.date ?? '')
      const at = (sentAt + now) / 2
      const type = response.headers['content-type']?.split(';')[0]?.trim().toLowerCase().slice(0, 60)
      resolve({
        ok: true,
        status: response.statusCode ?? 0,
        tookMs: Math.round(performance.now() - startedAt),
        at,
        ...defined({ date: Number.isNaN(date) ? undefined : date, type: type || undefined }),
      })
    })
    asking.on('error', (error: NodeJS.ErrnoException) => {
      if (error instanceof ProxyError) return resolve({ ok: false, stage: 'proxy', code: error.message })
      const isAddress = stage === 'name' && error.code !== 'ENOTFOUND' && error.code !== 'EAI_AGAIN'
      resolve({ ok: false, stage: isAddress ? 'connection' : stage, code: error.code ?? error.message })
    })
    asking.end()
  })
}
