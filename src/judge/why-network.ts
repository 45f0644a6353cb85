import { clockTime, type Failure, networkLines } from '../core/index.ts'

/** A run that failed, newest first. */
export interface FailedRun {
  readonly probe: string
  readonly location: string
  /** Epoch ms. */
  readonly startedAt: number
  readonly failure?: Failure
}

const MOST_SHOWN = 3

/**
 * @returns Why failed connections count against the provider or the monitor's own network, with the vote of every control
 * connection; of runs with the same decision, only the newest
 */
export function whyNetwork(runs: readonly FailedRun[]): readonly string[] {
  const decisions = new Map<string, readonly string[]>()
  for (const { failure, probe, location, startedAt } of runs) {
    const lines = failure ? networkLines(failure) : []
    if (!failure || lines.length === 0 || decisions.has(lines.join('\n'))) continue
    const head = `${clockTime(startedAt)}  ${probe} from ${location}: ${failure.message}.`
    decisions.set(lines.join('\n'), [head, ...lines.map((line) => `  ${line}`)])
  }
  const newest = [...decisions.values()].slice(0, MOST_SHOWN).flat()
  return newest.length === 0 ? [] : ['Connections that failed:', ...newest.map((line) => `  ${line}`)]
}
