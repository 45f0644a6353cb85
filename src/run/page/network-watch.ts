import type { BrowserContext, Request, Response } from '@playwright/test'
import { within } from '../async/within.ts'
import type { OpenStep, Recorder } from '../record/recorder.ts'
import { guarded, type RequestPlace, requestPlaces } from './request-place.ts'

const BODY_LIMIT_MS = 500

/** A request of a page, with its answer. `document`: the page itself; `frame`: a page inside it; `data`: fetched by scripts. */
export interface Exchange {
  readonly step: OpenStep | undefined
  readonly url: string
  readonly method: string
  /** The body of the request; undefined where it has none, or the browser does not give it. */
  readonly postData: () => string | undefined
  readonly kind: 'document' | 'frame' | 'data' | 'script' | 'asset'
  readonly place: RequestPlace
  /** Playwright's resource type: image, stylesheet, font, … */
  readonly resource: string
  status: number | undefined
  headers: Readonly<Record<string, string>>
  /** From request sent to first byte of the answer (ms), by the browser's clock. */
  serverMs: number | undefined
  /** The whole body arrived. */
  finished: boolean
  /** The body of the answer, as far as it arrived; undefined where the browser does not give it. */
  readBody: () => Promise<string | undefined>
  /** Chromium's error code: ERR_CONNECTION_RESET. */
  net: string | undefined
}

/** Records every exchange of a context, and counts each status in the step that sent the request. */
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
  const update = (request: Request, apply: (exchange: Exchange) => void) => {
    const exchange = byRequest.get(request)
    if (exchange) apply(exchange)
  }
  context.on('request', guarded(noteRequest))
  context.on(
    'response',
    guarded((response) => update(response.request(), (exchange) => noteAnswer(exchange, response))),
  )
  context.on(
    'requestfinished',
    guarded((request) => update(request, (exchange) => (exchange.finished = true))),
  )
  context.on(
    'requestfailed',
    guarded((request) => update(request, (exchange) => (exchange.net = netCode(request)))),
  )
  return exchanges
}

function noteAnswer(exchange: Exchange, response: Response): void {
  exchange.status = response.status()
  exchange.headers = response.headers()
  exchange.readBody = () => within(BODY_LIMIT_MS, response.text())
  const { requestStart, responseStart } = response.request().timing()
  if (requestStart >= 0 && responseStart >= requestStart) exchange.serverMs = responseStart - requestStart
  // Already counted as the answer to the service worker.
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

/** Whether it is the document of a page that the probe opened, not of a popup. */
export function isPage({ kind, place }: Exchange): boolean {
  return kind === 'document' && place === 'page'
}

/**
 * The service's share of a step (ms): the time its navigations waited for their first byte, redirects included. Without a
 * navigation, the longest such wait of a request.
 */
export function serverTime(exchanges: readonly Exchange[], step: OpenStep): number | undefined {
  const answered = exchanges.filter((exchange) => exchange.step === step && exchange.serverMs !== undefined)
  const documents = answered.filter(isPage)
  const times = (documents.length > 0 ? documents : answered).map(({ serverMs }) => serverMs as number)
  if (times.length === 0) return undefined
  return documents.length > 0 ? times.reduce((sum, time) => sum + time, 0) : Math.max(...times)
}
