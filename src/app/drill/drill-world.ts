import { join } from 'node:path'
import { openBudgets } from '../../budget/index.ts'
import type { Config } from '../../config/index.ts'
import { adviseOn } from '../../continuity/index.ts'
import { defined, type Log, type ProbePlan, type SystemClock, surfaceId, type Target } from '../../core/index.ts'
import { type DrillClock, type DrilledPlan, type JudgedStates, shiftTimes } from '../../drill/index.ts'
import { createPolicy, emptyMemory } from '../../judge/index.ts'
import { createFetch } from '../../net/index.ts'
import { createChannels, createDispatcher, type Dispatcher, type Routing, routingOf } from '../../notify/index.ts'
import { type BrowserChoice, createEngine, type Engine } from '../../run/index.ts'
import { type ControlClient, controlClient } from '../../sandbox/index.ts'
import { openStore, type Store, type StoreReader } from '../../store/index.ts'
import type { Lifecycle } from '../process/lifecycle.ts'
import { createPipeline, type Pipeline } from '../worker/pipeline.ts'
import { startChildSandboxes } from './child-sandboxes.ts'
import { stampedChannels } from './drill-channels.ts'
import { type DrillEscalations, openDrillEscalations } from './drill-escalations.ts'
import { type DrillPage, openDrillPage } from './drill-page.ts'
import { type Cast, drillCadences, standIn } from './drill-targets.ts'

export interface WorldDeps {
  readonly config: Config
  readonly plan: DrilledPlan
  readonly cast: Cast
  /** The surfaces that are probed: `claude/login`, `openai/cli`. */
  readonly surfaces: readonly string[]
  /** The drill's own folder. */
  readonly folder: string
  readonly seed: number
  readonly browser: BrowserChoice | undefined
  readonly clock: DrillClock
  readonly life: Lifecycle
  readonly log: Log
  /** The channels that take part. */
  readonly channels: Config['channels']
  /** Whether routes escalate, as they do for real incidents. */
  readonly escalates: boolean
  /** The memory that the judge starts from; undefined: the prior. */
  readonly real: Pick<StoreReader, 'judgeMemory'> | undefined
  readonly machine: SystemClock
}

/** The sandboxes of a drill, and the parts of the product that watch them: probes, judge, alerts, a database of its own. */
export interface DrillWorld {
  readonly store: Store
  readonly pipeline: Pipeline
  readonly engine: Pick<Engine, 'run'>
  readonly dispatcher: Pick<Dispatcher, 'drain'>
  readonly routing: Routing
  readonly clock: DrillClock
  readonly location: string
  /** One probe per surface, those of provider A first. */
  readonly plans: readonly ProbePlan[]
  /** Breaks provider A. */
  readonly control: ControlClient
  readonly page: DrillPage
  readonly escalations: DrillEscalations
  readonly targets: readonly string[]
  states(): Promise<JudgedStates>
}

/** Opens the world of a drill; `life` ends it. @throws MonitorError where the sandboxes or the probes do not start */
export async function openDrillWorld(deps: WorldDeps): Promise<DrillWorld> {
  const { config, cast, clock, life, log, folder } = deps
  const names = [cast.provider, ...cast.others]
  const child = await startChildSandboxes(2, deps.seed)
  life.onEnd('sandboxes', child.kill, child.kill)
  const [a, b] = child.sandboxes
  if (!a || !b) throw new Error('the sandbox process started fewer than two sandboxes')
  const titleOf = (name: string) => config.targets.find((target) => target.name === name)?.title ?? name
  const targets = names.map((name) => standIn(name, titleOf(name), name === cast.provider ? a : b))
  const engine = createEngine({
    ...{ probeFiles: config.probeFiles, targets, location: config.location, stateDir: folder },
    ...{ browser: deps.browser, environment: config.passedOn, overrides: drillCadences(config, deps.surfaces) },
    ...{ log, clock },
  })
  life.onEnd(
    'engine',
    () => engine.stop(),
    () => engine.kill(),
  )
  const loaded = await engine.load()
  const plans = deps.surfaces.flatMap((id) => plansOf(loaded.plans, id))
  return joinWorld(deps, { engine, plans, targets, control: controlClient(a.controlUrl), statusPage: a.url })
}

/** Joins what is probed with a database, judge and alerts of its own. */
export async function joinWorld(
  deps: Omit<WorldDeps, 'seed' | 'browser' | 'surfaces'>,
  probed: Pick<DrillWorld, 'engine' | 'plans' | 'control'> & {
    readonly targets: readonly Target[]
    /** Address of provider A's status page. */
    readonly statusPage?: string
  },
): Promise<DrillWorld> {
  const { config, cast, clock, life, log, folder, channels } = deps
  const { plans, targets, control } = probed
  const names = targets.map(({ name }) => name)
  const store = await openStore({ path: join(folder, 'drill.db'), log, clock })
  life.onEnd('database of the drill', () => store.close())
  const routing = routingFor(deps)
  const fetcher = createFetch(config.proxy)
  const dispatcher = createDispatcher({
    ...{ outbox: store.outbox, clock, random: () => 0.5, log },
    channels: stampedChannels(createChannels(channels, { fetch: fetcher, clock: deps.machine }), deps.machine),
  })
  life.onEnd('deliveries', () => dispatcher.stop())
  const page = openDrillPage({
    ...{ provider: cast.provider, address: probed.statusPage, control, store, fetch: fetcher, clock, log },
  })
  const alerts = alertsOf(deps, page)
  const pipeline = await pipelineOf(deps, { store, plans, targets, routing, alerts })
  await copyMemory(deps, store)
  for (const target of names)
    await pipeline.watch(target, { complete: true, reasonFor: () => 'It is not part of the drill.' })
  return {
    ...{ store, pipeline, dispatcher, routing, clock, plans, targets: names, location: config.location },
    ...{ engine: probed.engine, control, page },
    escalations: openDrillEscalations({ store, routing, targets, clock, alerts, log }),
    states: () => readStates(store),
  }
}

/** The probe that is named like its surface; others of the surface would only cost time. */
function plansOf(plans: readonly ProbePlan[], id: string): readonly ProbePlan[] {
  const ofSurface = plans.filter((plan) => surfaceId(plan) === id)
  return [ofSurface.find(({ probe, surface }) => probe === surface) ?? ofSurface[0]].flatMap((plan) => plan ?? [])
}

/** The routes of the configuration over the channels that take part. */
function routingFor({ config, channels, escalates }: Pick<WorldDeps, 'config' | 'channels' | 'escalates'>): Routing {
  const takingPart = (to: readonly string[]) => to.filter((name) => channels.some((channel) => channel.name === name))
  const { routes, channels: routed } = routingOf({ routes: config.routes, channels })
  return {
    routes: routes
      .map(({ ifNotAcked, to, ...route }) => {
        const next = escalates && ifNotAcked ? takingPart(ifNotAcked.to) : []
        return {
          ...{ ...route, to: takingPart(to) },
          ...(ifNotAcked && next.length > 0 ? { ifNotAcked: { ...ifNotAcked, to: next } } : {}),
        }
      })
      .filter(({ to }) => to.length > 0),
    channels: routed,
  }
}

/** What every alert of the drill says in addition to the state of its target. */
function alertsOf({ config, plan }: Pick<WorldDeps, 'config' | 'plan'>, page: DrillPage) {
  const priced = { workflows: plan.workflows, readiness: plan.readiness, at: plan.readAt }
  return {
    ...{ timezone: config.timezone, runbooks: config.runbooks, statusPage: page.line },
    advise: (trouble: Parameters<typeof adviseOn>[1]) => adviseOn(priced, trouble),
  }
}

async function pipelineOf(
  { config, clock, log }: Pick<WorldDeps, 'config' | 'clock' | 'log'>,
  parts: Pick<DrillWorld, 'store' | 'plans' | 'routing'> & {
    readonly targets: readonly Target[]
    readonly alerts: ReturnType<typeof alertsOf>
  },
): Promise<Pipeline> {
  const policy = createPolicy({ falseAlarmDays: config.falseAlarmDays })
  const { store, plans, targets, routing, alerts } = parts
  return createPipeline({
    ...{ ...alerts, store, plans, targets, routing, clock, log, dashboardUrl: undefined, isDrill: true },
    budgets: await openBudgets({ targets, plans, store, clock }),
    policyFor: () => policy,
  })
}

/**
 * How often the runs of the real targets usually fail, as the judge has learned it, its times moved to the drill's clock. Open
 * incidents stay out, and so does how fast the real service is: that says nothing of a sandbox.
 */
async function copyMemory(
  { real, cast, clock, machine }: Pick<WorldDeps, 'real' | 'cast' | 'clock' | 'machine'>,
  store: Store,
): Promise<void> {
  if (!real) return
  for (const target of [cast.provider, ...cast.others]) {
    const { memory } = await real.judgeMemory(target)
    const { time, streams } = shiftTimes(memory, clock.now() - machine.now())
    await store.transaction(async (tx) => {
      const before = (await tx.judgeMemory(target)).memory
      await tx.saveJudgeMemory(target, before, { ...emptyMemory({ name: target, probes: [] }), time, streams })
    })
  }
}

async function readStates(store: Store): Promise<JudgedStates> {
  const surfaces = await store.surfaces()
  return Object.fromEntries(
    surfaces.map((status) => [
      surfaceId(status),
      { state: status.state, ...defined({ class: status.failure?.class }) },
    ]),
  )
}
