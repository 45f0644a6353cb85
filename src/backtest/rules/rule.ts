import type { FailureClass } from '../../core/index.ts'

/** One run of a check as other monitors see it. */
export interface Check {
  /** Epoch ms when it ended. */
  readonly at: number
  readonly ok: boolean
  readonly ms: number
  readonly location: string
  /** When the check of this surface before it ended, and the last good one before it; absent for the first. */
  readonly previousAt?: number | undefined
  readonly lastOkAt?: number | undefined
  readonly class?: FailureClass | undefined
  /** A maintenance window or mute holds. */
  readonly quiet?: boolean
  /** Run again because the rule asked for it. */
  readonly retry?: boolean
}

export interface RuleSetup {
  readonly everyMs: number
  readonly locations: number
}

/** What a rule makes of a check or of the time: its next state, and whether it tells anybody. */
export interface Step<S> {
  readonly state: S
  /** The first message of an incident goes out. */
  readonly page?: boolean
  /** The incident is over. */
  readonly clear?: boolean
  /** The run is not over: try again after this time, ms. */
  readonly retryMs?: number
}

/**
 * The paging rule of another monitor, with the defaults it ships with. One state per surface; pure, like the judge.
 * A rule whose decision hangs on the clock is also asked every `tickMs`.
 *
 * Its states are written out rather than spread: to V8 nearly every `{ ...state, on }` is an object of a kind of its own,
 * and over a year of runs that cost more than the rules themselves.
 */
export interface Rule<S> {
  readonly name: string
  /** The rule in one line. */
  readonly words: string
  start(setup: RuleSetup): S
  apply(state: S, check: Check): Step<S>
  readonly tickMs?: number
  tick?(state: S, now: number): Step<S>
  /**
   * Until when (epoch ms) good checks of ordinary length outside any window, and time, would change nothing that
   * matters: they need not be played. Without it every check is.
   */
  restsUntil?(state: S): number
  /** What good checks that were not played change after all; the last of them ended at `lastOkAt` (epoch ms). */
  rested?(state: S, lastOkAt: number): S
}

/** A check longer than this is never of ordinary length, ms. */
export const ORDINARY_MS = 10_000

/** A rule at work on one surface. */
export interface RunningRule {
  apply(check: Check): Omit<Step<never>, 'state'>
  tick(now: number): Omit<Step<never>, 'state'>
  readonly tickMs: number | undefined
  restsUntil(): number
  /** Told, before the next check or tick, when the last good check ended: it may not have been played. */
  rested(lastOkAt: number): void
  /** The same rule in the same state, to go on on its own. */
  fork(): RunningRule
}

/** A rule whose kind of state nobody outside needs to know. */
export interface Baseline {
  readonly name: string
  readonly words: string
  run(setup: RuleSetup): RunningRule
}

/** Hides the state of a rule, so that rules of all kinds can be run side by side. */
export function baselineOf<S>(rule: Rule<S>): Baseline {
  return { name: rule.name, words: rule.words, run: (setup) => running(rule, rule.start(setup)) }
}

function running<S>(rule: Rule<S>, from: S): RunningRule {
  // Taken out once: rules are of as many shapes as there are, and looking into one for every run costs more than the rule.
  const { apply, tick, tickMs, restsUntil, rested } = rule
  let state = from
  const keep = (step: Step<S>) => {
    state = step.state
    return step
  }
  return {
    apply: (check) => keep(apply(state, check)),
    tick: (now) => (tick ? keep(tick(state, now)) : {}),
    tickMs,
    restsUntil: () => restsUntil?.(state) ?? 0,
    rested(lastOkAt) {
      if (rested) state = rested(state, lastOkAt)
    },
    fork: () => running(rule, state),
  }
}

/** Page on the change to bad, clear on the change to good. */
export function onChange<S extends { readonly on: boolean }>(before: S, after: S): Step<S> {
  if (before.on === after.on) return { state: after }
  return after.on ? { state: after, page: true } : { state: after, clear: true }
}

/** Rests as long as nothing is wrong. */
export function whileCalm(calm: boolean): number {
  return calm ? Number.POSITIVE_INFINITY : 0
}

/** Values by location with one of them set; the same object where it was so already. */
export function withLocation<T>(values: Readonly<Record<string, T>>, location: string, value: T) {
  return values[location] === value ? values : { ...values, [location]: value }
}
