/** What a run or step came to. `error`: we could not measure. `skipped`: the slot was not run. */
export const OUTCOMES = ['passed', 'slow', 'failed', 'error', 'skipped'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** What we believe of a surface now. */
export const STATES = ['operational', 'degraded', 'down', 'unknown', 'maintenance'] as const
export type State = (typeof STATES)[number]

/** What runs alone can show of a surface; maintenance is announced. */
export type MeasuredState = Exclude<State, 'maintenance'>

/** Why a run was started. */
export const TRIGGERS = ['schedule', 'confirm', 'manual', 'drill'] as const
export type Trigger = (typeof TRIGGERS)[number]

/** Whose fault a failure is. Only `provider` moves a surface's state. */
export const BLAMES = ['provider', 'ours', 'probe', 'network'] as const
export type Blame = (typeof BLAMES)[number]

/** Which kind of client a probe drives. */
export const PROBE_KINDS = ['browser', 'api', 'cli'] as const
export type ProbeKind = (typeof PROBE_KINDS)[number]

/**
 * Why a slot was not run. `missed`: the worker was not running or too busy; `overlap`: the run before had not ended;
 * `clock_change`: the clock was set past it; `suspended`: the machine slept or the worker was stopped.
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

/** How bad a state is, for "the worst of these": higher is worse. */
export const STATE_RANK: Readonly<Record<State, number>> = {
  operational: 0,
  maintenance: 1,
  unknown: 2,
  degraded: 3,
  down: 4,
}

/** Whether a surface in this state does not do its work, or not all of it. */
export function isBroken(state: string | undefined): state is 'degraded' | 'down' {
  return state === 'degraded' || state === 'down'
}
