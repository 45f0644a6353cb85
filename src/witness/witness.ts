import {
  type Backoff,
  backoffMs,
  type Clock,
  defined,
  HOUR,
  joinSignals,
  jsonObject,
  MINUTE,
  type PageReachability,
  SECOND,
} from '../core/index.ts'
import { type Fetched, fetchJson } from './fetch-json.ts'
import { type PageReading, type ReadIncident, readIncidents, readStatusPage } from './parse.ts'

/** The result of one attempt to read the page. */
export type WitnessAnswer =
  | { readonly kind: 'read'; readonly at: number; readonly reading: PageReading }
  /** The page says it has not changed since the last reading. */
  | { readonly kind: 'unchanged'; readonly at: number }
  | {
      readonly kind: 'unreadable'
      readonly at: number
      readonly voice: Exclude<PageReachability, 'heard' | 'unwatched'>
      readonly message: string
      readonly httpStatus?: number
    }

interface WitnessOptions {
  /** Base address of the page, with or without a slash at its end. */
  readonly url: string
  readonly fetch: typeof globalThis.fetch
  readonly clock: Clock
  /** In [0, 1), for jitter. */
  readonly random: () => number
  /** Identifies the reader to the page's owner. */
  readonly userAgent: string
  /** Longest time for one reading, ms. Default: 10 s. */
  readonly deadlineMs?: number
  /** Removes secrets from the page's JSON before any of it is cut, stored or shown. */
  readonly scrub?: (json: unknown) => unknown
}

interface Witness {
  /**
   * Reads the page; undefined during backoff or a `Retry-After`. Never throws.
   * @param open ids of the incidents that were open at the last reading; those no longer listed are looked up in its history
   */
  read(open: readonly string[], signal?: AbortSignal): Promise<WitnessAnswer | undefined>
  /** The incidents of the page's history; undefined where it cannot be read. Never throws. */
  history(signal?: AbortSignal): Promise<readonly ReadIncident[] | undefined>
}

const DEADLINE_MS = 10 * SECOND
const BACKOFF: Backoff = { firstMs: 50 * SECOND, longestMs: 15 * MINUTE, jitter: 0.2 }
const LONGEST_ASKED_WAIT_MS = HOUR

/** State between two readings, in memory only. */
interface ReaderState {
  /** Headers that let the page answer "not changed". */
  validators: Readonly<Record<string, string>>
  failures: number
  /** No request before this time, epoch ms. */
  notBefore: number
}

/** Reads one Statuspage v2 page: conditional requests, one deadline, backoff with jitter while it fails. */
export function createWitness(options: WitnessOptions): Witness {
  const state: ReaderState = { validators: {}, failures: 0, notBefore: Number.NEGATIVE_INFINITY }
  return {
    async read(open, signal) {
      if (options.clock.now() < state.notBefore) return undefined
      const deadline = AbortSignal.timeout(options.deadlineMs ?? DEADLINE_MS)
      const within = joinSignals(signal, deadline)
      try {
        const answer = await get(options, 'summary.json', within.signal, state.validators)
        if (signal?.aborted) return undefined
        return await answerOf(options, state, { answer, open, signal: within.signal })
      } finally {
        within.release()
      }
    },
    async history(signal) {
      const within = joinSignals(signal, AbortSignal.timeout(options.deadlineMs ?? DEADLINE_MS))
      try {
        return await historyOf(options, within.signal)
      } finally {
        within.release()
      }
    },
  }
}

function get(
  { url, fetch, userAgent }: WitnessOptions,
  path: string,
  signal: AbortSignal,
  headers: Readonly<Record<string, string>> = {},
): Promise<Fetched> {
  return fetchJson({ url: `${url.replace(/\/+$/, '')}/api/v2/${path}`, fetch, signal, userAgent, headers })
}

interface Fetching {
  readonly answer: Fetched
  readonly open: readonly string[]
  readonly signal: AbortSignal
}

async function answerOf(
  options: WitnessOptions,
  state: ReaderState,
  { answer, open, signal }: Fetching,
): Promise<WitnessAnswer> {
  const at = options.clock.now()
  if (!answer.ok) {
    const { voice, message, httpStatus, retryAfterMs } = answer
    backOff(options, state, { at, retryAfterMs })
    return { kind: 'unreadable', at, voice, message, ...defined({ httpStatus }) }
  }
  if (answer.unchanged) {
    state.failures = 0
    return { kind: 'unchanged', at }
  }
  const page = readStatusPage(scrubbed(options, answer.json))
  if (!page.ok) {
    backOff(options, state, { at })
    return { kind: 'unreadable', at, voice: 'malformed', message: page.problem }
  }
  state.failures = 0
  state.validators = answer.validators
  return { kind: 'read', at, reading: await withEnded(options, page.reading, { open, signal }) }
}

/** Doubles the wait after every failure, up to 15 min. A longer `Retry-After` applies, up to an hour. */
function backOff(
  { random }: WitnessOptions,
  state: ReaderState,
  { at, retryAfterMs = 0 }: { readonly at: number; readonly retryAfterMs?: number | undefined },
): void {
  state.failures += 1
  state.validators = {}
  const wait = backoffMs(BACKOFF, state.failures, random())
  state.notBefore = at + Math.max(wait, Math.min(retryAfterMs, LONGEST_ASKED_WAIT_MS))
}

/** Adds incidents that were open and are no longer listed, from the page's history; none where it cannot be read. */
async function withEnded(
  options: WitnessOptions,
  reading: PageReading,
  { open, signal }: Pick<Fetching, 'open' | 'signal'>,
): Promise<PageReading> {
  const ended = open.filter((id) => !reading.incidents.some((incident) => incident.id === id))
  if (ended.length === 0) return reading
  const history = (await historyOf(options, signal)) ?? []
  return { ...reading, incidents: [...reading.incidents, ...history.filter(({ id }) => ended.includes(id))] }
}

async function historyOf(options: WitnessOptions, signal: AbortSignal): Promise<readonly ReadIncident[] | undefined> {
  const history = await get(options, 'incidents.json', signal)
  if (!history.ok || history.unchanged) return undefined
  return readIncidents(jsonObject(scrubbed(options, history.json))?.incidents)
}

function scrubbed({ scrub = (json) => json }: WitnessOptions, json: unknown): unknown {
  return scrub(json)
}
