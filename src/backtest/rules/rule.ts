import type { FailureClass } from '../../core/index.ts'

/** A run in the form that the paging rules take. */
export interface Check {
  /** End, epoch ms. */
  readonly at: number
  readonly ok: boolean
  /** Duration. */
  readonly ms: number
  readonly location: string
  /** Ends of the previous check and of the last good check of this surface, epoch ms; absent for the first. */
  readonly previousAt?: number | undefined
  readonly lastOkAt?: number | undefined
  readonly class?: FailureClass | undefined
  /** A maintenance window or a mute is active. */
  readonly quiet?: boolean
  /** The rule asked for this check as a retry. */
  readonly retry?: boolean
}

export interface RuleSetup {
  readonly everyMs: number
  readonly locations: number
}

/** The result of a check or a tick: the next state, and whether the rule pages. */
export interface Step<S> {
  readonly state: S
  /** An incident opens: the rule sends its first alert. */
  readonly page?: boolean
  /** The incident is over. */
  readonly clear?: boolean
  /** The rule decides after a retry this much later, ms. */
  readonly retryMs?: number
}

/**
 * The paging rule of another monitor, with the defaults it ships with. One state per surface; pure, like the judge.
 * A rule that depends on the clock also gets a tick every `tickMs`.
 *
 * Rules build their states as full object literals. In V8, spreads such as `{ ...state, on }` give objects of many hidden
 * classes, and over a year of runs that cost more than the rules themselves.
 */
export interface Rule<S> {
  readonly name: string
  start(setup: RuleSetup): S
  apply(state: S, check: Check): Step<S>
  readonly tickMs?: number
  tick?(state: S, now: number): Step<S>
  /**
   * @returns Until when (epoch ms) good checks of at most ORDINARY_MS outside any window, and ticks, lead to no decision: the
   * replay skips them. Without this function the replay plays every check.
   */
  idleUntil?(state: S): number
  /** @returns The state after skipped good checks; the last one ended at `lastOkAt` (epoch ms). */
  catchUp?(state: S, lastOkAt: number): S
}

/** The replay never skips a check that takes longer than this, ms. */
export const ORDINARY_MS = 10_000

/** A rule with its state on one surface. */
export interface RunningRule {
  apply(check: Check): Omit<Step<never>, 'state'>
  tick(now: number): Omit<Step<never>, 'state'>
  readonly tickMs: number | undefined
  idleUntil(): number
  /** Call before the next check or tick, with the end of the last good check (epoch ms): the replay may have skipped it. */
  catchUp(lastOkAt: number): void
  /** @returns A copy with the same state that continues independently. */
  fork(): RunningRule
}

/** The paging rule of another monitor; the type of its state is hidden. */
export interface PagingRule {
  readonly name: string
  run(setup: RuleSetup): RunningRule
}

/** @returns The rule without the type of its state, so that one list holds all rules. */
export function pagingRule<S>(rule: Rule<S>): PagingRule {
  return { name: rule.name, run: (setup) => running(rule, rule.start(setup)) }
}

function running<S>(rule: Rule<S>, from: S): RunningRule {
  // Read once: rules have many hidden classes, and megamorphic property access on every run costs more than the rule.
  const { apply, tick, tickMs, idleUntil, catchUp } = rule
  let state = from
  const keep = (step: Step<S>) => {
    state = step.state
    return step
  }
  return {
    apply: (check) => keep(apply(state, check)),
    tick: (now) => (tick ? keep(tick(state, now)) : {}),
    tickMs,
    idleUntil: () => idleUntil?.(state) ?? 0,
    catchUp(lastOkAt) {
      if (catchUp) state = catchUp(state, lastOkAt)
    },
    fork: () => running(rule, state),
  }
}

/** @returns A step that pages when `on` becomes true and clears when it becomes false. */
export function onChange<S extends { readonly on: boolean }>(before: S, after: S): Step<S> {
  if (before.on === after.on) return { state: after }
  return after.on ? { state: after, page: true } : { state: after, clear: true }
}

/** @returns For `idleUntil`: forever while the rule is calm, else never. */
export function idleWhile(calm: boolean): number {
  return calm ? Number.POSITIVE_INFINITY : 0
}

/** @returns The values with one location set; the same object where nothing changes. */
export function withLocation<T>(values: Readonly<Record<string, T>>, location: string, value: T) {
  return values[location] === value ? values : { ...values, [location]: value }
}
