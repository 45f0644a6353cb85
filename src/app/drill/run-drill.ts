import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Config } from '../../config/index.ts'
import { type DrillStatus, type Log, MINUTE, MonitorError, SECOND, type SystemClock } from '../../core/index.ts'
import {
  createDrillClock,
  type DrilledPlan,
  type DrillRecord,
  type ScoreCard,
  scoreCardOf,
  startTimeOf,
  summaryOf,
  type Timeline,
  timelineOf,
} from '../../drill/index.ts'
import { findBrowser, installBrowser } from '../../run/index.ts'
import type { Scenario } from '../../sandbox/index.ts'
import { createLifecycle, type Lifecycle } from '../process/lifecycle.ts'
import { watchAcknowledgements } from './ack-watch.ts'
import { announceBegin, announceEnd, announceFailure, playedAlerts } from './drill-alerts.ts'
import { channelFacts, drillChannels } from './drill-channels.ts'
import type { DrillEvent } from './drill-event.ts'
import { type GuardedDrill, guardDrill } from './drill-guard.ts'
import { type Cast, castOf, playableSurfaces, surfacesOfOthers } from './drill-targets.ts'
import { type DrillWorld, openDrillWorld } from './drill-world.ts'
import { cadencesOf, readDrilledPlan } from './drilled-plan.ts'
import { drillId } from './drills-folder.ts'
import { keepScore } from './keep-score.ts'
import { nothingPlayed, type Played, play } from './play.ts'
import { DrillStop } from './stop-watch.ts'

interface DrillDeps {
  /** The configuration of the real monitor: its database, channels and state folder. */
  readonly config: Config
  /** The configuration with the plan: the same, or the example where that has none. */
  readonly planned: Config
  readonly isExample: boolean
  readonly scenario: Scenario
  readonly seed: number
  /** Whether PagerDuty takes part and routes escalate. */
  readonly page: boolean
  /** Whether it begins although something is wrong in reality. */
  readonly force: boolean
  readonly clock: SystemClock
  readonly log: Log
  readonly emit: (event: DrillEvent) => void
  readonly progress: (text: string) => void
  readonly ask: ((question: string) => Promise<boolean>) | undefined
  /** Aborts on Ctrl-C. */
  readonly interrupted: AbortSignal
}

/** A finished drill. */
export interface FinishedDrill {
  readonly card: ScoreCard
  readonly plan: DrilledPlan
  /** The drill's own folder, with `drill.json`. */
  readonly folder: string
}

/** A stop must end within 5 s, as that of a worker. */
const SHUTDOWN = { hookMs: 2.5 * SECOND, totalMs: 4 * SECOND }
/** Time before minute 0 in which the steady state is checked, ms. */
const LEAD_IN_MS = 10 * MINUTE

/**
 * Plays a scenario on sandboxes and scores what the plan does. Its database, evidence and alerts are its own; only the score
 * enters the real database.
 * @throws MonitorError `drill_refused` while a real incident is open, `drill_running` while another drill runs
 */
export async function runDrill(deps: DrillDeps): Promise<FinishedDrill> {
  const { scenario, clock } = deps
  const id = drillId(scenario.name, clock.now())
  return guardDrill({ ...deps, id, keepsFolder: true }, async (guarded) => {
    const life = createLifecycle(deps.log, SHUTDOWN, clock)
    process.once('exit', life.force)
    try {
      return await playAndScore(deps, { ...guarded, id, life })
    } finally {
      guarded.stops.end()
      await life.end()
      process.off('exit', life.force)
    }
  })
}

interface Begun extends GuardedDrill {
  readonly id: string
  readonly life: Lifecycle
}

/** The parts of a drill that are ready before the first fault. */
interface Prepared {
  readonly plan: DrilledPlan
  readonly cast: Cast
  readonly timeline: Timeline
  readonly startAt: number
  readonly world: DrillWorld
}

async function playAndScore(deps: DrillDeps, begun: Begun): Promise<FinishedDrill> {
  const { clock, scenario } = deps
  const begunAt = clock.now()
  const played = nothingPlayed()
  const prepared = await prepare(deps, begun)
  const { world, plan, cast, startAt } = prepared
  const { stops, id, folder } = begun
  begun.life.onEnd(
    'acknowledgements',
    watchAcknowledgements(world, { stateDir: deps.config.stateDir, id, log: deps.log }),
  )
  await announceBegin(world, { id, scenario, provider: cast.provider, startAt })
  const outcome = await outcomeOf(() =>
    play(
      {
        ...prepared,
        ...{ provider: cast.provider, cadences: plan.cadences, confirmAfterMs: deps.config.confirmAfterMs },
        ...{ seed: deps.seed, force: deps.force, signal: stops.signal, emit: deps.emit },
        sleep: (ms) => sleep(ms, stops.signal),
      },
      played,
    ),
  ).catch(async (error: unknown) => {
    await announceFailure(world, { id, error, provider: cast.provider, log: deps.log })
    throw error
  })
  const record = await recordOf(deps, { begun, prepared, played, outcome, begunAt })
  const card = scoreCardOf(record, plan)
  await announceEnd(world, { id, card, provider: cast.provider })
  writeFileSync(join(folder, 'drill.json'), `${JSON.stringify(card, null, 2)}\n`, { mode: 0o600 })
  await keepScore(deps.config, summaryOf(card), deps)
  return { card, plan, folder }
}

async function prepare(deps: DrillDeps, { folder, real, life }: Begun): Promise<Prepared> {
  const { config, planned, isExample, scenario, seed, clock, log, progress } = deps
  progress('Finding a browser')
  const path = config.browser === undefined ? {} : { path: config.browser }
  const browser = (await findBrowser(path)) ?? (await installBrowser({ ask: deps.ask, progress }))
  const channels = channelFacts(config.channels, deps)
  const read = await readDrilledPlan({ config: planned, isExample, real, channels, now: clock.now() })
  const cast = castOf(read.workflows)
  const playable = playableSurfaces(planned, cast, isExample)
  const timeline = timelineOf(scenario, playable)
  if (timeline.surfaces.length === 0) {
    throw new MonitorError(
      'usage',
      `the scenario ${scenario.name} breaks nothing that is watched of ${cast.provider}`,
      {
        hint: `It breaks ${Object.keys(scenario.surfaces).join(', ')}; watched are ${playable.join(', ')}. Choose another one: doorwatch drill list`,
      },
    )
  }
  const startAt = startTimeOf(scenario, read.workflows, clock.now())
  progress('Starting two sandboxes and a browser')
  const surfaces = [
    ...probedOf(playable, timeline).map((surface) => `${cast.provider}/${surface}`),
    ...surfacesOfOthers(read.workflows, cast),
  ]
  const world = await openDrillWorld({
    ...{ config: planned, plan: { ...read, cadences: {} }, cast, surfaces, folder, seed, browser, life, log },
    ...{ clock: createDrillClock(clock, startAt - LEAD_IN_MS), channels: drillChannels(config.channels, deps) },
    ...{ real: isExample ? undefined : real, machine: clock, escalates: deps.page },
  })
  const plan = { ...read, cadences: cadencesOf(world.plans, clock.now()) }
  return { plan, cast, timeline, startAt, world }
}

/** More views of the sign-in and of the chat, which are probed only where the scenario breaks them. */
const MORE_VIEWS = ['session', 'mobile']

function probedOf(playable: readonly string[], { surfaces }: Timeline): readonly string[] {
  return playable.filter((surface) => surfaces.includes(surface) || !MORE_VIEWS.includes(surface))
}

interface Outcome {
  readonly status: DrillStatus
  readonly stopped?: string
}

/** A stop is an outcome; anything else is an error of the drill. */
async function outcomeOf(work: () => Promise<boolean>): Promise<Outcome> {
  try {
    const isPlayed = await work()
    return isPlayed ? { status: 'completed' } : { status: 'failed', stopped: 'not everything worked before the faults' }
  } catch (error) {
    if (error instanceof DrillStop) return { status: error.status, stopped: error.message }
    throw error
  }
}

async function recordOf(
  deps: DrillDeps,
  from: {
    readonly begun: Begun
    readonly prepared: Prepared
    readonly played: Played
    readonly outcome: Outcome
    readonly begunAt: number
  },
): Promise<DrillRecord> {
  const { prepared, played, outcome, begunAt } = from
  const { world, timeline, startAt } = prepared
  const { name, title, what } = deps.scenario
  return {
    ...{ id: from.begun.id, scenario: { name, title, what }, seed: deps.seed, ...outcome },
    ...{ begunAt, endedAt: deps.clock.now(), playedFrom: startAt, playedTo: Math.max(startAt, world.clock.now()) },
    ...{ changes: played.changes, posts: played.posts, verdicts: played.verdicts, steady: played.steady },
    alerts: await playedAlerts(world),
    ...{ unplayed: timeline.unplayed, runs: played.runs },
  }
}

/** @throws the reason of `signal` when it aborts */
async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => undefined)
  signal.throwIfAborted()
}
