import type { IncomingMessage } from 'node:http'
import { DIRECT, type ProxySettings } from '../../../core/index.ts'
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
import { seconds } from '../../classify/seconds.ts'
import { ObservedFailure, type Thrown } from '../../classify/thrown.ts'
import { diagnoseValue } from '../../classify/value.ts'
import type { Recorder } from '../../record/recorder.ts'
import type { Scrubber } from '../../secrets/scrub.ts'
import type { Driver } from '../driver.ts'
import { readExcerpt, readWhole } from './body.ts'
import { diagnoseReply, diagnoseStranger, requestIdOf } from './errors.ts'
import { parseJson } from './json.ts'
import { asFailure, diagnoseWay, headersOf, send, type Way } from './send.ts'
import { noFirstToken, readStream, type StreamProgress } from './stream.ts'
import { countUsage, countUsageIn } from './usage.ts'

const HEADERS_MS = 10_000
/** A limit of ours ends before the step's own, so that it can say what was missing. */
const BEFORE_STEP_ENDS = 0.95

/** What the client was waiting for. */
interface Waiting {
  answered: boolean
  readonly way: Way
  /** What the last answer means, if its status was an error. */
  refused: Diagnosis | undefined
  /** What the service calls the last request. */
  requestId: string | undefined
  progress: StreamProgress | undefined
}

/** Drives an api probe. `stopped` is aborted when the run is over. */
export function openApiDriver(recorder: Recorder, scrubber: Scrubber, proxy: ProxySettings = DIRECT): Driver {
  const stop = new AbortController()
  const waiting: Waiting = {
    answered: false,
    way: { at: 'name' },
    refused: undefined,
    requestId: undefined,
    progress: undefined,
  }
  /** Before the first step a request has the time of any answer's headers. */
  let limitMs = HEADERS_MS

  const client: HttpClient = {
    request: (url, request = {}) => requestWhole(url, request),
    stream: (url, request) => requestStream(url, request),
  }

  async function head(url: string, request: HttpRequest, withinMs: number): Promise<IncomingMessage> {
    waiting.answered = false
    waiting.refused = undefined
    waiting.requestId = undefined
    waiting.progress = undefined
    const late = new AbortController()
    // What came while this process was busy is heard first.
    const timer = setTimeout(() => setImmediate(() => late.abort()), withinMs)
    const sentAt = performance.now()
    const step = recorder.current()
    try {
      const signal = AbortSignal.any([stop.signal, late.signal])
      const answer = await send(url, request, { signal, way: waiting.way, proxy })
      const headers = headersOf(answer)
      waiting.answered = true
      waiting.requestId = scrubber.data(requestIdOf(headers))
      for (const [name, value] of Object.entries(headerMeasures(headers))) step?.measures.set(name, value)
      const status = answer.statusCode ?? 0
      step?.statuses.set(status, (step.statuses.get(status) ?? 0) + 1)
      step?.measures.set('server_ms', Math.max(step.measures.get('server_ms') ?? 0, performance.now() - sentAt))
      return answer
    } catch (error) {
      if (!late.signal.aborted) throw error
      throw new ObservedFailure(diagnoseWay(waiting.way, `within ${seconds(withinMs)}`), error)
    } finally {
      clearTimeout(timer)
    }
  }

  async function requestWhole(url: string, request: HttpRequest): Promise<HttpReply> {
    const step = recorder.current()
    const answer = await head(url, request, limitMs * BEFORE_STEP_ENDS)
    const headers = headersOf(answer)
    const status = answer.statusCode ?? 0
    // By its status alone until the body is there, which need not ever be.
    if (status >= 300) waiting.refused = diagnoseReply(status, headers, '')
    const { text, cut } = await readWhole(answer).catch((error: unknown) => {
      throw asFailure(error, true)
    })
    countUsageIn(text, step)
    if (status >= 300) waiting.refused = diagnoseReply(status, headers, scrubber.text(text))
    return { status, headers, text, json: () => parseJson({ status, headers, text, cut }, scrubber) }
  }

  async function requestStream(url: string, request: StreamRequest): Promise<StreamReply> {
    const ceiling = limitMs * BEFORE_STEP_ENDS
    const sentAt = performance.now()
    const answer = await head(url, request, Math.min(request.headersMs ?? HEADERS_MS, ceiling))
    const status = answer.statusCode ?? 0
    const headers = headersOf(answer)
    if (status !== 200) {
      throw new ObservedFailure(diagnoseReply(status, headers, scrubber.text(await readExcerpt(answer))))
    }
    if (!/^text\/event-stream\b/i.test(headers['content-type'] ?? '')) {
      const text = scrubber.text(await readExcerpt(answer))
      throw new ObservedFailure(diagnoseStranger(headers, text, 'an event stream'))
    }
    const progress: StreamProgress = {
      sentAt,
      lastSignAt: undefined,
      firstContentAt: undefined,
      lastContentAt: undefined,
      longestGapMs: 0,
      events: 0,
      pings: 0,
    }
    waiting.progress = progress
    const step = recorder.current()
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

  return {
    args: { http: client },
    begin(_step, stepLimitMs) {
      limitMs = stepLimitMs
      return undefined
    },
    settle() {},
    // Scrubbed before anything is cut to length: half a secret is not recognised any more.
    diagnose: async (_step, thrown) => withRequest(diagnoseApi(scrubber.data(thrown), waiting), waiting),
    async end() {
      stop.abort()
      return []
    },
    abort: () => stop.abort(),
  }
}

/** Names the request that the failure is about, whatever the failure: support asks for nothing else first. */
function withRequest(diagnosis: Diagnosis, { requestId }: Waiting): Diagnosis {
  if (requestId === undefined) return diagnosis
  const parts = [`request ${requestId.slice(0, 100)}`, diagnosis.detail]
  return { ...diagnosis, detail: parts.filter(Boolean).join('; ') }
}

/** A step that took too long is told by what the client was waiting for. */
function diagnoseApi(thrown: Thrown, { answered, way, refused, progress }: Waiting): Diagnosis {
  if (refused) return refused
  if (thrown.kind !== 'overdue') return diagnoseValue(thrown)
  const within = `within ${seconds(thrown.limitMs ?? 0)}`
  if (!answered) return diagnoseWay(way, within)
  if (!progress) return { class: 'stalled', message: `the answer began and did not end ${within}` }
  if (progress.firstContentAt === undefined) return noFirstToken(progress, within)
  const silentMs = performance.now() - (progress.lastContentAt ?? 0)
  if (silentMs > 2 * Math.max(progress.longestGapMs, 500)) {
    return { class: 'stalled', message: `no more tokens for ${seconds(silentMs)}` }
  }
  return { class: 'timeout', message: `the stream did not end ${within}` }
}
