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
  if (!a || !b) throw new Error('the child gave fewer than two sandboxes')
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
  return joinWorld(deps, { engine, plans, targets, control: controlClient(a.controlUrl) })
}

/** Joins what is probed with a database, judge and alerts of its own. */
export async function joinWorld(
  deps: Omit<WorldDeps, 'seed' | 'browser' | 'surfaces'>,
  probed: Pick<DrillWorld, 'engine' | 'plans' | 'control'> & { readonly targets: readonly Target[] },
): Promise<DrillWorld> {
  const { config, clock, life, log, folder, channels } = deps
  const { plans, targets } = probed
  const names = targets.map(({ name }) => name)
  const store = await openStore({ path: join(folder, 'drill.db'), log, clock })
  life.onEnd('database of the drill', () => store.close())
  const routing = routingFor(deps)
  const dispatcher = createDispatcher({
    ...{ outbox: store.outbox, clock, random: () => 0.5, log },
    channels: createChannels(channels, { fetch: createFetch(config.proxy), clock }),
  })
  life.onEnd('deliveries', () => dispatcher.stop())
  const pipeline = await pipelineOf(deps, { store, plans, targets, routing })
  await copyMemory(deps, store)
  for (const target of names)
    await pipeline.watch(target, { complete: true, reasonFor: () => 'It is not part of the drill.' })
  return {
    ...{ store, pipeline, dispatcher, routing, clock, plans, targets: names, location: config.location },
    ...{ engine: probed.engine, control: probed.control },
    states: () => readStates(store),
  }
}

/** The probe that is named like its surface; others of the surface would only cost time. */
function plansOf(plans: readonly ProbePlan[], id: string): readonly ProbePlan[] {
  const ofSurface = plans.filter((plan) => surfaceId(plan) === id)
  return [ofSurface.find(({ probe, surface }) => probe === surface) ?? ofSurface[0]].flatMap((plan) => plan ?? [])
}

/** The routes of the configuration over the channels that take part. Nothing escalates: that is for real incidents. */
function routingFor({ config, channels }: Pick<WorldDeps, 'config' | 'channels'>): Routing {
  const names = new Set(channels.map(({ name }) => name))
  const { routes, channels: routed } = routingOf({ routes: config.routes, channels })
  return {
    routes: routes
      .map(({ ifNotAcked: _, ...route }) => ({ ...route, to: route.to.filter((name) => names.has(name)) }))
      .filter(({ to }) => to.length > 0),
    channels: routed,
  }
}

async function pipelineOf(
  { config, plan, clock, log }: Pick<WorldDeps, 'config' | 'plan' | 'clock' | 'log'>,
  parts: Pick<DrillWorld, 'store' | 'plans' | 'routing'> & {
    readonly targets: readonly Target[]
  },
): Promise<Pipeline> {
  const policy = createPolicy({ falseAlarmDays: config.falseAlarmDays })
  const { store, plans, targets, routing } = parts
  const priced = { workflows: plan.workflows, readiness: plan.readiness, at: plan.readAt }
  return createPipeline({
    ...{ store, plans, targets, routing, clock, log, dashboardUrl: undefined, isDrill: true },
    budgets: await openBudgets({ targets, plans, store, clock }),
    ...{ timezone: config.timezone, runbooks: config.runbooks },
    policyFor: () => policy,
    advise: (trouble) => adviseOn(priced, trouble),
    statusPage: () => undefined,
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
    surfaces.map((one) => [surfaceId(one), { state: one.state, ...defined({ class: one.failure?.class }) }]),
  )
}
