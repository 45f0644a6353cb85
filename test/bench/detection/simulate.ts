import { MINUTE, SECOND } from '../../../src/core/index.ts'
import type { JudgedRun } from '../../../src/judge/index.ts'
import type { Door, World } from './world.ts'

/** An incident that a detector opened, changed or resolved. */
export interface Announcement {
  readonly kind: 'opened' | 'changed' | 'resolved'
  readonly at: number
  readonly surface: string
  /** The incident was there before and had been closed. */
  readonly again?: boolean
}

interface Answer {
  readonly announcements: readonly Announcement[]
  /** Run the same probe again after this time, ms. */
  readonly againMs?: number
}

/** A rule under test, ours or another's. */
export interface Detector {
  apply(run: JudgedRun, now: number): Answer
  tick?(now: number): readonly Announcement[]
}

interface Simulation {
  readonly doors: readonly Door[]
  readonly world: World
  readonly detector: Detector
  readonly from: number
  readonly to: number
  readonly everyMs?: number
  /** Spread the probes over the interval. Default true. */
  readonly spread?: boolean
  /** Let the detector look at the clock every ten seconds. */
  readonly ticks?: boolean
}

interface Played {
  readonly announcements: readonly Announcement[]
  readonly runs: number
  readonly extraRuns: number
}

interface Lane {
  readonly door: Door
  scheduled: number
  again: number
}

/** Plays a service and a detector against each other: probes spread over the interval, extra runs as they are asked for. */
export function simulate(simulation: Simulation): Played {
  const everyMs = simulation.everyMs ?? MINUTE
  const lanes = simulation.doors.map((door, index): Lane => {
    const phase = simulation.spread === false ? 0 : Math.floor((index * everyMs) / simulation.doors.length)
    return { door, scheduled: simulation.from + phase, again: Number.POSITIVE_INFINITY }
  })
  const announcements: Announcement[] = []
  const counts = { runs: 0, extraRuns: 0 }
  let ticked = simulation.from
  for (;;) {
    const lane = earliest(lanes)
    const at = Math.min(lane.scheduled, lane.again)
    if (at >= simulation.to) break
    if (simulation.ticks) ticked = tickUntil(simulation.detector, ticked, at, announcements)
    announcements.push(...play(simulation, lane, at, everyMs, counts))
  }
  return { announcements, ...counts }
}

function play(
  simulation: Simulation,
  lane: Lane,
  at: number,
  everyMs: number,
  counts: { runs: number; extraRuns: number },
) {
  const extra = lane.again < lane.scheduled
  if (extra) counts.extraRuns += 1
  else lane.scheduled += everyMs
  counts.runs += 1
  // As in the worker, a run that comes first takes the place of an extra one that was to come.
  lane.again = Number.POSITIVE_INFINITY
  const { surface, location } = lane.door
  const attempt = simulation.world.attempt(at, lane.door)
  const run: JudgedRun = {
    target: 'bench',
    surface,
    probe: surface,
    location,
    trigger: extra ? 'confirm' : 'schedule',
    startedAt: at,
    ...attempt,
  }
  const ended = at + attempt.durationMs
  const answer = simulation.detector.apply(run, ended)
  if (answer.againMs !== undefined) lane.again = ended + answer.againMs
  return answer.announcements
}

function tickUntil(detector: Detector, from: number, to: number, announcements: Announcement[]): number {
  let at = from
  for (; at + 10 * SECOND <= to; at += 10 * SECOND) announcements.push(...(detector.tick?.(at) ?? []))
  return at
}

function earliest(lanes: readonly Lane[]): Lane {
  let best = lanes[0] as Lane
  for (const lane of lanes) {
    if (Math.min(lane.scheduled, lane.again) < Math.min(best.scheduled, best.again)) best = lane
  }
  return best
}
