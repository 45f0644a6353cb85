import { idleWhile, type Rule, type Step, withLocation } from './rule.ts'

type Result = 'passing' | 'degraded' | 'failing'

interface Checking {
  readonly latest: Readonly<Record<string, Result>>
  readonly status: Result
  /** The rule has alerted for the current status. */
  readonly on: boolean
  /** The failure began in a maintenance window: Checkly never alerts it later. */
  readonly silenced: boolean
}

const DEGRADED_MS = 10_000
const FAILING_MS = 20_000
const RANK: Readonly<Record<Result, number>> = { passing: 0, degraded: 1, failing: 2 }

/** Checkly: run-based escalation after one run, API limits of 10 s (degraded) and 20 s (failing), no retries set. */
export const checkly: Rule<Checking> = {
  name: 'checkly',
  start: () => ({ latest: {}, status: 'passing', on: false, silenced: false }),
  apply(state, check) {
    const result: Result =
      !check.ok || check.ms > FAILING_MS ? 'failing' : check.ms > DEGRADED_MS ? 'degraded' : 'passing'
    const latest = withLocation(state.latest, check.location, result)
    const status = Object.values(latest).reduce((a, b) => (RANK[a] >= RANK[b] ? a : b))
    const { on, silenced } = state
    return move(state, { latest, status, on, silenced }, check.quiet === true)
  },
  idleUntil: ({ status, on }) => idleWhile(status === 'passing' && !on),
}

function move(before: Checking, after: Checking, quiet: boolean): Step<Checking> {
  if (after.status === 'passing') {
    const state = { ...after, on: false, silenced: false }
    return before.on ? { state, clear: true } : { state }
  }
  if (quiet) return { state: { ...after, silenced: true } }
  // From degraded to failing always escalates, whatever the threshold.
  const escalated = before.status === 'degraded' && after.status === 'failing'
  if (before.on && !escalated) return { state: after }
  if (after.silenced && !escalated) return { state: after }
  return { state: { ...after, on: true }, page: true }
}
