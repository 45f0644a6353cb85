import type { DrillEvent } from '../../../src/app/drill/drill-event.ts'
import { type DrillWorld, joinWorld, type WorldDeps } from '../../../src/app/drill/drill-world.ts'
import { nothingPlayed, type PlayDeps, type Played, play } from '../../../src/app/drill/play.ts'
import type { Lifecycle } from '../../../src/app/index.ts'
import { createLifecycle } from '../../../src/app/index.ts'
import type { Config } from '../../../src/config/index.ts'
import {
  defined,
  MINUTE,
  type ProbePlan,
  type RunRequest,
  type RunResult,
  SECOND,
  SILENT,
} from '../../../src/core/index.ts'
import { createDrillClock, type Timeline, timelineOf } from '../../../src/drill/index.ts'
import { seededRandom } from '../../../src/sandbox/faults/random.ts'
import { type ControlClient, controlClient, type Scenario } from '../../../src/sandbox/index.ts'
import { plan } from '../../drill/kit.ts'
import { createClock, type TestClock } from '../../support/clock.ts'

export const START = Date.UTC(2026, 2, 2, 11, 37)
const SURFACES = ['login', 'cli', 'api'] as const

/** A sandbox whose runs take no time: a fault hits the share of runs that its probability says, by its seed. */
function fakeSandbox(machine: TestClock, clock: { now(): number }) {
  const faults = new Map<string, { readonly probability: number; readonly random: () => number }>()
  const control: ControlClient = {
    async break(surface, fault, options = {}) {
      faults.set(surface, { probability: options.probability ?? 1, random: seededRandom(options.seed ?? 1) })
      return { surface: 'login', fault, since: 0, options, hits: 0 }
    },
    async heal(surface) {
      if (surface === undefined) faults.clear()
      else faults.delete(surface)
      return 0
    },
    faults: async () => [],
    statusPage: async () => undefined,
  }
  const run = async (request: RunRequest): Promise<RunResult> => {
    const fault = request.target === 'claude' ? faults.get(request.surface) : undefined
    const isHit = fault !== undefined && fault.random() < fault.probability
    machine.advance(10)
    const { evidence: _, ...ref } = request
    const failure = { class: 'overloaded', blame: 'provider', message: 'HTTP 529' } as const
    const step = { name: 'ask', startedAt: clock.now(), durationMs: 200, statuses: {}, measures: {} }
    return {
      ...{ ...ref, startedAt: request.scheduledAt, durationMs: 200, outcome: isHit ? 'failed' : 'passed' },
      steps: [isHit ? { ...step, outcome: 'failed', failure } : { ...step, outcome: 'passed' }],
      ...(isHit ? { failure } : {}),
    }
  }
  return { control, run, faults }
}

export interface FakeDrill {
  readonly world: DrillWorld
  readonly timeline: Timeline
  readonly machine: TestClock
  readonly life: Lifecycle
  readonly faults: ReadonlyMap<string, unknown>
  readonly events: DrillEvent[]
  readonly sleeps: number[]
  play(changes?: Partial<PlayDeps>): Promise<{ readonly played: Played; readonly isPlayed: boolean }>
}

interface FakeOptions {
  readonly channels?: Config['channels']
  /** A sandbox whose status page shows what the scenario posts. */
  readonly page?: { readonly url: string; readonly controlUrl: string }
  readonly routes?: Config['routes']
  /** Whether those escalate. Default: no. */
  readonly escalates?: boolean
  /** The database of the real monitor. Default: there is none. */
  readonly real?: WorldDeps['real']
}

/** Store, judge and alerts for real; sandboxes and time are played by hand. */
export async function openFakeDrill(scenario: Scenario, folder: string, options: FakeOptions = {}): Promise<FakeDrill> {
  const machine = createClock()
  const clock = createDrillClock(machine, START - 10 * MINUTE)
  const sandbox = fakeSandbox(machine, clock)
  const life = createLifecycle(SILENT, { hookMs: 2_000, totalMs: 4_000 }, machine)
  const plans = [...SURFACES.map((surface) => planOf('claude', surface)), planOf('openai', 'cli')]
  const drilled = plan()
  const { page, channels = [], routes = [] } = options
  const config = { ...CONFIG, channels, routes }
  const control = page ? { ...sandbox.control, statusPage: controlClient(page.controlUrl).statusPage } : sandbox.control
  const world = await joinWorld(
    {
      ...{ config, plan: drilled, cast: { provider: 'claude', others: ['openai'] }, folder, clock, life, log: SILENT },
      ...{ channels, real: options.real, machine, escalates: options.escalates ?? false },
    },
    {
      ...{ engine: { run: sandbox.run }, plans, control, ...defined({ statusPage: page?.url }) },
      targets: [
        { name: 'claude', title: 'claude' },
        { name: 'openai', title: 'openai' },
      ],
    },
  )
  const timeline = timelineOf(scenario, SURFACES)
  const events: DrillEvent[] = []
  const sleeps: number[] = []
  const sleep = async (ms: number) => {
    sleeps.push(ms)
    machine.advance(ms)
  }
  return {
    ...{ world, timeline, machine, life, faults: sandbox.faults, events, sleeps },
    async play(changes = {}) {
      const played = nothingPlayed()
      const deps: PlayDeps = {
        ...{
          world,
          timeline,
          provider: 'claude',
          startAt: START,
          cadences: drilled.cadences,
          confirmAfterMs: 10 * SECOND,
        },
        ...{ seed: 1, force: false, sleep, signal: new AbortController().signal, emit: (event) => events.push(event) },
        ...changes,
      }
      return { played, isPlayed: await play(deps, played) }
    },
  }
}

function planOf(target: string, surface: string): ProbePlan {
  const every = surface === 'api' ? 5 * MINUTE : MINUTE
  return { target, surface, probe: surface, kind: 'api', file: 'f', cadence: { every }, timeoutMs: 8_000 }
}

/** What a drill reads of a configuration once its world is open. */
const CONFIG = {
  ...{ location: 'local', timezone: 'UTC', falseAlarmDays: 90, runbooks: {}, routes: [], channels: [], proxy: {} },
} as unknown as Config
