import { runSlot } from '../../src/app/worker/launcher.ts'
import { createPipeline, type Pipeline, type PipelineDeps } from '../../src/app/worker/pipeline.ts'
import type { Recorded } from '../../src/app/worker/run-join.ts'
import { type Budgets, openBudgets } from '../../src/budget/budgets.ts'
import {
  type Alert,
  BLAME_OF,
  type FailureClass,
  type ProbePlan,
  type QuietWindow,
  type RunRequest,
  type RunResult,
  SECOND,
  SILENT,
} from '../../src/core/index.ts'
import { createPolicy } from '../../src/judge/index.ts'
import type { Routing } from '../../src/notify/index.ts'
import { openStore, type Store } from '../../src/store/index.ts'
import { createClock } from './clock.ts'
import { placeEmptyDatabase } from './empty-database.ts'

const SURFACES = ['login', 'api'] as const

function plansOf(surfaces: readonly string[]): readonly ProbePlan[] {
  return surfaces.map((surface) => ({
    ...{ target: 'sandbox', surface, probe: surface, kind: 'api', file: 'f' },
    cadence: { every: 10 * SECOND },
    timeoutMs: 8_000,
  }))
}

export interface Testbed {
  readonly store: Store
  readonly pipeline: Pipeline
  readonly budgets: Budgets
  /** Sets the results that the scripted engine reports for a surface: failing or healthy. */
  set(surface: string, failing: FailureClass | undefined): void
  /** Runs a probe at a time (epoch ms). @returns what was recorded */
  run(surface: string, at: number, trigger?: RunRequest['trigger']): Promise<Recorded | undefined>
  /** Lets time pass to `at` (epoch ms). */
  pass(at: number): ReturnType<Pipeline['judgeTime']>
  readonly plans: readonly ProbePlan[]
}

/** Store, judge and notify for real; only the engine is scripted, so that time can be passed by hand. */
export async function openTestbed(options: {
  readonly path: string
  /** Epoch ms at which it opens. */
  readonly at: number
  /** Watches the budgets that the pipeline uses. */
  readonly wrapBudgets?: (budgets: Budgets) => Budgets
  /** The store to use; one that is opened at `path` where not given. */
  readonly store?: Store
  readonly wrap?: (store: Store) => Store
  /** The windows that the judge and the alerts apply. */
  readonly quiet?: QuietWindow[]
  /** What is watched; login and API where not given. */
  readonly surfaces?: readonly string[]
  /** Where alerts go; to `slack` where not given. */
  readonly routing?: Routing
  /** More targets, without runs. */
  readonly others?: readonly string[]
  /** What trouble means for the workflows of a plan. Default: there is no plan. */
  readonly advise?: PipelineDeps['advise']
  /** The plan that is kept with what opens. Default: there is none. */
  readonly keepPlan?: PipelineDeps['keepPlan']
}): Promise<Testbed> {
  const clock = createClock(options.at)
  const plans = plansOf(options.surfaces ?? SURFACES)
  const targets = ['sandbox', ...(options.others ?? [])].map((name) => ({
    name,
    title: name === 'sandbox' ? 'Sandbox' : name,
    bundled: name === 'sandbox',
  }))
  if (!options.store) await placeEmptyDatabase(options.path)
  const store = options.store ?? (await openStore({ path: options.path, log: SILENT, clock }))
  const failing = new Map<string, FailureClass | undefined>()
  const engine = {
    run: async (request: RunRequest): Promise<RunResult> => {
      const kind = failing.get(request.surface)
      const { evidence: _, ...ref } = request
      const base = { ...ref, startedAt: clock.at, durationMs: 100 }
      const step = {
        name: 'submit credentials',
        startedAt: clock.at,
        durationMs: 100,
        statuses: { [kind ? '500' : '200']: 1 },
        measures: {},
      }
      if (!kind) return { ...base, outcome: 'passed', steps: [{ ...step, outcome: 'passed' }] }
      const failure = { class: kind, blame: BLAME_OF[kind], message: 'HTTP 500', step: step.name, httpStatus: 500 }
      return { ...base, outcome: 'failed', steps: [{ ...step, outcome: 'failed', failure }], failure }
    },
  }
  const budgets = await openBudgets({ targets, plans, store, clock })
  const pipeline = createPipeline({
    store: options.wrap ? options.wrap(store) : store,
    policyFor: () => createPolicy({ falseAlarmDays: 1, quiet: options.quiet ?? [] }),
    plans,
    targets,
    budgets: options.wrapBudgets ? options.wrapBudgets(budgets) : budgets,
    routing: options.routing ?? { routes: [], channels: [{ name: 'slack', mode: 'always' }] },
    clock,
    log: SILENT,
    dashboardUrl: 'http://127.0.0.1:1',
    timezone: 'UTC',
    runbooks: {},
    statusPage: () => 'status page: all systems operational',
    ...(options.advise ? { advise: options.advise } : {}),
    ...(options.keepPlan ? { keepPlan: options.keepPlan } : {}),
  })
  return {
    store,
    pipeline,
    budgets,
    plans,
    set: (surface, kind) => void failing.set(surface, kind),
    pass: (at) => {
      clock.at = at
      return pipeline.judgeTime('sandbox')
    },
    run: (surface, at, trigger = 'schedule') => {
      clock.at = at
      const request = {
        target: 'sandbox',
        surface,
        probe: surface,
        location: 'here',
        trigger,
        scheduledAt: at,
        evidence: false,
      }
      return runSlot({ engine, join: pipeline }, request, { signal: new AbortController().signal })
    },
  }
}

/** Runs a probe and every confirm run it requests. @returns the planned alerts, and the time after */
export async function runConfirmed(
  one: Testbed,
  surface: string,
  from: number,
): Promise<{ alerts: readonly Alert[]; at: number }> {
  const alerts: Alert[] = []
  let at = from
  for (let trigger: RunRequest['trigger'] = 'schedule'; ; trigger = 'confirm') {
    const recorded = await one.run(surface, at, trigger)
    alerts.push(...(recorded?.alerts ?? []))
    at += 2 * SECOND
    if (!recorded?.verdict.confirm) return { alerts, at }
  }
}

/** Healthy runs for a while, so that the judge knows what is usual. Gives the time after. */
export async function healthy(one: Testbed, from: number, rounds = 12): Promise<number> {
  for (let round = 0; round < rounds; round += 1) {
    for (const surface of SURFACES) await one.run(surface, from + round * 10 * SECOND)
  }
  return from + rounds * 10 * SECOND
}
