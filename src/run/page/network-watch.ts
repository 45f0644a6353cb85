import type { BrowserContext, Request, Response } from '@playwright/test'
import { within } from '../async/within.ts'
import type { OpenStep, Recorder } from '../record/recorder.ts'
import { guarded, type RequestPlace, requestPlaces } from './request-place.ts'

const BODY_LIMIT_MS = 500

/** A request of a page as evidence. `document`: the page itself; `frame`: a page inside it; `data`: what scripts fetched. */
export interface Exchange {
  readonly step: OpenStep | undefined
  readonly url: string
  readonly method: string
  /** The body that was sent; undefined where there is none, or the browser does not show it. */
  readonly postData: () => string | undefined
  readonly kind: 'document' | 'frame' | 'data' | 'script' | 'asset'
  readonly place: RequestPlace
  /** The browser's own word for what was asked: image, stylesheet, font, … */
  readonly resource: string
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
  const placeOf = requestPlaces(context)

  const noteRequest = (request: Request) => {
    const url = request.url()
    if (!url.startsWith('http')) return
    const place = placeOf(request)
    const exchange: Exchange = {
      step: recorder.current(),
      url,
      method: request.method(),
      postData: () => request.postData() ?? undefined,
      kind: kindOf(request, place),
      place,
      resource: request.resourceType(),
      status: undefined,
      headers: {},
      serverMs: undefined,
      finished: false,
      readBody: async () => undefined,
      net: undefined,
    }
    exchanges.push(exchange)
    byRequest.set(request, exchange)
  }
  const change = (request: Request, apply: (exchange: Exchange) => void) => {
    const exchange = byRequest.get(request)
    if (exchange) apply(exchange)
  }
  context.on('request', guarded(noteRequest))
  context.on(
    'response',
    guarded((response) => change(response.request(), (exchange) => noteAnswer(exchange, response))),
  )
  context.on(
    'requestfinished',
    guarded((request) => change(request, (exchange) => (exchange.finished = true))),
  )
  context.on(
    'requestfailed',
    guarded((request) => change(request, (exchange) => (exchange.net = netCode(request)))),
  )
  return exchanges
}

function noteAnswer(exchange: Exchange, response: Response): void {
  exchange.status = response.status()
  exchange.headers = response.headers()
  exchange.readBody = () => within(BODY_LIMIT_MS, response.text())
  const { requestStart, responseStart } = response.request().timing()
  if (requestStart >= 0 && responseStart >= requestStart) exchange.serverMs = responseStart - requestStart
  // What a service worker passed on was counted when the service answered the worker.
  if (response.fromServiceWorker()) return
  const statuses = exchange.step?.statuses
  statuses?.set(exchange.status, (statuses.get(exchange.status) ?? 0) + 1)
}

function netCode(request: Request): string {
  return /ERR_[A-Z0-9_]+/.exec(request.failure()?.errorText ?? '')?.[0] ?? 'ERR_FAILED'
}

function kindOf(request: Request, place: RequestPlace): Exchange['kind'] {
  const type = request.resourceType()
  if (type === 'document') return place === 'frame' ? 'frame' : 'document'
  if (type === 'fetch' || type === 'xhr' || type === 'eventsource') return 'data'
  return type === 'script' || type === 'stylesheet' ? 'script' : 'asset'
}

/** Whether it is the document of a page that the probe opened; not one of a window that opened beside it. */
export function isPage({ kind, place }: Exchange): boolean {
  return kind === 'document' && place === 'page'
}

/**
 * The service's own share of a step (ms): what its navigations waited for the first byte, redirects included; where it
 * had none, the longest wait of a request.
 */
export function serverTime(exchanges: readonly Exchange[], step: OpenStep): number | undefined {
  const own = exchanges.filter((exchange) => exchange.step === step && exchange.serverMs !== undefined)
  const documents = own.filter(isPage)
  const times = (documents.length > 0 ? documents : own).map(({ serverMs }) => serverMs as number)
  if (times.length === 0) return undefined
  return documents.length > 0 ? times.reduce((sum, time) => sum + time, 0) : Math.max(...times)
}
