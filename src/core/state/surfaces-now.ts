import { defined } from '../model/defined.ts'
import type { SurfaceStatus } from '../model/incident.ts'
import type { QuietWindow } from '../model/mute.ts'
import { type ProbeRef, type RunResult, surfaceId } from '../model/run.ts'
import { MINUTE } from '../model/time.ts'
import type { History, WatchedProbe } from '../ports/history.ts'
import { type CurrentState, currentState, type ProbeReport } from './current-state.ts'

/** Interval of a probe without a stored cadence, ms. */
const FALLBACK_INTERVAL_MS = 15 * MINUTE

/** The input for the states of all surfaces: stored rows and quiet windows. */
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
 * The states of all current and former surfaces, in order of target, then surface. Pure.
 * If no list of probes is stored (before the first start of a worker), every probe with a run counts as watched.
 */
export function currentStates(input: StatesInput): readonly CurrentState[] {
  const { stored, lastRuns, windows, heartbeatAt, now } = input
  const probesWithRuns = () => lastRuns.map((run) => ({ ...run, everyMs: FALLBACK_INTERVAL_MS }))
  const watched = input.watched.length > 0 ? input.watched : probesWithRuns()
  const surfaces = new Map([...watched, ...lastRuns, ...stored].map((row) => [surfaceId(row), row]))
  const statuses = new Map(stored.map((status) => [surfaceId(status), status]))
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
        ...defined({ stored: status }),
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
 * Reads the state of every surface at `now` (epoch ms).
 * @param options `maintenance`: the windows of the configuration; `watched`: replaces the stored list of probes, for a
 *   caller that runs the probes
 */
export async function readCurrentStates(
  history: Pick<History, 'surfaces' | 'watched' | 'lastHeartbeat' | 'quietWindows'> & {
    lastRuns(): Promise<StatesInput['lastRuns']>
  },
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
