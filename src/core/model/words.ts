/** Whether a text is a word of a closed list. */
export function isOneOf<Word extends string>(words: readonly Word[], text: string | undefined): text is Word {
  return words.some((word) => word === text)
}

/** The outcome of a run or step. `error`: Doorwatch could not measure. `skipped`: the slot was not run. */
export const OUTCOMES = ['passed', 'slow', 'failed', 'error', 'skipped'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** The state of a surface. */
export const STATES = ['operational', 'degraded', 'down', 'unknown', 'maintenance'] as const
export type State = (typeof STATES)[number]

/** A state that runs can show; maintenance comes from the configuration or a command. */
export type MeasuredState = Exclude<State, 'maintenance'>

/** Why a run was started. */
export const TRIGGERS = ['schedule', 'confirm', 'manual', 'drill'] as const
export type Trigger = (typeof TRIGGERS)[number]

/** Whose fault a failure is. Only `provider` moves a surface's state. */
export const BLAMES = ['provider', 'ours', 'probe', 'network'] as const
export type Blame = (typeof BLAMES)[number]

/** The kind of client that a probe uses. */
const PROBE_KINDS = ['browser', 'api', 'cli'] as const
export type ProbeKind = (typeof PROBE_KINDS)[number]

/**
 * Why a slot was not run. `missed`: the worker did not run or was too busy; `overlap`: the previous run had not ended;
 * `clock_change`: the clock was set past the slot; `suspended`: the machine slept or the worker was stopped.
 */
export const SKIP_REASONS = [
  'missed',
  'overlap',
  'maintenance',
  'budget',
  'clock_change',
  'suspended',
  'storage',
] as const
export type SkipReason = (typeof SKIP_REASONS)[number]

/** The rank of a state, to find the worst of several: higher is worse. */
export const STATE_RANK: Readonly<Record<State, number>> = {
  operational: 0,
  maintenance: 1,
  unknown: 2,
  degraded: 3,
  down: 4,
}

/** The worst of some states; `operational` where there is none. */
export function worstState(states: readonly State[]): State {
  return states.reduce<State>((worst, state) => (STATE_RANK[state] > STATE_RANK[worst] ? state : worst), 'operational')
}

/** The states that alerts are routed by. */
export const ROUTED_STATES = ['down', 'degraded'] as const
export type RoutedState = (typeof ROUTED_STATES)[number]

/** Whether a state is degraded or down. */
export function isBroken(state: string | undefined): state is 'degraded' | 'down' {
  return state === 'degraded' || state === 'down'
}
