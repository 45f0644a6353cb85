import { formatDuration, MonitorError, messageOf, SECOND } from '../core/index.ts'
import type { Check, Finding, Found } from './check.ts'

/** How far the checks are: findings of those that ended, by the place of the check. */
export type Progress = readonly (readonly Finding[] | undefined)[]

const LIMIT_MS = 15 * SECOND
const OVERALL_MS = 50 * SECOND

/**
 * Runs all checks side by side. One that takes longer than its limit, or than all together may take, is a finding.
 * Never throws; the findings are in the order of the checks.
 */
export async function runChecks(
  checks: readonly Check[],
  options: { readonly overallMs?: number; readonly onProgress?: (progress: Progress) => void } = {},
): Promise<readonly Finding[]> {
  const overallMs = options.overallMs ?? OVERALL_MS
  const progress: (readonly Finding[] | undefined)[] = checks.map(() => undefined)
  await Promise.all(
    checks.map(async (check, index) => {
      const found = await once(check, Math.min(check.limitMs ?? LIMIT_MS, overallMs))
      progress[index] = found.map((one) => ({ check: check.name, ...one }))
      options.onProgress?.([...progress])
    }),
  )
  return progress.flatMap((found) => found ?? [])
}

async function once(check: Check, limitMs: number): Promise<readonly Found[]> {
  const stop = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const overdue = new Promise<readonly Found[]>((resolve) => {
    timer = setTimeout(() => resolve([tooLong(limitMs)]), limitMs)
  })
  try {
    const found = await Promise.race([run(check, stop.signal), overdue])
    return found
  } finally {
    clearTimeout(timer)
    stop.abort()
  }
}

async function run(check: Check, signal: AbortSignal): Promise<readonly Found[]> {
  try {
    const found = await check.run(signal)
    return 'level' in found ? [found] : found
  } catch (error) {
    const todo = error instanceof MonitorError ? error.hint : undefined
    return [{ level: 'fail', text: messageOf(error), ...(todo ? { todo } : {}) }]
  }
}

function tooLong(limitMs: number): Found {
  return {
    level: 'fail',
    text: `no result within ${formatDuration(limitMs)}`,
    todo: 'Something hangs: the network, a disk or a program. Try again, and look at this one first.',
  }
}
