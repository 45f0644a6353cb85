import {
  addSpend,
  type Cadence,
  type Clock,
  dayOf,
  defined,
  NOTHING_SPENT,
  type ProbePlan,
  type ProbeRef,
  probeId,
  type RunRequest,
  type RunResult,
  type Spend,
  type Target,
} from '../core/index.ts'
import type { Pacing } from '../schedule/index.ts'
import { intervalOf, nextSlot, rhythmOf } from '../schedule/index.ts'
import type { Store } from '../store/index.ts'
import { type BudgetPlan, planBudget, type Spender, usualCost } from './pace.ts'
import { pricedBy } from './prices.ts'

/** Keeps probing within the budgets of its targets. */
export interface Budgets extends Pacing {
  /**
   * The longest time between two reports of a probe, ms: its interval, or the spacing that holds now or held at its last
   * report.
   * @param isReporting the probe reports right now: only the spacing that holds now counts
   */
  reportEvery(plan: ProbePlan, isReporting?: boolean): number
  /** The least time between two slots of a cron cadence, ms; undefined for one that is always the same. */
  cadenceOf(plan: ProbePlan): number | undefined
  /** The spend of a run; with money where its tokens have a price. */
  spendOf(run: RunResult): Spend
  /** A run begins: reserves its expected spend. */
  started(request: RunRequest): void
  /** A result is committed: from here on the silence of its probe is measured by the spacing that holds now. */
  reported(run: RunResult): void
  /** A run is over. `recorded`: its stored result; undefined where there is none. */
  ended(request: RunRequest, recorded: RunResult | undefined): Promise<void>
  /** Reads today's spend of all processes and plans the rest of the day. */
  refresh(): Promise<void>
  /** The targets with a budget, each with its spend and plan. */
  standings(): readonly BudgetStanding[]
}

/** A target with a budget, its spend today and its plan for the rest of the day. */
export interface BudgetStanding {
  readonly target: Target
  readonly spent: Spend
  readonly plan: BudgetPlan
  readonly spenders: readonly Spender[]
}

interface BudgetDeps {
  readonly targets: readonly Target[]
  readonly plans: readonly ProbePlan[]
  readonly store: Store
  readonly clock: Clock
}

/** A probe and the usual spend of its runs. */
interface Watched {
  readonly plan: ProbePlan
  readonly rhythm: ReturnType<typeof rhythmOf>
  /** How old its newest run may be at a time (epoch ms), ms. */
  readonly intervalAt: (now: number) => number
  /** The usual spend of a run; undefined before the first one. */
  cost: Spend | undefined
  /** Slot of its last run (epoch ms). */
  lastAt: number | undefined
  running: boolean
  /** Spacing at its last report, ms. */
  reportSpacing: number
}

interface State extends BudgetDeps {
  readonly spendOf: (run: RunResult) => Spend
  /** By probe id. */
  readonly watched: ReadonlyMap<string, Watched>
  /** By name of the target. */
  readonly probesOf: ReadonlyMap<string, readonly Watched[]>
  readonly spentToday: Map<string, Spend>
  readonly planned: Map<string, BudgetPlan>
}

/** Learns from the newest stored runs what a run spends, and reads what was spent today. */
export async function openBudgets(deps: BudgetDeps): Promise<Budgets> {
  const state = createState(deps)
  for (const run of await deps.store.lastRuns()) learn(state, run)
  await refresh(state)
  for (const probe of state.watched.values()) probe.reportSpacing = spacingOf(state, probe.plan) ?? 0
  const targetByName = new Map(deps.targets.map((target) => [target.name, target]))
  return {
    spendOf: state.spendOf,
    refresh: () => refresh(state),
    spacing: (plan) => spacingOf(state, plan),
    mayRunMore: (plan) => state.planned.get(plan.target)?.bare.has(probeId(plan)) !== true,
    reportEvery: (plan, isReporting = false) => reportEvery(state, plan, isReporting),
    cadenceOf(plan) {
      const probe = watchedProbe(state, plan)
      if (!probe || 'every' in plan.cadence) return undefined
      return Math.max(probe.rhythm.everyMs, spacingOf(state, plan) ?? 0)
    },
    started(request) {
      const probe = watchedProbe(state, request)
      if (!probe) return
      probe.running = true
      if (request.trigger === 'schedule') probe.lastAt = request.scheduledAt
      const target = targetByName.get(request.target)
      if (target) replan(state, target)
    },
    reported(run) {
      const probe = watchedProbe(state, run)
      if (probe) probe.reportSpacing = spacingOf(state, probe.plan) ?? 0
    },
    async ended(request, recorded) {
      const probe = watchedProbe(state, request)
      if (!probe) return
      probe.running = false
      const target = targetByName.get(request.target)
      if (!target?.budget) return
      if (recorded) learn(state, recorded)
      await refresh(state, target)
    },
    standings: () => standingsOf(state),
  }
}

function createState(deps: BudgetDeps): State {
  const { targets, plans, clock } = deps
  const watched = new Map(plans.map((plan) => [probeId(plan), watch(plan, clock.now())]))
  const probesOf = new Map<string, Watched[]>(targets.map(({ name }) => [name, []]))
  for (const probe of watched.values()) probesOf.get(probe.plan.target)?.push(probe)
  return { ...deps, spendOf: pricedBy(targets, plans), watched, probesOf, spentToday: new Map(), planned: new Map() }
}

function watch(plan: ProbePlan, now: number): Watched {
  const intervalAt = intervalReader(plan.cadence)
  const rhythm = rhythmOf(plan.cadence, now)
  return { plan, rhythm, intervalAt, cost: undefined, lastAt: undefined, running: false, reportSpacing: 0 }
}

/** `intervalOf` with its answer cached until the next slot: it is asked for with every run of the target. */
function intervalReader(cadence: Cadence): (now: number) => number {
  let cached = { from: 0, until: 0, intervalMs: 0 }
  return (now) => {
    if (now < cached.from || now >= cached.until) {
      const until = nextSlot(cadence, 0, now) ?? Number.POSITIVE_INFINITY
      cached = { from: now, until, intervalMs: intervalOf(cadence, now) }
    }
    return cached.intervalMs
  }
}

function watchedProbe({ watched }: State, ref: ProbeRef): Watched | undefined {
  return watched.get(probeId(ref))
}

function spacingOf({ planned }: State, plan: ProbePlan): number | undefined {
  return planned.get(plan.target)?.everyMs.get(probeId(plan))
}

function reportEvery(state: State, plan: ProbePlan, isReporting: boolean): number {
  const probe = watchedProbe(state, plan)
  const atLastReport = isReporting ? 0 : (probe?.reportSpacing ?? 0)
  return Math.max(probe?.intervalAt(state.clock.now()) ?? 0, atLastReport, spacingOf(state, plan) ?? 0)
}

function learn(state: State, run: RunResult): void {
  const probe = watchedProbe(state, run)
  if (!probe) return
  probe.cost = usualCost(probe.cost, state.spendOf(run))
  probe.lastAt ??= run.scheduledAt
}

/** Plans the rest of the day. The expected spend of runs under way counts as spent. */
function replan({ clock, probesOf, spentToday, planned }: State, { name, budget }: Target): void {
  if (!budget) return
  const probes = probesOf.get(name) ?? []
  const pending = probes.filter(({ running }) => running).map(({ cost }) => cost ?? NOTHING_SPENT)
  const plan = planBudget({
    ...{ budget, now: clock.now(), spenders: probes.map(spenderOf) },
    spent: pending.reduce(addSpend, spentToday.get(name) ?? NOTHING_SPENT),
    ...defined({ before: planned.get(name) }),
  })
  planned.set(name, plan)
}

/** Reads what was spent today, on all targets or on one, and plans the rest of the day. */
async function refresh(state: State, only?: Target): Promise<void> {
  const day = dayOf(state.clock.now())
  const rows = await state.store.spend({ from: day, to: day + 1, ...defined({ target: only?.name }) })
  const spent = new Map(rows.map((row) => [row.target, row]))
  for (const target of only ? [only] : state.targets) {
    const { requests, inputTokens, outputTokens, microUsd } = spent.get(target.name) ?? NOTHING_SPENT
    state.spentToday.set(target.name, { requests, inputTokens, outputTokens, microUsd })
    replan(state, target)
  }
}

function standingsOf({ targets, planned, spentToday, probesOf }: State): readonly BudgetStanding[] {
  return targets.flatMap((target) => {
    const plan = planned.get(target.name)
    if (!plan) return []
    const spent = spentToday.get(target.name) ?? NOTHING_SPENT
    return [{ target, spent, plan, spenders: (probesOf.get(target.name) ?? []).map(spenderOf) }]
  })
}

function spenderOf({ plan, rhythm, cost = NOTHING_SPENT, lastAt }: Watched): Spender {
  return { id: probeId(plan), ...rhythm, cost, ...defined({ lastAt }) }
}
