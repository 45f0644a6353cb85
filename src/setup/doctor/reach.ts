import * as http from 'node:http'
import * as https from 'node:https'
import type { Socket } from 'node:net'
import { DIRECT, type ProxySettings } from '../../core/index.ts'
import { ProxyError, proxyRefusal, routeTo } from '../../net/index.ts'
import { PRODUCT_AGENT } from '../../package/index.ts'

/** How far a request came. */
export type Reach =
  | {
      readonly ok: true
      readonly status: number
      readonly tookMs: number
      /** What kind of answer it says it is: `application/json`. */
      readonly type?: string
      /** The other side's clock (epoch ms, to the second) and ours at the middle of the request. */
      readonly date?: number
      readonly at: number
    }
  | {
      readonly ok: false
      readonly stage: 'proxy' | 'name' | 'connection' | 'encryption' | 'answer'
      readonly code: string
    }

export type ReachUrl = (url: string, signal: AbortSignal, headers?: Readonly<Record<string, string>>) => Promise<Reach>

/** Asks an address once over a connection of its own, and tells at which stage it failed. Redirects are not followed. */
export function createReach(proxy: ProxySettings): ReachUrl {
  return (url, signal, headers = {}) => ask(url, { signal, headers, proxy })
}

/** Asks directly, where there is no proxy. */
export const reach: ReachUrl = createReach(DIRECT)

function ask(
  url: string,
  given: {
    readonly signal: AbortSignal
    readonly headers: Readonly<Record<string, string>>
    readonly proxy: ProxySettings
  },
): Promise<Reach> {
  const { signal, proxy } = given
  const { headers: proxyHeaders, ...route } = routeTo(new URL(url), proxy)
  const headers = { ...given.headers, ...proxyHeaders }
  const begunAt = Date.now()
  const begun = performance.now()
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
      const at = (begunAt + now) / 2
      const clock = Number.isNaN(date) ? {} : { date }
      const type = response.headers['content-type']?.split(';')[0]?.trim().toLowerCase().slice(0, 60)
      const kind = type ? { type } : {}
      resolve({
        ok: true,
        status: response.statusCode ?? 0,
        tookMs: Math.round(performance.now() - begun),
        at,
        ...clock,
        ...kind,
      })
    })
    asking.on('error', (error: NodeJS.ErrnoException) => {
      if (error instanceof ProxyError) return resolve({ ok: false, stage: 'proxy', code: error.message })
      const refused = stage === 'name' && error.code !== 'ENOTFOUND' && error.code !== 'EAI_AGAIN'
      resolve({ ok: false, stage: refused ? 'connection' : stage, code: error.code ?? error.message })
    })
    asking.end()
  })
}
