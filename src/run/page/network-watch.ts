import type { BrowserContext, Request, Response } from '@playwright/test'
import { within } from '../async/within.ts'
import type { OpenStep, Recorder } from '../record/recorder.ts'
import { declaredLength, type OpenRequest, openRequest } from '../record/requests.ts'
import { guarded, type RequestPlace, requestPlaces } from './request-place.ts'

const BODY_LIMIT_MS = 500

/** A request of a page, with its answer. `document`: the page itself; `frame`: a page inside it; `data`: fetched by scripts. */
export interface Exchange extends OpenRequest {
  readonly step: OpenStep | undefined
  /** The body of the request; undefined where it has none, or the browser does not give it. */
  readonly postData: () => string | undefined
  readonly kind: 'document' | 'frame' | 'data' | 'script' | 'asset'
  readonly place: RequestPlace
  /** Playwright's resource type: image, stylesheet, font, … */
  readonly resource: string
  headers: Readonly<Record<string, string>>
  /** From request sent to first byte of the answer (ms), by the browser's clock. */
  serverMs: number | undefined
  /** The whole body arrived. */
  finished: boolean
  /** The body of the answer, as far as it arrived; undefined where the browser does not give it. */
  readBody: () => Promise<string | undefined>
}

/** Records every exchange of a context, also in the step that sent the request, and counts its status there. */
export function watchNetwork(context: BrowserContext, recorder: Recorder): readonly Exchange[] {
  const exchanges: Exchange[] = []
  const byRequest = new WeakMap<Request, Exchange>()
  const placeOf = requestPlaces(context)

  const noteRequest = (request: Request) => {
    const url = request.url()
    if (!url.startsWith('http')) return
    const place = placeOf(request)
    const exchange: Exchange = {
      ...openRequest(url, request.method(), recorder.now()),
      step: recorder.current(),
      postData: () => request.postData() ?? undefined,
      kind: kindOf(request, place),
      place,
      resource: request.resourceType(),
      headers: {},
      serverMs: undefined,
      finished: false,
      readBody: async () => undefined,
    }
    exchanges.push(exchange)
    exchange.step?.requests.push(exchange)
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
    guarded((request) =>
      update(request, (exchange) => {
        exchange.finished = true
        exchange.endedAt = recorder.now()
      }),
    ),
  )
  context.on(
    'requestfailed',
    guarded((request) =>
      update(request, (exchange) => {
        exchange.net = netCode(request)
        exchange.endedAt = recorder.now()
      }),
    ),
  )
  return exchanges
}

function noteAnswer(exchange: Exchange, response: Response): void {
  exchange.status = response.status()
  exchange.headers = response.headers()
  exchange.bytes = declaredLength(exchange.headers)
  exchange.readBody = () => within(BODY_LIMIT_MS, response.text())
  const { requestStart, responseStart } = response.request().timing()
  if (requestStart >= 0 && responseStart >= requestStart) exchange.serverMs = responseStart - requestStart
  const { step } = exchange
  if (!step) return
  // Already counted as the answer to the service worker.
  if (response.fromServiceWorker()) step.requests.splice(step.requests.indexOf(exchange), 1)
  else step.statuses.set(exchange.status, (step.statuses.get(exchange.status) ?? 0) + 1)
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
