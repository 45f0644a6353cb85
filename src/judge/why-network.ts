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
 * Why the failed connections among `runs` count as the provider's or as our network's, with the vote of every control. Of
 * runs that were decided alike only the newest is shown.
 */
export function whyNetwork(runs: readonly FailedRun[]): readonly string[] {
  const shown = new Map<string, readonly string[]>()
  for (const { failure, probe, location, startedAt } of runs) {
    const lines = failure ? networkLines(failure) : []
    if (!failure || lines.length === 0 || shown.has(lines.join('\n'))) continue
    const head = `${clockTime(startedAt)}  ${probe} from ${location}: ${failure.message}.`
    shown.set(lines.join('\n'), [head, ...lines.map((line) => `  ${line}`)])
  }
  const decided = [...shown.values()].slice(0, MOST_SHOWN).flat()
  return decided.length === 0 ? [] : ['Connections that failed:', ...decided.map((line) => `  ${line}`)]
}
