import type { Broken } from '../faults.ts'

/** A surface that was declared degraded or down. */
export interface Declared {
  readonly target: string
  readonly surface: string
  /** Epoch ms. */
  readonly at: number
  readonly state: string
}

/** A fault counts as the cause of what is declared this long after it was healed: evidence takes a few runs, ms. */
const EVIDENCE_MS = 15_000

/**
 * What was declared of surfaces that were not broken. Pure.
 * @param anyTime the clock was set, so that times say nothing: the surface must have been broken once
 */
export function falseAlarms(
  declared: readonly Declared[],
  broken: readonly Broken[],
  anyTime = false,
): readonly string[] {
  const since = (one: Broken) => (anyTime ? Number.NEGATIVE_INFINITY : one.from)
  const until = (one: Broken) => (anyTime ? Number.POSITIVE_INFINITY : one.to + EVIDENCE_MS)
  return declared
    .filter(
      ({ surface, at }) =>
        !broken.some((period) => period.surface === surface && since(period) <= at && at <= until(period)),
    )
    .map(({ surface, at, state }) => `${surface} was declared ${state} at ${new Date(at).toISOString()}`)
}
