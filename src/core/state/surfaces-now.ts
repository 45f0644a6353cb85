import { defined } from '../model/defined.ts'
import type { SurfaceStatus } from '../model/incident.ts'
import type { QuietWindow } from '../model/mute.ts'
import { type ProbeRef, type RunResult, surfaceId } from '../model/run.ts'
import { MINUTE } from '../model/time.ts'
import type { History, WatchedProbe } from '../ports/history.ts'
import { type CurrentState, currentState, type ProbeReport } from './current-state.ts'

/** Interval of a probe whose cadence nobody stored, ms. */
const CADENCE_UNKNOWN = 15 * MINUTE

/** What the states of all surfaces are computed from: stored rows, and the windows that hold. */
export interface StatesInput {
  readonly stored: readonly SurfaceStatus[]
  /** The newest finished run of every probe. */
  readonly lastRuns: readonly Pick<RunResult, 'target' | 'surface' | 'probe' | 'startedAt' | 'durationMs'>[]
  readonly watched: readonly WatchedProbe[]
  readonly windows: readonly QuietWindow[]
  readonly heartbeatAt: number | undefined
  readonly now: number
}

/**
 * The state of every surface that is watched, or was once, in order of target, then surface. Pure.
 * Where no list of probes is stored, as before the first start of a worker, all that ever ran count as watched.
 */
export function currentStates(input: StatesInput): readonly CurrentState[] {
  const { stored, lastRuns, windows, heartbeatAt, now } = input
  const everRun = () => lastRuns.map((run) => ({ ...run, everyMs: CADENCE_UNKNOWN }))
  const watched = input.watched.length > 0 ? input.watched : everRun()
  const surfaces = new Map([...watched, ...lastRuns, ...stored].map((one) => [surfaceId(one), one]))
  const statuses = new Map(stored.map((one) => [surfaceId(one), one]))
  const lastRunOf = new Map(lastRuns.map((run) => [probeKey(run), run]))
  const probesOf = new Map<string, ProbeReport[]>()
  for (const probe of watched) {
    const id = surfaceId(probe)
    const reports = probesOf.get(id) ?? []
    probesOf.set(id, reports)
    reports.push(reportOf(probe, lastRunOf.get(probeKey(probe))))
  }
  return [...surfaces]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, { target, surface }]) => {
      const status = statuses.get(id)
      const probes = probesOf.get(id) ?? []
      return currentState({
        ...{ target, surface, probes, windows, now },
        ...(status ? { stored: status } : {}),
        ...defined({ heartbeatAt }),
      })
    })
}

function probeKey({ target, surface, probe }: ProbeRef): string {
  return JSON.stringify([target, surface, probe])
}

function reportOf({ everyMs }: WatchedProbe, last: StatesInput['lastRuns'][number] | undefined): ProbeReport {
  return { everyMs, ...(last ? { lastEndedAt: last.startedAt + last.durationMs } : {}) }
}

/**
 * Reads the state of every surface at `now` (epoch ms). `maintenance` are the windows of the configuration; `watched`
 * replaces the stored list of probes where the caller runs them itself.
 */
export async function readCurrentStates(
  history: Pick<History, 'surfaces' | 'lastRuns' | 'watched' | 'lastHeartbeat' | 'quietWindows'>,
  options: {
    readonly now: number
    readonly maintenance?: readonly QuietWindow[]
    readonly watched?: readonly WatchedProbe[]
  },
): Promise<readonly CurrentState[]> {
  const { now, maintenance = [] } = options
  const [stored, lastRuns, watched, heartbeatAt, windows] = await Promise.all([
    history.surfaces(),
    history.lastRuns(),
    options.watched ?? history.watched(),
    history.lastHeartbeat(),
    history.quietWindows(now),
  ])
  return currentStates({ stored, lastRuns, watched, heartbeatAt, windows: [...maintenance, ...windows], now })
}
