import type { IncomingMessage } from 'node:http'
import type { ProxySettings } from '../../../core/index.ts'
import type {
  HttpClient,
  HttpReply,
  HttpRequest,
  StreamEvent,
  StreamReply,
  StreamRequest,
} from '../../../probe/index.ts'
import type { Diagnosis } from '../../classify/diagnosis.ts'
import { headerMeasures } from '../../classify/rate-limits.ts'
import { requestIdOf } from '../../classify/request-id.ts'
import { seconds } from '../../classify/seconds.ts'
import { ObservedFailure } from '../../classify/thrown.ts'
import type { Recorder } from '../../record/recorder.ts'
import { declaredLength, type OpenRequest, openRequest } from '../../record/requests.ts'
import type { Scrubber } from '../../secrets/scrub.ts'
import { readExcerpt, readWhole } from './body.ts'
import { diagnoseReply, diagnoseStranger } from './errors.ts'
import { failureCode } from './failure-code.ts'
import { parseJson } from './json.ts'
import { asFailure, diagnoseWay, headersOf, methodOf, send, type Way } from './send.ts'
import { readStream } from './stream.ts'
import { type StreamProgress, startProgress } from './stream-progress.ts'
import { countUsage, countUsageIn } from './usage.ts'

const HEADERS_MS = 10_000
/** Share of the step's limit after which a request ends, so that it can say what was missing. */
const BEFORE_STEP_ENDS = 0.95

/** How far the last request came. */
export interface RequestState {
  readonly way: Way
  readonly answered: boolean
  /** What its answer means, if the status was an error. */
  readonly refused?: Diagnosis | undefined
  /** What the service calls it. */
  readonly requestId?: string | undefined
  readonly progress?: StreamProgress | undefined
}

interface ClientDeps {
  readonly recorder: Recorder
  readonly scrubber: Scrubber
  readonly proxy: ProxySettings
  /** Ends every request. */
  readonly signal: AbortSignal
}

/** The `http` of an api probe. Records statuses, timings and usage in the current step. */
export class ApiClient implements HttpClient {
  /** Time (ms) of the step under way. A request before the first step may take as long as headers may. */
  limitMs = HEADERS_MS
  readonly #deps: ClientDeps
  #state: RequestState = { way: { at: 'name' }, answered: false }

  constructor(deps: ClientDeps) {
    this.#deps = deps
  }

  get state(): RequestState {
    return this.#state
  }

  request(url: string, request: HttpRequest = {}): Promise<HttpReply> {
    return this.#recorded(url, request, (sent) => this.#request(url, request, sent))
  }

  stream(url: string, request: StreamRequest): Promise<StreamReply> {
    return this.#recorded(url, request, (sent) => this.#stream(url, request, sent))
  }

  /** Records the request in the current step until `exchange` has ended. */
  async #recorded<T>(url: string, request: HttpRequest, exchange: (sent: OpenRequest) => Promise<T>): Promise<T> {
    const sent = openRequest(url, methodOf(request), performance.now())
    this.#deps.recorder.current()?.requests.push(sent)
    try {
      return await exchange(sent)
    } catch (error) {
      sent.net = failureCode(error, sent.status)
      throw error
    } finally {
      sent.endedAt = performance.now()
    }
  }

  async #request(url: string, request: HttpRequest, sent: OpenRequest): Promise<HttpReply> {
    const { scrubber, recorder } = this.#deps
    const step = recorder.current()
    const answer = await this.#head(url, request, { sent, withinMs: this.limitMs * BEFORE_STEP_ENDS })
    const headers = headersOf(answer)
    const status = answer.statusCode ?? 0
    // By its status alone, for a body that never arrives.
    if (status >= 300) this.#note({ refused: diagnoseReply(status, headers, '') })
    const { text, cut } = await readWhole(answer).catch((error: unknown) => {
      throw asFailure(error, true)
    })
    countUsageIn(text, step)
    if (status >= 300) this.#note({ refused: diagnoseReply(status, headers, scrubber.text(text)) })
    return { status, headers, text, json: () => parseJson({ status, headers, text, cut }, scrubber) }
  }

  async #stream(url: string, request: StreamRequest, sent: OpenRequest): Promise<StreamReply> {
    const withinMs = Math.min(request.headersMs ?? HEADERS_MS, this.limitMs * BEFORE_STEP_ENDS)
    const answer = await this.#head(url, request, { sent, withinMs })
    await requireEventStream(answer, this.#deps.scrubber)
    const progress = startProgress(sent.begunAt)
    this.#note({ progress })
    const step = this.#deps.recorder.current()
    const count = countUsage(step)
    const content = (event: StreamEvent) => {
      count(event.json)
      return request.content(event)
    }
    const reply = await readStream(answer, { ...request, content }, progress)
    step?.measures.set('ttft_ms', reply.firstContentMs)
    step?.measures.set('longest_gap_ms', reply.longestGapMs)
    return reply
  }

  /** Sends a request and waits for the head of its answer. */
  async #head(
    url: string,
    request: HttpRequest,
    { sent, withinMs }: { readonly sent: OpenRequest; readonly withinMs: number },
  ): Promise<IncomingMessage> {
    const { signal: stopped, proxy } = this.#deps
    const { way } = this.#state
    this.#state = { way, answered: false }
    const late = new AbortController()
    // Answers that arrived while this process was busy are read before the limit ends the request.
    const timer = setTimeout(() => setImmediate(() => late.abort()), withinMs)
    const step = this.#deps.recorder.current()
    try {
      const answer = await send(url, request, { signal: AbortSignal.any([stopped, late.signal]), way, proxy })
      const headers = headersOf(answer)
      this.#note({ answered: true, requestId: this.#deps.scrubber.data(requestIdOf(headers)) })
      for (const [name, value] of Object.entries(headerMeasures(headers))) step?.measures.set(name, value)
      const status = answer.statusCode ?? 0
      sent.status = status
      sent.bytes = declaredLength(headers)
      step?.statuses.set(status, (step.statuses.get(status) ?? 0) + 1)
      step?.measures.set('server_ms', Math.max(step.measures.get('server_ms') ?? 0, performance.now() - sent.begunAt))
      return answer
    } catch (error) {
      if (!late.signal.aborted) throw error
      throw new ObservedFailure(diagnoseWay(way, `within ${seconds(withinMs)}`), error)
    } finally {
      clearTimeout(timer)
    }
  }

  #note(change: Partial<RequestState>): void {
    this.#state = { ...this.#state, ...change }
  }
}

/** @throws ObservedFailure where the status is not 200 or the body is no event stream */
async function requireEventStream(answer: IncomingMessage, scrubber: Scrubber): Promise<void> {
  const status = answer.statusCode ?? 0
  const headers = headersOf(answer)
  if (status === 200 && /^text\/event-stream\b/i.test(headers['content-type'] ?? '')) return
  const text = scrubber.text(await readExcerpt(answer))
  throw new ObservedFailure(
    status === 200 ? diagnoseStranger(headers, text, 'an event stream') : diagnoseReply(status, headers, text),
  )
}
