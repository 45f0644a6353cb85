import {
  type Backoff,
  backoffMs,
  type Clock,
  codeOf,
  defined,
  formatDuration,
  type Log,
  MINUTE,
  messageOf,
  type RunResult,
  retryAfterMs,
  SECOND,
  type Secret,
} from '../../core/index.ts'
import { type TraceSource, traceRequest } from './otlp.ts'

/** Runs that wait at most; the oldest are dropped then. At five runs a minute this is a working day. */
const MOST_WAITING = 2_000
const RUNS_PER_REQUEST = 100
const REQUEST_MS = 10 * SECOND
/** Attempts of one request, the first included. */
const MOST_ATTEMPTS = 6
const BACKOFF: Backoff = { firstMs: 5 * SECOND, longestMs: 5 * MINUTE, jitter: 0.2 }
/** Answers after which the same request may be sent again, by the specification of OTLP/HTTP. */
const RETRYABLE = [429, 502, 503, 504]

/** How many runs were delivered and dropped, since the start. */
export interface TraceCounts {
  readonly delivered: number
  /** Refused by the collector, also in part; given up after several attempts; or too many waited. */
  readonly dropped: number
}

/** Sends runs as traces. Adding one never waits and never fails. */
export interface TraceExporter {
  add(run: RunResult): void
  /** Sends what waits and is due. @param stopping aborts the request that is under way */
  flush(stopping?: AbortSignal): Promise<void>
  counts(): TraceCounts
}

interface TraceExporterDeps extends TraceSource {
  readonly url: string
  readonly headers: Readonly<Record<string, Secret>>
  readonly fetch: typeof fetch
  readonly clock: Pick<Clock, 'now'>
  /** A number in [0, 1). */
  readonly random: () => number
  readonly log: Pick<Log, 'warn' | 'info'>
  /** A copy of plain data without the secrets of the configuration. */
  readonly scrub: <T>(data: T) => T
}

interface Batch {
  readonly runs: readonly RunResult[]
  attempts: number
}

/** Creates an exporter that posts OTLP as JSON to one address. */
export function createTraceExporter(deps: TraceExporterDeps): TraceExporter {
  const waiting: RunResult[] = []
  const counts = { delivered: 0, dropped: 0 }
  let batch: Batch | undefined
  let dueAt = 0
  let problem: string | undefined

  /** Logs the first failure and the next success, not every one between them. */
  function report(why: string | undefined): void {
    if (why === problem) return
    if (why === undefined) deps.log.info('traces are delivered again')
    else deps.log.warn('traces are not delivered', { why, key: 'traces.url' })
    problem = why
  }

  function settle({ runs, attempts }: Batch, outcome: Outcome): boolean {
    report(outcome.why)
    if (outcome.retryAfterMs !== undefined && attempts < MOST_ATTEMPTS) {
      dueAt = deps.clock.now() + Math.max(outcome.retryAfterMs, backoffMs(BACKOFF, attempts, deps.random()))
      return false
    }
    batch = undefined
    counts[outcome.why === undefined ? 'delivered' : 'dropped'] += runs.length
    return true
  }

  return {
    add(run) {
      waiting.push(run)
      if (waiting.length > MOST_WAITING) {
        waiting.shift()
        counts.dropped += 1
      }
    },
    async flush(stopping) {
      while (!stopping?.aborted && (batch !== undefined || waiting.length > 0)) {
        // A clock that was set back must not delay the next attempt for long.
        const waitMs = dueAt - deps.clock.now()
        if (waitMs > 0 && waitMs <= BACKOFF.longestMs) return
        batch ??= { runs: waiting.splice(0, RUNS_PER_REQUEST), attempts: 0 }
        batch.attempts += 1
        const outcome = await post(deps, batch.runs, stopping)
        // What a stop cut off was no attempt of the collector's.
        if (stopping?.aborted && outcome.why !== undefined) return
        if (!settle(batch, outcome)) return
      }
    },
    counts: () => ({ ...counts }),
  }
}

/** How a request ended: `why` it was not taken, and after which time (ms) it may be sent again. */
interface Outcome {
  readonly why?: string
  readonly retryAfterMs?: number
}

async function post(
  deps: TraceExporterDeps,
  runs: readonly RunResult[],
  stopping: AbortSignal | undefined,
): Promise<Outcome> {
  const limit = AbortSignal.timeout(REQUEST_MS)
  const { version, dashboardUrl } = deps
  const request = traceRequest(runs, { version, ...defined({ dashboardUrl }) })
  try {
    const response = await deps.fetch(deps.url, {
      method: 'POST',
      headers: {
        ...Object.fromEntries(Object.entries(deps.headers).map(([name, value]) => [name, value.reveal()])),
        ...{ 'content-type': 'application/json', 'user-agent': `Doorwatch/${version}` },
      },
      body: JSON.stringify(deps.scrub(request)),
      redirect: 'manual',
      signal: stopping ? AbortSignal.any([stopping, limit]) : limit,
    })
    const text = await response.text()
    if (response.ok) return rejectedIn(text)
    const why = `the collector answered HTTP ${response.status}`
    if (!RETRYABLE.includes(response.status)) return { why }
    return { why, retryAfterMs: Math.min(BACKOFF.longestMs, retryAfterMs(response.headers) ?? 0) }
  } catch (error) {
    return { why: `the collector did not answer ${howSilent(error)}`, retryAfterMs: 0 }
  }
}

/** A collector may take a request in part; what it rejected is not sent again, by the specification. */
function rejectedIn(text: string): Outcome {
  try {
    const { partialSuccess } = JSON.parse(text) as { partialSuccess?: { rejectedSpans?: string | number } }
    const rejected = Number(partialSuccess?.rejectedSpans ?? 0)
    return rejected > 0 ? { why: `the collector rejected ${rejected} spans` } : {}
  } catch {
    return {}
  }
}

/** 'within 10 s' or '(ECONNREFUSED)' */
function howSilent(error: unknown): string {
  const code = codeOf(error)
  return code === 'ABORT_ERR' ? `within ${formatDuration(REQUEST_MS)}` : `(${code ?? messageOf(error)})`
}
