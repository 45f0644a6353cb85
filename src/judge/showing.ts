import { isSilent, type MeasuredState, quietWindowAt, SECOND, type SilentProbe, type State } from '../core/index.ts'
import { type ActiveTime, type StreamMemory, type SurfaceMemory, surfaceIn, type TargetMemory } from './memory.ts'
import { isSilenceNoted } from './notices.ts'
import type { Policy } from './policy.ts'

/** Upper limit of the active time between two ticks, ms. */
const LONGEST_STEP_MS = 30 * SECOND
/** Active time advances in steps of at least this, so that not every tick is written, ms. */
const SHORTEST_STEP_MS = 5 * SECOND

/** @returns The active time at `now` (epoch ms), where it was `time` before. */
export function advanceTime(time: ActiveTime, now: number): ActiveTime {
  const passed = now - time.now
  if (passed >= 0 && passed < SHORTEST_STEP_MS) return time
  const active = time.now === 0 ? 0 : Math.min(LONGEST_STEP_MS, Math.max(0, passed))
  return { now, activeMs: time.activeMs + active }
}

/** A state of a surface and its reason; under maintenance with the state by the runs. */
export interface ShownState {
  readonly state: State
  readonly measured?: MeasuredState
  readonly why: string
}

/** @returns The state of a surface as it is stored. A mute does not change it; under maintenance it includes the measured state. */
export function shownState(
  memory: TargetMemory,
  surface: SurfaceMemory,
  name: string,
  policy: Policy,
  now: number,
): ShownState {
  const measured = measuredState(memory, name, surface)
  if (policy.quiet.length === 0) return measured
  const place = { target: memory.target.name, surface: name }
  const window = quietWindowAt(policy.quiet, { ...place, at: now, kind: 'maintenance' })
  if (!window) return measured
  const why = window.reason ? `Under maintenance: ${window.reason}.` : 'Under maintenance.'
  return { state: 'maintenance', measured: measured.state, why }
}

interface Measured {
  readonly state: MeasuredState
  readonly why: string
}

/** The condition, or `unknown` where silence or the monitor's own network hides it. */
function measuredState(memory: TargetMemory, name: string, surface: SurfaceMemory): Measured {
  if (surface.condition === 'unjudged') return { state: 'unknown', why: 'No run has been judged yet.' }
  if (surface.unseen !== undefined) return { state: 'unknown', why: surface.unseen }
  if (isUnmeasured(memory, name, surface)) return { state: 'unknown', why: whyUnmeasured(memory, name, surface) }
  if (surface.suspended && surface.condition === 'operational') {
    return { state: 'unknown', why: 'The monitor cannot measure it: its own network fails.' }
  }
  return { state: surface.condition, why: whyBack(surface) }
}

function whyBack(surface: SurfaceMemory): string {
  if (surface.condition !== 'operational') return 'The fault that was declared before continues.'
  return surface.state === 'maintenance' ? 'The window ended and all is well.' : 'Runs are reported again and pass.'
}

function whyUnmeasured(memory: TargetMemory, name: string, surface: SurfaceMemory): string {
  const ids = Object.keys(surface.streams)
  const quietMs = memory.time.activeMs - Math.max(...ids.map((id) => reportedMs(memory.streams.get(id))))
  const longest = Math.max(...Object.values(surface.streams))
  const silent = ids.some((id) => isNotedSilent(memory, name, id)) || isSilent({ quietMs, everyMs: longest })
  return silent ? 'No run was reported for two intervals.' : 'No run could measure it for two intervals.'
}

/** The active time at which a stream last reported a run, measured or not. */
function reportedMs(stream: StreamMemory | undefined): number {
  return stream ? Math.max(stream.lastSeenMs, stream.reportedMs ?? 0) : 0
}

/** Whether a surface has streams and none of them measures. */
function isUnmeasured(memory: TargetMemory, name: string, surface: SurfaceMemory): boolean {
  let streams = 0
  for (const id in surface.streams) {
    streams += 1
    if (!isStreamUnmeasured(memory, name, surface, id)) return false
  }
  return streams > 0
}

/**
 * A stream is unmeasured while a notice says that its probe is silent; once its runs could not measure for two intervals,
 * and then until one measures; and where other streams reported while this one did not. Silence alone is not enough: no slot
 * may have been due, or none could have run.
 */
function isStreamUnmeasured(memory: TargetMemory, name: string, surface: SurfaceMemory, id: string): boolean {
  if (isNotedSilent(memory, name, id)) return true
  const stream = memory.streams.get(id)
  const isTroubled = stream?.reportedMs !== undefined
  if (isTroubled && surface.state === 'unknown') return true
  const quietMs = memory.time.activeMs - (stream?.lastSeenMs ?? 0)
  const everyMs = surface.streams[id] ?? 0
  if (!isSilent({ quietMs, everyMs })) return false
  // A cadence that fell since the last run gives it more time until the next one.
  const patience = Math.max(everyMs, everyMsNow(memory, stream))
  if (!isSilent({ quietMs, everyMs: patience })) return false
  if (isTroubled) return true
  const newest = Object.keys(surface.streams).reduce(
    (most, other) => Math.max(most, reportedMs(memory.streams.get(other))),
    0,
  )
  return isSilent({ quietMs: newest - reportedMs(stream), everyMs: patience })
}

function isNotedSilent({ notices, streams, target }: TargetMemory, surface: string, id: string): boolean {
  const stream = streams.get(id)
  return stream !== undefined && isSilenceNoted(notices, { target: target.name, surface, probe: stream.probe })
}

function everyMsNow({ target }: TargetMemory, stream: StreamMemory | undefined): number {
  return target.probes.find(({ probe }) => probe === stream?.probe)?.everyMs ?? 0
}

/** @returns Probes that have not reported for two intervals, from any location. */
export function silentProbes(memory: TargetMemory): readonly Omit<SilentProbe, 'target'>[] {
  const reported = new Map<string, number>()
  for (const stream of memory.streams.values()) {
    reported.set(stream.probe, Math.max(reported.get(stream.probe) ?? 0, reportedMs(stream)))
  }
  const silent: Omit<SilentProbe, 'target'>[] = []
  for (const { surface, probe, everyMs } of memory.target.probes) {
    const since = Math.max(surfaceIn(memory, surface).watchedMs, reported.get(probe) ?? 0)
    const silentMs = memory.time.activeMs - since
    if (isSilent({ quietMs: silentMs, everyMs })) silent.push({ surface, probe, silentMs })
  }
  return silent
}
