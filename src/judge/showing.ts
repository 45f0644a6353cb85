import {
  isSilent,
  type JudgeMemory,
  type MeasuredState,
  quietWindowAt,
  SECOND,
  type SilentProbe,
  type State,
} from '../core/index.ts'
import { type LivedTime, noticesIn, type SurfaceMemory, streamIn, surfaceIn, targetIn, timeIn } from './memory.ts'
import { isSilenceNoted } from './notices.ts'
import type { Policy } from './policy.ts'

/** Of the time between two looks at the clock at most this much counts as lived, ms. */
const LONGEST_STEP_MS = 30 * SECOND
/** The clock is written down at least this far apart, so that looking at it costs no write each time, ms. */
const SHORTEST_STEP_MS = 5 * SECOND

/** The lived time at `now` (epoch ms). */
export function timeAt(memory: JudgeMemory, now: number): LivedTime {
  return laterThan(timeIn(memory), now)
}

/** The lived time at `now` (epoch ms), where it was `time` before. */
export function laterThan(time: LivedTime, now: number): LivedTime {
  const passed = now - time.now
  if (passed >= 0 && passed < SHORTEST_STEP_MS) return time
  const lived = time.now === 0 ? 0 : Math.min(LONGEST_STEP_MS, Math.max(0, passed))
  return { now, livedMs: time.livedMs + lived }
}

/** A state of a surface and why; under maintenance with the state that the runs show all the same. */
export interface ShownState {
  readonly state: State
  readonly measured?: MeasuredState
  readonly why: string
}

/** The state of a surface as it is stored. A mute does not change it; a maintenance window is shown with what is measured. */
export function shownState(
  memory: JudgeMemory,
  surface: SurfaceMemory,
  name: string,
  policy: Policy,
  now: number,
): ShownState {
  const seen = measuredState(memory, name, surface)
  const target = targetIn(memory)?.name ?? ''
  const window = quietWindowAt(policy.quiet, { target, surface: name, at: now, kind: 'maintenance' })
  if (!window) return seen
  const why = window.reason ? `Under maintenance: ${window.reason}.` : 'Under maintenance.'
  return { state: 'maintenance', measured: seen.state, why }
}

/** Silence and our own network make it unknown. */
function measuredState(
  memory: JudgeMemory,
  name: string,
  surface: SurfaceMemory,
): { readonly state: MeasuredState; readonly why: string } {
  if (surface.condition === 'unjudged') return { state: 'unknown', why: 'No run has been judged yet.' }
  if (surface.unseen !== undefined) return { state: 'unknown', why: surface.unseen }
  if (hasNotMeasured(memory, name, surface)) return { state: 'unknown', why: whyUnmeasured(memory, name, surface) }
  if (surface.suspended && surface.condition === 'operational') {
    return { state: 'unknown', why: 'Our own network fails, so nothing can be said.' }
  }
  return { state: surface.condition, why: whyBack(surface) }
}

function whyBack(surface: SurfaceMemory): string {
  if (surface.condition !== 'operational') return 'What was seen before still holds: the fault persists.'
  return surface.state === 'maintenance' ? 'The window ended and all is well.' : 'Runs are reported again and pass.'
}

/** Runs that only met trouble of our own measured nothing, and runs that were not reported neither. */
function whyUnmeasured(memory: JudgeMemory, name: string, surface: SurfaceMemory): string {
  const streams = Object.keys(surface.streams)
  const since = Math.max(...streams.map((stream) => reportedMs(memory, stream)))
  const longest = Math.max(...Object.values(surface.streams))
  const silent =
    streams.some((stream) => isNotedSilent(memory, name, stream)) ||
    isSilent({ quietMs: timeIn(memory).livedMs - since, everyMs: longest })
  return silent ? 'No run was reported for two intervals.' : 'No run could measure it for two intervals.'
}

/** The lived time at which a stream last reported a run, whatever came of it. */
function reportedMs(memory: JudgeMemory, stream: string): number {
  const known = streamIn(memory, stream)
  return Math.max(known.heardMs, known.reportedMs ?? 0)
}

function hasNotMeasured(memory: JudgeMemory, name: string, surface: SurfaceMemory): boolean {
  let streams = 0
  for (const stream in surface.streams) {
    streams += 1
    if (!isUnmeasured(memory, name, surface, stream)) return false
  }
  return streams > 0
}

/**
 * A stream is unmeasured while its probe is noted as silent; once its runs met trouble of our own for two intervals, and
 * then until one measures; and where other locations reported while this one did not. That it was not heard for long is
 * not enough: no slot may have been due, or none could have run.
 */
function isUnmeasured(memory: JudgeMemory, name: string, surface: SurfaceMemory, stream: string): boolean {
  if (isNotedSilent(memory, name, stream)) return true
  const { heardMs, reportedMs: troubledMs } = streamIn(memory, stream)
  const isTroubled = troubledMs !== undefined
  if (isTroubled && surface.state === 'unknown') return true
  // A cadence that fell since the last run has more time until the next one.
  const everyMs = Math.max(surface.streams[stream] ?? 0, everyMsNow(memory, stream))
  if (!isSilent({ quietMs: timeIn(memory).livedMs - heardMs, everyMs })) return false
  return isTroubled || Object.keys(surface.streams).some((other) => isAhead(memory, other, stream, everyMs))
}

function isNotedSilent(memory: JudgeMemory, surface: string, stream: string): boolean {
  const probe = stream.slice(0, stream.indexOf('@'))
  return isSilenceNoted(noticesIn(memory), { target: targetIn(memory)?.name ?? '', surface, probe })
}

function everyMsNow(memory: JudgeMemory, stream: string): number {
  return targetIn(memory)?.probes.find(({ probe }) => stream.startsWith(`${probe}@`))?.everyMs ?? 0
}

/** Whether one stream reported although another one has been silent since. */
function isAhead(memory: JudgeMemory, other: string, stream: string, everyMs: number): boolean {
  return isSilent({ quietMs: reportedMs(memory, other) - reportedMs(memory, stream), everyMs })
}

/** Probes that have not reported for two intervals, from any location. */
export function silentProbes(memory: JudgeMemory): readonly Omit<SilentProbe, 'target'>[] {
  const { livedMs } = timeIn(memory)
  const silent: Omit<SilentProbe, 'target'>[] = []
  for (const { surface: name, probe, everyMs } of targetIn(memory)?.probes ?? []) {
    const surface = surfaceIn(memory, name)
    let heardMs = surface.watchedMs
    for (const stream in surface.streams) {
      if (stream.startsWith(`${probe}@`)) heardMs = Math.max(heardMs, reportedMs(memory, stream))
    }
    const silentMs = livedMs - heardMs
    if (isSilent({ quietMs: silentMs, everyMs })) silent.push({ surface: name, probe, silentMs })
  }
  return silent
}
