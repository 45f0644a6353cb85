import type { Broken } from '../faults.ts'

/** A surface that was declared degraded or down. */
export interface Declared {
  readonly surface: string
  /** Epoch ms. */
  readonly at: number
  readonly state: string
}

/** A fault counts as the cause of what is declared this long after it was healed: evidence takes a few runs, ms. */
const EVIDENCE_MS = 15_000

/** What was declared of surfaces that were not broken. Pure. */
export function falseAlarms(declared: readonly Declared[], broken: readonly Broken[]): readonly string[] {
  return declared
    .filter(
      ({ surface, at }) =>
        !broken.some((one) => one.surface === surface && one.from <= at && at <= one.to + EVIDENCE_MS),
    )
    .map(({ surface, at, state }) => `${surface} was said to be ${state} at ${new Date(at).toISOString()}`)
}
