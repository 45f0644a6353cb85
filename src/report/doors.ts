import type { Door, DoorProbe, ProbeSchedule, RunView } from '../../dashboards/model.ts'
import {
  type CurrentState,
  type History,
  MINUTE,
  probeId,
  type QuietWindow,
  type RunRecord,
  readCurrentStates,
  surfaceId,
} from '../core/index.ts'
import { clean, failureView } from './clean.ts'
import { bySurface, titleOf } from './names.ts'

/** Runs shown on a card. */
const RECENT = 40
const CADENCE_UNKNOWN = 15 * MINUTE

export interface DoorsAt {
  /** Epoch ms. */
  readonly now: number
  /** What is probed, and how often; without it, what the worker watched last, or what ever ran. */
  readonly plans?: readonly ProbeSchedule[]
  /** The maintenance windows of the configuration. */
  readonly maintenance?: readonly QuietWindow[]
}

/** All doors as they stand at `now`, retired ones left out. */
export async function readDoors(history: History, at: DoorsAt): Promise<Door[]> {
  const lastRuns = await history.lastRuns()
  const schedules = at.plans ?? (await schedulesOf(history, lastRuns))
  const probes = await Promise.all(
    schedules.map(async (schedule) => ({ schedule, recent: await recentRuns(history, schedule) })),
  )
  const views = probes.map((one) => ({ schedule: one.schedule, view: probeOf(one, lastRuns) }))
  const states = await readCurrentStates(history, {
    now: at.now,
    watched: views.map(({ schedule, view }) => ({ ...schedule, everyMs: view.everyMs })),
    ...(at.maintenance ? { maintenance: at.maintenance } : {}),
  })
  return states
    .filter(({ basis }) => basis !== 'retired')
    .map((state) => {
      const mine = views.filter(({ schedule }) => surfaceId(schedule) === surfaceId(state))
      return doorOf(
        state,
        mine.map(({ view }) => view),
      )
    })
    .toSorted(bySurface)
}

/** The probes that the worker watched last; without such a list, all that ever ran. */
async function schedulesOf(history: History, lastRuns: readonly RunRecord[]): Promise<readonly ProbeSchedule[]> {
  const watched = await history.watched()
  if (watched.length > 0) return watched
  return lastRuns.map(({ target, surface, probe }) => ({ target, surface, probe, everyMs: 0 }))
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

function doorOf(current: CurrentState, probes: readonly DoorProbe[]): Door {
  const { target, surface, state, measured, basis, since, believed, reason, failure, maintenance, mute } = current
  return {
    target,
    surface,
    title: titleOf(surface),
    standing: basis === 'waiting' && state === 'unknown' ? 'waiting' : state,
    measured,
    basis,
    ...(basis === 'waiting' ? {} : { since }),
    ...(believed === undefined ? {} : { believed }),
    ...(reason === undefined ? {} : { reason: clean(reason) }),
    ...(failure ? { failure: failureView(failure) } : {}),
    ...(maintenance ? { maintenance: quietView(maintenance) } : {}),
    ...(mute ? { mute: quietView(mute) } : {}),
    probes: probes.toSorted((a, b) => a.everyMs - b.everyMs),
  }
}

function quietView({ until, reason }: NonNullable<CurrentState['mute']>): NonNullable<Door['mute']> {
  return { until, ...(reason === undefined ? {} : { reason: clean(reason, 120) }) }
}

function probeOf({ schedule, recent }: ScheduledProbe, lastRuns: readonly RunRecord[]): DoorProbe {
  const last = lastRuns.find((run) => probeId(run) === probeId(schedule) && run.surface === schedule.surface)
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
