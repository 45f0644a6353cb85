import {
  addSpend,
  type Cadence,
  type Clock,
  dayOf,
  defined,
  NOTHING_SPENT,
  type ProbePlan,
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

/** How probing keeps within the budgets of its targets. */
export interface Budgets extends Pacing {
  /**
   * The longest time between two reports of a probe, ms: its interval, or the spacing that holds now or held at its last
   * report.
   * @param isReporting the probe reports right now: only the spacing that holds now counts
   */
  reportEvery(plan: ProbePlan, isReporting?: boolean): number
  /** The least time between two slots of a cron cadence, ms; undefined for one that is always the same. */
  cadenceOf(plan: ProbePlan): number | undefined
  /** What a run spent, in money as well where a token has a price. */
  spendOf(run: RunResult): Spend
  /** A run begins: what it is going to spend is not to be spent twice. */
  started(request: RunRequest): void
  /** A result is committed: from here on the silence of its probe is measured by the spacing that holds now. */
  reported(run: RunResult): void
  /** A run is over; `recorded` where it came to a result that is stored. */
  ended(request: RunRequest, recorded: RunResult | undefined): Promise<void>
  /** Reads anew what was spent today, by whomever, and plans the rest of the day. */
  refresh(): Promise<void>
  /** The targets that have a budget, as they stand. */
  standings(): readonly BudgetStanding[]
}

/** A target and what is left of its day. */
export interface BudgetStanding {
  readonly target: Target
  readonly spent: Spend
  readonly plan: BudgetPlan
  readonly spenders: readonly Spender[]
}

export interface BudgetDeps {
  readonly targets: readonly Target[]
  readonly plans: readonly ProbePlan[]
  readonly store: Store
  readonly clock: Clock
}

/** A probe and what is known of its runs. */
interface Watched {
  readonly plan: ProbePlan
  readonly rhythm: ReturnType<typeof rhythmOf>
  /** How long its newest run may be old at a time (epoch ms), ms. */
  readonly intervalAt: (now: number) => number
  cost: Spend | undefined
  lastAt: number | undefined
  running: boolean
  /** Spacing at its last report, ms. */
  reportSpacing: number
}

/** Learns from the newest stored runs what a run spends, and reads what was spent today. */
export async function openBudgets(deps: BudgetDeps): Promise<Budgets> {
  const { targets, plans, store, clock } = deps
  const spendOf = pricedBy(targets, plans)
  const watched = new Map(plans.map((plan) => [probeId(plan), watch(plan, clock.now())]))
  const spentToday = new Map<string, Spend>()
  const planned = new Map<string, BudgetPlan>()
  for (const run of await store.lastRuns()) learn(run)

  function learn(run: RunResult): void {
    const probe = watched.get(probeId(run))
    if (!probe) return
    probe.cost = usualCost(probe.cost, spendOf(run))
    probe.lastAt ??= run.scheduledAt
  }

  const ofTarget = new Map<string, Watched[]>(targets.map(({ name }) => [name, []]))
  for (const probe of watched.values()) ofTarget.get(probe.plan.target)?.push(probe)
  const probesOf = (target: string): readonly Watched[] => ofTarget.get(target) ?? []

  function replan(target: Target): void {
    if (!target.budget) return
    const probes = probesOf(target.name)
    const pending = probes.filter(({ running }) => running).map(({ cost }) => cost ?? NOTHING_SPENT)
    const before = planned.get(target.name)
    const plan = planBudget({
      budget: target.budget,
      spent: pending.reduce(addSpend, spentToday.get(target.name) ?? NOTHING_SPENT),
      spenders: probes.map(spenderOf),
      now: clock.now(),
      ...(before ? { before } : {}),
    })
    planned.set(target.name, plan)
  }

  /** Reads what was spent today, on all targets or on one, and plans the rest of the day. */
  async function refresh(only?: Target): Promise<void> {
    const day = dayOf(clock.now())
    const rows = await store.spend({ from: day, to: day + 1, ...(only ? { target: only.name } : {}) })
    const spent = new Map(rows.map((row) => [row.target, row]))
    for (const target of only ? [only] : targets) {
      const { requests, inputTokens, outputTokens, microUsd } = spent.get(target.name) ?? NOTHING_SPENT
      spentToday.set(target.name, { requests, inputTokens, outputTokens, microUsd })
      replan(target)
    }
  }

  const spacing = (plan: ProbePlan) => planned.get(plan.target)?.everyMs.get(probeId(plan))
  const byName = new Map(targets.map((target) => [target.name, target]))
  const targetOf = (name: string) => byName.get(name)

  await refresh()
  for (const probe of watched.values()) probe.reportSpacing = spacing(probe.plan) ?? 0
  return {
    spendOf,
    refresh: () => refresh(),
    spacing,
    mayRunMore: (plan) => planned.get(plan.target)?.bare.has(probeId(plan)) !== true,
    reportEvery(plan, isReporting = false) {
      const probe = watched.get(probeId(plan))
      const before = isReporting ? 0 : (probe?.reportSpacing ?? 0)
      return Math.max(probe?.intervalAt(clock.now()) ?? 0, before, spacing(plan) ?? 0)
    },
    cadenceOf(plan) {
      const probe = watched.get(probeId(plan))
      if (!probe || 'every' in plan.cadence) return undefined
      return Math.max(probe.rhythm.everyMs, spacing(plan) ?? 0)
    },
    started(request) {
      const probe = watched.get(probeId(request))
      if (!probe) return
      probe.running = true
      if (request.trigger === 'schedule') probe.lastAt = request.scheduledAt
      const target = targetOf(request.target)
      if (target) replan(target)
    },
    reported(run) {
      const probe = watched.get(probeId(run))
      if (probe) probe.reportSpacing = spacing(probe.plan) ?? 0
    },
    async ended(request, recorded) {
      const probe = watched.get(probeId(request))
      if (!probe) return
      probe.running = false
      if (recorded) learn(recorded)
      const target = targetOf(request.target)
      if (target?.budget) await refresh(target)
    },
    standings: () =>
      targets.flatMap((target) => {
        const plan = planned.get(target.name)
        const spent = spentToday.get(target.name) ?? NOTHING_SPENT
        return plan ? [{ target, spent, plan, spenders: probesOf(target.name).map(spenderOf) }] : []
      }),
  }
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

function spenderOf({ plan, rhythm, cost = NOTHING_SPENT, lastAt }: Watched): Spender {
  return { id: probeId(plan), ...rhythm, cost, ...defined({ lastAt }) }
}
