import type { BrowserContext, Request, Response } from '@playwright/test'
import type { OpenStep, Recorder } from '../recorder.ts'
import { within } from '../within.ts'

const BODY_LIMIT_MS = 500

/** A request of the page as evidence. `data`: what scripts fetched. */
export interface Exchange {
  readonly step: OpenStep | undefined
  readonly url: string
  readonly method: string
  readonly kind: 'document' | 'data' | 'script' | 'asset'
  status: number | undefined
  headers: Readonly<Record<string, string>>
  /** From request sent to first byte of the answer, ms, by the browser. */
  serverMs: number | undefined
  /** The whole body arrived. */
  finished: boolean
  /** The answer's body, as far as it has come; undefined where it cannot be had. */
  readBody: () => Promise<string | undefined>
  /** Chromium's code where it failed: ERR_CONNECTION_RESET. */
  net: string | undefined
}

/** Notes every exchange of a context and counts each status in the step that asked. */
export function watchNetwork(context: BrowserContext, recorder: Recorder): readonly Exchange[] {
  const exchanges: Exchange[] = []
  const byRequest = new WeakMap<Request, Exchange>()

  context.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith('http')) return
    const exchange: Exchange = {
      step: recorder.current(),
      url,
      method: request.method(),
      kind: kindOf(request),
      status: undefined,
      headers: {},
      serverMs: undefined,
      finished: false,
      readBody: async () => undefined,
      net: undefined,
    }
    exchanges.push(exchange)
    byRequest.set(request, exchange)
  })
  context.on('response', (response) => {
    const exchange = byRequest.get(response.request())
    if (exchange) noteAnswer(exchange, response)
  })
  context.on('requestfinished', (request) => {
    const exchange = byRequest.get(request)
    if (exchange) exchange.finished = true
  })
  context.on('requestfailed', (request) => {
    const exchange = byRequest.get(request)
    if (exchange) exchange.net = /ERR_[A-Z0-9_]+/.exec(request.failure()?.errorText ?? '')?.[0] ?? 'ERR_FAILED'
  })
  return exchanges
}

function noteAnswer(exchange: Exchange, response: Response): void {
  exchange.status = response.status()
  exchange.headers = response.headers()
  exchange.readBody = () => within(BODY_LIMIT_MS, response.text())
  const { requestStart, responseStart } = response.request().timing()
  if (requestStart >= 0 && responseStart >= requestStart) exchange.serverMs = responseStart - requestStart
  const statuses = exchange.step?.statuses
  statuses?.set(exchange.status, (statuses.get(exchange.status) ?? 0) + 1)
}

function kindOf(request: Request): Exchange['kind'] {
  const type = request.resourceType()
  if (type === 'document') return request.frame().parentFrame() === null ? 'document' : 'asset'
  if (type === 'fetch' || type === 'xhr' || type === 'eventsource') return 'data'
  return type === 'script' || type === 'stylesheet' ? 'script' : 'asset'
}

/**
 * The service's own share of a step (ms): what its navigations waited for the first byte, redirects included; where it
 * had none, the longest wait of a request.
 */
export function serverTime(exchanges: readonly Exchange[], step: OpenStep): number | undefined {
  const own = exchanges.filter((exchange) => exchange.step === step && exchange.serverMs !== undefined)
  const documents = own.filter(({ kind }) => kind === 'document')
  const times = (documents.length > 0 ? documents : own).map(({ serverMs }) => serverMs as number)
  if (times.length === 0) return undefined
  return documents.length > 0 ? times.reduce((sum, time) => sum + time, 0) : Math.max(...times)
}

/** Whether a form was sent that led to another page, and the service took it. */
export function hasSignedIn(exchanges: readonly Exchange[]): boolean {
  return exchanges.some(({ kind, method, status }) => kind === 'document' && method === 'POST' && (status ?? 500) < 400)
}
