import { type Clock, HOUR, joinSignals, MINUTE, type PageReachability, SECOND } from '../core/index.ts'
import { type Fetched, fetchJson } from './fetch-json.ts'
import { type PageReading, readIncidents, readStatusPage } from './parse.ts'

/** What one attempt to read the page came to. */
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

export interface WitnessOptions {
  /** Base address of the page, with or without a slash at its end. */
  readonly url: string
  readonly fetch: typeof globalThis.fetch
  readonly clock: Clock
  /** In [0, 1), for jitter. */
  readonly random: () => number
  /** Says who is reading. */
  readonly userAgent: string
  /** Longest time for one reading, ms. Default: 10 s. */
  readonly deadlineMs?: number
  /** Takes secrets out of what the page says, before anything of it is cut, kept or shown. */
  readonly scrub?: (json: unknown) => unknown
}

export interface Witness {
  /**
   * Reads the page, unless it asked us to wait or failed a moment ago: then undefined. Never throws.
   * `open`: ids of the incidents that were open at the last reading; how one that is gone ended is looked up.
   */
  read(open: readonly string[], signal?: AbortSignal): Promise<WitnessAnswer | undefined>
}

const DEADLINE_MS = 10 * SECOND
const FIRST_WAIT_MS = 50 * SECOND
const LONGEST_WAIT_MS = 15 * MINUTE
const LONGEST_ASKED_WAIT_MS = HOUR

/** A polite reader of one Statuspage v2 page: conditional requests, one deadline, longer waits while it fails. */
export function createWitness(options: WitnessOptions): Witness {
  const { scrub = (json) => json } = options
  const base = options.url.replace(/\/+$/, '')
  let validators: Readonly<Record<string, string>> = {}
  let failures = 0
  let notBefore = Number.NEGATIVE_INFINITY

  const get = (path: string, headers: Readonly<Record<string, string>>, signal: AbortSignal) =>
    fetchJson({ url: `${base}/api/v2/${path}`, fetch: options.fetch, signal, userAgent: options.userAgent, headers })

  function failed(answer: Extract<WitnessAnswer, { kind: 'unreadable' }>, askedMs: number | undefined): WitnessAnswer {
    failures += 1
    validators = {}
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures - 1)) * (0.9 + options.random() * 0.2)
    notBefore = answer.at + Math.max(wait, Math.min(askedMs ?? 0, LONGEST_ASKED_WAIT_MS))
    return answer
  }

  /** Incidents that were open and are no longer listed, as the page's history tells them; none where it cannot be read. */
  async function ended(reading: PageReading, open: readonly string[], signal: AbortSignal): Promise<PageReading> {
    const gone = open.filter((id) => !reading.incidents.some((incident) => incident.id === id))
    if (gone.length === 0) return reading
    const history = await get('incidents.json', {}, signal)
    const list = history.ok ? (scrub(history.json) as { incidents?: unknown } | null)?.incidents : undefined
    const found = readIncidents(list).filter(({ id }) => gone.includes(id))
    return { ...reading, incidents: [...reading.incidents, ...found] }
  }

  async function understand(answer: Fetched, open: readonly string[], signal: AbortSignal): Promise<WitnessAnswer> {
    const at = options.clock.now()
    if (!answer.ok) {
      const { voice, message, httpStatus } = answer
      const status = httpStatus === undefined ? {} : { httpStatus }
      return failed({ kind: 'unreadable', at, voice, message, ...status }, answer.retryAfterMs)
    }
    if (answer.unchanged) {
      failures = 0
      return { kind: 'unchanged', at }
    }
    const page = readStatusPage(scrub(answer.json))
    if (!page.ok) return failed({ kind: 'unreadable', at, voice: 'malformed', message: page.problem }, undefined)
    failures = 0
    validators = answer.validators
    return { kind: 'read', at, reading: await ended(page.reading, open, signal) }
  }

  return {
    async read(open, signal) {
      if (options.clock.now() < notBefore) return undefined
      const deadline = AbortSignal.timeout(options.deadlineMs ?? DEADLINE_MS)
      const within = joinSignals(signal, deadline)
      try {
        const answer = await get('summary.json', validators, within.signal)
        if (signal?.aborted) return undefined
        return await understand(answer, open, within.signal)
      } finally {
        within.release()
      }
    },
  }
}
