import { quietWindowAt } from '../core/index.ts'
import type { JudgedRun, Policy } from '../judge/index.ts'
import type { Check } from './rules/index.ts'

interface Lane {
  readonly number: number
  previousAt: number | undefined
  lastOkAt: number | undefined
}

/** @returns A function from a run to its check and the number of its surface, counted from 0 in order of appearance. */
export function checks(
  policy: Pick<Policy, 'quiet'>,
): (run: JudgedRun) => { readonly check: Check; readonly lane: number } {
  const targets = new Map<string, Map<string, Lane>>()
  let count = 0
  let target: string | undefined
  let surfaces = new Map<string, Lane>()
  function laneOf(run: JudgedRun): Lane {
    if (run.target !== target) {
      target = run.target
      surfaces = targets.get(target) ?? new Map()
      targets.set(target, surfaces)
    }
    const existing = surfaces.get(run.surface)
    if (existing) return existing
    const lane: Lane = { number: count, previousAt: undefined, lastOkAt: undefined }
    count += 1
    surfaces.set(run.surface, lane)
    return lane
  }
  return (run) => {
    const lane = laneOf(run)
    const check = checkOf(run, lane, policy)
    if (run.trigger === 'schedule') {
      lane.previousAt = check.at
      if (check.ok && !(check.at < (lane.lastOkAt ?? 0))) lane.lastOkAt = check.at
    }
    return { check, lane: lane.number }
  }
}

/** A run that could not measure counts as a failure: other monitors do not tell the two apart. */
function checkOf(run: JudgedRun, { previousAt, lastOkAt }: Lane, policy: Pick<Policy, 'quiet'>): Check {
  return {
    at: run.startedAt + run.durationMs,
    ok: run.outcome === 'passed' || run.outcome === 'slow',
    ms: run.durationMs,
    location: run.location,
    quiet: isQuiet(policy, run),
    previousAt,
    lastOkAt,
    class: run.failure?.class,
  }
}

function isQuiet({ quiet }: Pick<Policy, 'quiet'>, { target, surface, startedAt }: JudgedRun): boolean {
  return quiet.length > 0 && quietWindowAt(quiet, { target, surface, at: startedAt }) !== undefined
}
