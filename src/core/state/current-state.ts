import { defined } from '../model/defined.ts'
import type { Failure } from '../model/failure.ts'
import type { SurfaceStatus } from '../model/incident.ts'
import { type QuietWindow, quietWindowAt } from '../model/mute.ts'
import type { MeasuredState, State } from '../model/words.ts'
import { isSilent, isWorkerAlive } from './silence.ts'

/** The last report of a probe. */
export interface ProbeReport {
  readonly everyMs: number
  /** End of the last finished run, epoch ms; absent before the first one. */
  readonly lastEndedAt?: number
}

/** The input for the state of one surface. */
export interface StateInput {
  readonly target: string
  readonly surface: string
  /** The last stored status; absent before the first verdict. */
  readonly stored?: SurfaceStatus
  /** The probes of the surface. */
  readonly probes: readonly ProbeReport[]
  readonly windows: readonly QuietWindow[]
  /** The last heartbeat of a worker, epoch ms; absent if none runs. */
  readonly heartbeatAt?: number
  /** Epoch ms. */
  readonly now: number
}

/**
 * What the measured state is based on. `judged`: runs. The others give `unknown`. `waiting`: there is no verdict yet;
 * `silent`: no run was reported for too long; `no-worker`: no worker runs; `no-probe`: the surface has no probe;
 * `retired`: the configuration no longer contains the surface.
 */
export type StateBasis = 'judged' | 'waiting' | 'silent' | 'no-worker' | 'no-probe' | 'retired'

/** The end and the reason of an active quiet window. */
export interface QuietNow {
  /** Epoch ms. */
  readonly until: number
  readonly reason?: string
}

/** The state of one surface at one time. */
export interface CurrentState {
  readonly target: string
  readonly surface: string
  /** `maintenance` during a maintenance window, else the measured state. */
  readonly state: State
  /** The state by the runs, also during a maintenance window. */
  readonly measured: MeasuredState
  readonly basis: StateBasis
  /** When the state began, or the last report if the measurements stopped; epoch ms. */
  readonly since: number
  /** The last judged state, if the measurements stopped. */
  readonly believed?: State
  readonly reason?: string
  readonly failure?: Failure
  readonly maintenance?: QuietNow
  /** A mute stops alerts and does not change the state. */
  readonly mute?: QuietNow
}

type Measured = Pick<CurrentState, 'measured' | 'basis' | 'since' | 'believed' | 'reason' | 'failure'>

/**
 * The state of a surface at `now`. Commands, dashboard, report, API and alerts all show this one. Pure.
 * Measurements count while a worker is alive and a probe reports (see isSilent). A mute changes nothing. A maintenance
 * window shows together with the measured state, from its start to its end.
 */
export function currentState(input: StateInput): CurrentState {
  const { target, surface, windows, now } = input
  const measured = measuredState(input)
  const windowOf = (kind: QuietWindow['kind']) => quietWindowAt(windows, { target, surface, at: now, kind })
  const [maintenance, mute] = [windowOf('maintenance'), windowOf('mute')]
  const inMaintenance = maintenance !== undefined && measured.basis !== 'retired'
  return {
    target,
    surface,
    ...measured,
    state: inMaintenance ? 'maintenance' : measured.measured,
    since: inMaintenance ? maintenance.from : measured.since,
    ...defined({ maintenance: inMaintenance ? quietNow(maintenance) : undefined, mute: mute && quietNow(mute) }),
  }
}

function quietNow({ to, reason }: QuietWindow): QuietNow {
  return { until: to, ...defined({ reason }) }
}

const NO_RUN_YET = 'No run has been judged yet.'

function measuredState({ stored, probes, heartbeatAt, now }: StateInput): Measured {
  const last = Math.max(0, ...probes.map(({ lastEndedAt = 0 }) => lastEndedAt))
  if (stored?.retiredAt !== undefined && probes.length === 0) return retired(stored, stored.retiredAt)
  if (!isWorkerAlive(heartbeatAt, now)) {
    return unmeasured('no-worker', 'No worker is running, so nothing is measured.', stored, last || now)
  }
  if (probes.length === 0) return withoutProbe(stored, now)
  if (!stored || stored.retiredAt !== undefined || last === 0) {
    const reason = !stored && last > 0 ? 'No run could measure it yet; doorwatch why gives the cause.' : NO_RUN_YET
    return unmeasured('waiting', reason, undefined, last || now)
  }
  if (probes.every(({ everyMs, lastEndedAt = 0 }) => isSilent({ quietMs: now - lastEndedAt, everyMs }))) {
    return unmeasured('silent', 'No run was reported for two intervals.', stored, last)
  }
  return judged(stored)
}

function judged(stored: SurfaceStatus): Measured {
  const { since, reason, failure } = stored
  return {
    measured: judgedState(stored),
    basis: 'judged',
    since,
    ...defined({ reason, failure }),
  }
}

/** The state by the runs, also if the last verdict was in a maintenance window. */
function judgedState({ state, measured }: SurfaceStatus): MeasuredState {
  return state === 'maintenance' ? (measured ?? 'unknown') : state
}

/** If a probe could not be loaded, the stored status is unknown and has the reason. */
function withoutProbe(stored: SurfaceStatus | undefined, now: number): Measured {
  if (stored && judgedState(stored) === 'unknown') return { ...judged(stored), basis: 'no-probe' }
  return unmeasured('no-probe', 'No probe watches it.', stored, stored?.since ?? now)
}

function retired({ reason }: SurfaceStatus, since: number): Measured {
  return { measured: 'unknown', basis: 'retired', since, reason: reason ?? 'It is no longer watched.' }
}

function unmeasured(basis: StateBasis, reason: string, stored: SurfaceStatus | undefined, since: number): Measured {
  const believed = stored && judgedState(stored)
  return {
    measured: 'unknown',
    basis,
    since,
    reason,
    ...(believed && believed !== 'unknown' ? { believed } : {}),
  }
}
