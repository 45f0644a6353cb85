import { formatDuration, joinSignals, MonitorError, messageOf, SECOND } from '../../core/index.ts'
import { type Check, type Finding, type Found, fail } from './check.ts'

/** How far the checks are: findings of those that ended, by the place of the check. */
export type Progress = readonly (readonly Finding[] | undefined)[]

export interface RunChecksOptions {
  readonly overallMs?: number
  /** What was given up may take so long to end what it had started. */
  readonly tidyMs?: number
  readonly onProgress?: (progress: Progress) => void
  /** Somebody does not want to wait any longer: every check is given up. */
  readonly signal?: AbortSignal
}

const LIMIT_MS = 15 * SECOND
const OVERALL_MS = 50 * SECOND
/** A program gets two seconds to end in order before it is killed, and a browser takes about as long. */
const TIDY_MS = 4 * SECOND

/**
 * Runs all checks side by side. One that takes longer than its limit, or than all together may take, is a finding.
 * Never throws; the findings are in the order of the checks.
 */
export async function runChecks(checks: readonly Check[], options: RunChecksOptions = {}): Promise<readonly Finding[]> {
  const { overallMs = OVERALL_MS, tidyMs = TIDY_MS, signal: interrupt } = options
  const progress: (readonly Finding[] | undefined)[] = checks.map(() => undefined)
  await Promise.all(
    checks.map(async (check, index) => {
      const found = await once(check, { limitMs: Math.min(check.limitMs ?? LIMIT_MS, overallMs), tidyMs, interrupt })
      progress[index] = found.map((one) => ({ check: check.name, ...one }))
      options.onProgress?.([...progress])
    }),
  )
  return progress.flatMap((found) => found ?? [])
}

interface Bounds {
  readonly limitMs: number
  readonly tidyMs: number
  readonly interrupt: AbortSignal | undefined
}

async function once(check: Check, { limitMs, tidyMs, interrupt }: Bounds): Promise<readonly Found[]> {
  const stop = new AbortController()
  const { signal, release } = joinSignals(stop.signal, interrupt)
  const late = setTimeout(() => stop.abort(), limitMs)
  const work = run(check, signal)
  await Promise.race([work, aborted(signal)])
  const givenUp = signal.aborted
  clearTimeout(late)
  stop.abort()
  release()
  if (!givenUp) return work
  await upTo(tidyMs, work)
  return interrupt?.aborted ? [] : [tooLong(limitMs)]
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}

async function upTo(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const over = new Promise((resolve) => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([work, over])
  clearTimeout(timer)
}

const LOOK_AT_CONFIG =
  'Look at what the config says of this. Where that is right, the mistake is in Doorwatch: please report it.'

async function run(check: Check, signal: AbortSignal): Promise<readonly Found[]> {
  try {
    const found = await check.run(signal)
    return 'level' in found ? [found] : found
  } catch (error) {
    return [fail(messageOf(error), (error instanceof MonitorError && error.hint) || LOOK_AT_CONFIG)]
  }
}

function tooLong(limitMs: number): Found {
  return fail(
    `no result within ${formatDuration(limitMs)}`,
    'Something hangs: the network, a disk or a program. Try again, and look at this one first.',
  )
}
