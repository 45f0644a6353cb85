import type { Door, DoorProbe, ProbeSchedule, RunView } from '../../dashboards/model.ts'
import { type History, MINUTE, type RunRecord, type SurfaceStatus, surfaceId } from '../core/index.ts'
import { failureView } from './clean.ts'
import { bySurface, titleOf } from './names.ts'

/** Runs shown on a card. */
const RECENT = 40
/** A probe is silent once this many intervals (and a minute for its last run) passed without a result. */
const SILENT_INTERVALS = 3
const CADENCE_UNKNOWN = 15 * MINUTE

/** All doors as they stand at `now`. Without schedules, those of all surfaces that were ever judged. */
export async function readDoors(
  history: History,
  schedules: readonly ProbeSchedule[] | undefined,
  now: number,
): Promise<Door[]> {
  const [surfaces, lastRuns] = await Promise.all([history.surfaces(), history.lastRuns()])
  const known = schedules ?? lastRuns.map((run) => ({ ...refOf(run), everyMs: 0 }))
  const probes = await Promise.all(
    known.map(async (schedule) => ({ schedule, recent: await recentRuns(history, schedule) })),
  )
  const statuses = new Map(surfaces.map((status) => [surfaceId(status), status]))
  const ids = new Set(known.map(surfaceId))
  return [...ids]
    .map((id) => {
      const mine = probes.filter(({ schedule }) => surfaceId(schedule) === id)
      return doorOf(mine, statuses.get(id), lastRuns, now)
    })
    .filter((door) => door !== undefined)
    .toSorted(bySurface)
}

function refOf(run: RunRecord): { target: string; surface: string; probe: string } {
  return { target: run.target, surface: run.surface, probe: run.probe }
}

function recentRuns(history: History, schedule: ProbeSchedule): Promise<readonly RunRecord[]> {
  const { target, surface, probe } = schedule
  const outcomes = ['passed', 'slow', 'failed', 'error'] as const
  return history.runs({ target, surface, probe, outcomes, triggers: ['schedule', 'confirm'], limit: RECENT })
}

interface ScheduledProbe {
  readonly schedule: ProbeSchedule
  readonly recent: readonly RunRecord[]
}

function doorOf(
  mine: readonly ScheduledProbe[],
  status: SurfaceStatus | undefined,
  lastRuns: readonly RunRecord[],
  now: number,
): Door | undefined {
  const first = mine[0]?.schedule
  if (!first) return undefined
  const probes = mine.map((one) => probeOf(one, lastRuns)).toSorted((a, b) => a.everyMs - b.everyMs)
  const standing = standingOf(probes, status, now)
  return {
    target: first.target,
    surface: first.surface,
    title: titleOf(first.surface),
    ...standing,
    ...(status?.failure && standing.standing === status.state ? { failure: failureView(status.failure) } : {}),
    probes,
  }
}

/** Old news is no news: a state that no probe has confirmed for a while is shown as unknown. */
function standingOf(
  probes: readonly DoorProbe[],
  status: SurfaceStatus | undefined,
  now: number,
): Pick<Door, 'standing' | 'since' | 'believed'> {
  const heard = probes.flatMap((probe) => (probe.last ? [probe.last.endedAt] : []))
  if (heard.length === 0 || !status) return { standing: 'waiting' }
  const silent = probes.every((probe) => isSilent(probe, now))
  if (silent && status.state !== 'maintenance') {
    return { standing: 'unknown', since: Math.max(...heard), believed: status.state }
  }
  return { standing: status.state, since: status.since }
}

function isSilent(probe: DoorProbe, now: number): boolean {
  return !probe.last || now - probe.last.endedAt > SILENT_INTERVALS * probe.everyMs + MINUTE
}

function probeOf({ schedule, recent }: ScheduledProbe, lastRuns: readonly RunRecord[]): DoorProbe {
  const last = lastRuns.find((run) => run.target === schedule.target && run.probe === schedule.probe)
  const { probe, nextAt, runningSince } = schedule
  return {
    probe,
    everyMs: schedule.everyMs > 0 ? schedule.everyMs : cadenceOf(recent),
    ...(nextAt === undefined ? {} : { nextAt }),
    ...(runningSince === undefined ? {} : { runningSince }),
    ...(last ? { last: runView(last) } : {}),
    recent: recent
      .map((run) => ({ at: run.startedAt, outcome: run.outcome, durationMs: run.durationMs, trigger: run.trigger }))
      .toReversed(),
  }
}

/** The usual time between the slots of a probe, as its newest runs tell. */
function cadenceOf(recent: readonly RunRecord[]): number {
  const slots = recent.filter((run) => run.trigger === 'schedule').map((run) => run.scheduledAt)
  const gaps = slots.slice(1).map((slot, index) => (slots[index] ?? slot) - slot)
  return gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? CADENCE_UNKNOWN
}

function runView(run: RunRecord): RunView {
  return {
    at: run.startedAt,
    endedAt: run.startedAt + run.durationMs,
    outcome: run.outcome,
    durationMs: run.durationMs,
    trigger: run.trigger,
    ...(run.failure ? { failure: failureView(run.failure) } : {}),
  }
}
