import type { ProbeSchedule, RunDot, RunView, SurfaceProbe, SurfaceView } from '../../dashboards/model/model.ts'
import {
  type CurrentState,
  currentStates,
  defined,
  type History,
  oneLine,
  type ProbeRef,
  type QuietWindow,
  type RecentRun,
  type RunRecord,
  surfaceId,
  surfaceTitle,
} from '../core/index.ts'
import { failureView, LONGEST_LINE } from './failure-view.ts'
import { groupBy } from './group.ts'
import { ASSUMED_INTERVAL_MS } from './intervals.ts'
import { bySurface } from './names.ts'

/** Runs shown on a card. */
const RECENT = 40

interface SurfacesAt {
  /** Epoch ms. */
  readonly now: number
  /** Every scheduled probe. Default: the probes of the last worker, or those with stored runs. */
  readonly plans?: readonly ProbeSchedule[]
  /** The maintenance windows of the configuration. */
  readonly maintenance?: readonly QuietWindow[]
}

/** The state of every surface at `now`, without retired ones and without the newest runs (see withRecentRuns). */
export async function readSurfaces(history: History, at: SurfacesAt): Promise<readonly SurfaceView[]> {
  const { now, plans, maintenance = [] } = at
  const [stored, lastRuns, listed, heartbeatAt, windows] = await Promise.all([
    history.surfaces(),
    history.lastRuns(),
    plans ?? history.watched(),
    history.lastHeartbeat(),
    history.quietWindows(now),
  ])
  const watched = await withCadence(history, plans || listed.length > 0 ? listed : lastRuns.map(unplanned))
  const states = currentStates({
    ...{ stored, lastRuns, watched, heartbeatAt, now },
    windows: [...maintenance, ...windows],
  })
  const lastRunOf = new Map(lastRuns.map((run) => [probeKey(run), run]))
  const schedules = groupBy(watched, surfaceId)
  return states
    .filter(({ basis }) => basis !== 'retired')
    .map((state) =>
      surfaceView(
        state,
        (schedules.get(surfaceId(state)) ?? []).map((schedule) => probeOf(schedule, lastRunOf.get(probeKey(schedule)))),
      ),
    )
    .toSorted(bySurface)
}

/** The surfaces with the newest runs of their probes, oldest first, by one query. */
export async function withRecentRuns(
  history: History,
  surfaces: readonly SurfaceView[],
): Promise<readonly SurfaceView[]> {
  const probes = surfaces.flatMap(({ target, surface, probes }) =>
    probes.map(({ probe }) => ({ target, surface, probe })),
  )
  if (probes.length === 0) return surfaces
  const runs = groupBy(await history.recentRuns({ probes, limit: RECENT }), probeKey)
  return surfaces.map((surface) => ({
    ...surface,
    probes: surface.probes.map((schedule) => ({
      ...schedule,
      recent: (runs.get(probeKey({ ...surface, probe: schedule.probe })) ?? []).map(dotOf).toReversed(),
    })),
  }))
}

function probeKey({ target, surface, probe }: ProbeRef): string {
  return JSON.stringify([target, surface, probe])
}

/** A run as a bar of a strip. */
export function dotOf({ startedAt, outcome, durationMs, trigger }: RecentRun): RunDot {
  return { at: startedAt, outcome, durationMs, trigger }
}

function unplanned({ target, surface, probe }: ProbeRef): ProbeSchedule {
  return { target, surface, probe, everyMs: 0 }
}

/** Fills in missing intervals with the median time between the newest slots of the probe. */
async function withCadence(history: History, schedules: readonly ProbeSchedule[]): Promise<readonly ProbeSchedule[]> {
  const probes = schedules.filter(({ everyMs }) => everyMs <= 0)
  if (probes.length === 0) return schedules
  const runs = groupBy(await history.recentRuns({ probes, limit: RECENT }), probeKey)
  return schedules.map((schedule) =>
    schedule.everyMs > 0 ? schedule : { ...schedule, everyMs: cadenceOf(runs.get(probeKey(schedule)) ?? []) },
  )
}

function surfaceView(current: CurrentState, probes: readonly SurfaceProbe[]): SurfaceView {
  const { target, surface, state, measured, basis, since, believed, reason, failure, maintenance, mute } = current
  return {
    target,
    surface,
    title: surfaceTitle(surface),
    standing: basis === 'waiting' && state === 'unknown' ? 'waiting' : state,
    measured,
    basis,
    ...(basis === 'waiting' ? {} : { since }),
    ...defined({
      believed,
      reason: reason && oneLine(reason, LONGEST_LINE),
      failure: failure && failureView(failure),
      maintenance: maintenance && quietView(maintenance),
      mute: mute && quietView(mute),
    }),
    probes: probes.toSorted((a, b) => a.everyMs - b.everyMs),
  }
}

function quietView({ until, reason }: NonNullable<CurrentState['mute']>): NonNullable<SurfaceView['mute']> {
  return { until, ...defined({ reason: reason && oneLine(reason, 120) }) }
}

function probeOf(schedule: ProbeSchedule, last: RunRecord | undefined): SurfaceProbe {
  const { probe, everyMs, nextAt, runningSince } = schedule
  return {
    ...{ probe, everyMs },
    ...defined({ nextAt, runningSince, last: last && runView(last) }),
    recent: [],
  }
}

/** Median time between the scheduled slots of the newest runs, ms. */
function cadenceOf(recent: readonly RecentRun[]): number {
  const slots = recent.filter((run) => run.trigger === 'schedule').map((run) => run.scheduledAt)
  const gaps = slots.slice(1).map((slot, index) => (slots[index] ?? slot) - slot)
  return gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? ASSUMED_INTERVAL_MS
}

function runView(run: RunRecord): RunView {
  return {
    at: run.startedAt,
    endedAt: run.startedAt + run.durationMs,
    outcome: run.outcome,
    durationMs: run.durationMs,
    trigger: run.trigger,
    ...defined({ failure: run.failure && failureView(run.failure) }),
  }
}
