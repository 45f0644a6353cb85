import { formatDuration, MonitorError, messageOf, SECOND, withDeadline } from '../../core/index.ts'
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
  let work: Promise<readonly Found[]> | undefined
  const start = (signal: AbortSignal) => {
    work = run(check, signal)
    return work
  }
  const abandon = () => undefined
  const findings = await withDeadline(start, { limitMs, onLate: abandon, signal: interrupt, onAbort: abandon })
  if (findings) return findings
  if (work) await withDeadline(work, { limitMs: tidyMs, onLate: abandon })
  return interrupt?.aborted ? [] : [tooLong(limitMs)]
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
