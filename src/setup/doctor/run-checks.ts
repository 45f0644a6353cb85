import { formatDuration, MonitorError, messageOf, SECOND, withDeadline } from '../../core/index.ts'
import { type Check, type CheckResult, type Finding, fail } from './check.ts'

/** The findings of each check, in the order of the checks; undefined while one runs. */
export type Progress = readonly (readonly Finding[] | undefined)[]

interface RunChecksOptions {
  /** Timeout of all checks together, ms. */
  readonly overallMs?: number
  /** How long a check that timed out may take to stop what it started, ms. */
  readonly tidyMs?: number
  readonly onProgress?: (progress: Progress) => void
  /** Abandons every check. */
  readonly signal?: AbortSignal
}

const LIMIT_MS = 15 * SECOND
const OVERALL_MS = 50 * SECOND
/** A program gets two seconds between SIGTERM and SIGKILL, and a browser takes about as long. */
const TIDY_MS = 4 * SECOND

/**
 * Runs all checks at the same time. A check that exceeds its timeout, or the one of all checks, becomes a finding.
 * Never throws; the findings are in the order of the checks.
 */
export async function runChecks(checks: readonly Check[], options: RunChecksOptions = {}): Promise<readonly Finding[]> {
  const { overallMs = OVERALL_MS, tidyMs = TIDY_MS, signal: interrupt } = options
  const progress: (readonly Finding[] | undefined)[] = checks.map(() => undefined)
  await Promise.all(
    checks.map(async (check, index) => {
      const results = await once(check, { limitMs: Math.min(check.limitMs ?? LIMIT_MS, overallMs), tidyMs, interrupt })
      progress[index] = results.map((result) => ({ check: check.name, ...result }))
      options.onProgress?.([...progress])
    }),
  )
  return progress.flatMap((findings) => findings ?? [])
}

interface Bounds {
  readonly limitMs: number
  readonly tidyMs: number
  readonly interrupt: AbortSignal | undefined
}

async function once(check: Check, { limitMs, tidyMs, interrupt }: Bounds): Promise<readonly CheckResult[]> {
  let work: Promise<readonly CheckResult[]> | undefined
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

const CHECK_CONFIG = 'Check this part of the config. If it is right, this is a defect of Doorwatch: please report it.'

async function run(check: Check, signal: AbortSignal): Promise<readonly CheckResult[]> {
  try {
    const result = await check.run(signal)
    return 'level' in result ? [result] : result
  } catch (error) {
    return [fail(messageOf(error), (error instanceof MonitorError && error.hint) || CHECK_CONFIG)]
  }
}

function tooLong(limitMs: number): CheckResult {
  return fail(
    `no result within ${formatDuration(limitMs)}`,
    'The network, a disk or a program hangs. Run doctor again, and solve this finding first.',
  )
}
