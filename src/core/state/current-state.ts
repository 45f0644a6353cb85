import { defined } from '../model/defined.ts'
import type { Failure } from '../model/failure.ts'
import type { SurfaceStatus } from '../model/incident.ts'
import { type QuietWindow, quietWindowAt } from '../model/mute.ts'
import type { MeasuredState, State } from '../model/words.ts'
import { isSilent, isWorkerAlive } from './silence.ts'

/** When a probe of a surface last reported. */
export interface ProbeReport {
  readonly everyMs: number
  /** End of its last finished run, epoch ms; absent before the first one. */
  readonly lastEndedAt?: number
}

/** Everything the state of one surface is computed from. */
export interface StateInput {
  readonly target: string
  readonly surface: string
  /** What the judge stored last; absent before the first verdict. */
  readonly stored?: SurfaceStatus
  /** The probes that watch the surface now. */
  readonly probes: readonly ProbeReport[]
  readonly windows: readonly QuietWindow[]
  /** The last heartbeat of a worker, epoch ms; absent where none is running. */
  readonly heartbeatAt?: number
  /** Epoch ms. */
  readonly now: number
}

/**
 * What the measured state rests on. `judged`: on runs. The others give `unknown`: `waiting` for the first verdict,
 * `silent`: no run was reported for too long, `no-worker`: nothing measures now, `no-probe`: no probe watches the
 * surface, `retired`: the configuration does not contain it any more.
 */
export type StateBasis = 'judged' | 'waiting' | 'silent' | 'no-worker' | 'no-probe' | 'retired'

/** The end and the reason of a quiet window that holds now. */
export interface QuietNow {
  /** Epoch ms. */
  readonly until: number
  readonly reason?: string
}

/** The state of one surface at one moment. */
export interface CurrentState {
  readonly target: string
  readonly surface: string
  /** `maintenance` while a maintenance window holds, else the measured state. */
  readonly state: State
  /** What the runs say, whatever window holds. */
  readonly measured: MeasuredState
  readonly basis: StateBasis
  /** When the state began, or the last report where the measurements stopped; epoch ms. */
  readonly since: number
  /** The last judged state, where the measurements stopped. */
  readonly believed?: State
  readonly reason?: string
  readonly failure?: Failure
  readonly maintenance?: QuietNow
  /** Alerts are silenced; the state is not affected. */
  readonly mute?: QuietNow
}

type Measured = Pick<CurrentState, 'measured' | 'basis' | 'since' | 'believed' | 'reason' | 'failure'>

/**
 * The state of a surface at `now`: the one answer that commands, dashboard, report, API and alerts show. Pure.
 * Measurements count while a worker is alive and a probe reports (see isSilent); a mute changes nothing; a maintenance
 * window is shown together with the measured state, and only while it holds.
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
    ...(inMaintenance ? { maintenance: quietNow(maintenance) } : {}),
    ...(mute ? { mute: quietNow(mute) } : {}),
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
    ...defined({ reason }),
    ...(failure ? { failure } : {}),
  }
}

/** What the judge measured, whether or not a maintenance window held at its last verdict. */
function judgedState({ state, measured }: SurfaceStatus): MeasuredState {
  return state === 'maintenance' ? (measured ?? 'unknown') : state
}

/** A probe that could not be loaded leaves its surface unknown, for the reason that the worker stored. */
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
