import type { Config } from '../../config/index.ts'
import {
  DAY,
  defined,
  formatDuration,
  HOUR,
  MINUTE,
  type OutcomeSeries,
  type SurfaceStatus,
  surfaceId,
} from '../../core/index.ts'
import {
  type Budget,
  type Burn,
  budgetOf,
  burnRates,
  type Objective,
  type Reliability,
  type RunCounts,
  reliabilityOf,
  troubleSpans,
} from '../../slo/index.ts'
import { openStoreReader, type StoreReader } from '../../store/index.ts'
import { type Context, configFor } from '../process/context.ts'
import type { Paint } from '../terminal/colour.ts'
import { table } from '../terminal/table.ts'

export interface SloOptions {
  readonly config?: string
  readonly json?: boolean
}

interface SurfaceSlo {
  readonly id: string
  readonly budget: Budget
  readonly burns: readonly Burn[]
  /** MTTD, MTTR and MTBF for all causes together, then for each. */
  readonly reliability: readonly Reliability[]
}

/** Burn rates look three days back, in buckets as short as their shortest window. */
const BURN_MS = 3 * DAY

/** `doorwatch slo`: objectives, error budgets and burn rates per surface, and how long trouble took to see and to end. */
export async function slo(context: Context, options: SloOptions): Promise<void> {
  const config = await configFor(context, options)
  const clock = { now: () => Date.now() }
  const store = await openStoreReader({ path: config.database })
  try {
    const surfaces = await readSlos(store, config, clock.now())
    context.stdout.write(options.json ? `${JSON.stringify({ surfaces }, null, 2)}\n` : text(surfaces, context.paint))
  } finally {
    await store.close()
  }
}

async function readSlos(store: StoreReader, config: Config, now: number): Promise<readonly SurfaceSlo[]> {
  const statuses = (await store.surfaces()).filter(({ retiredAt }) => retiredAt === undefined)
  const objectives = statuses.map((status) => objectiveFor(status, config))
  const windowMs = Math.max(DAY, ...objectives.map(({ windowDays }) => windowDays * DAY))
  const from = Math.floor((now - windowMs) / HOUR) * HOUR
  const burnFrom = Math.floor((now - BURN_MS) / (5 * MINUTE)) * 5 * MINUTE
  const [hours, minutes, transitions] = await Promise.all([
    store.outcomes({ from, to: now, bucketMs: HOUR }),
    store.outcomes({ from: burnFrom, to: now, bucketMs: 5 * MINUTE }),
    store.transitions({ from, to: now }),
  ])
  const reliability = reliabilityOf(troubleSpans(transitions), { from, to: now })
  const slos: SurfaceSlo[] = []
  for (const [index, status] of statuses.entries()) {
    const objective = objectives[index] as Required<Pick<Objective, 'windowDays'>> & Objective
    const late = objective.latencyMs === undefined ? [] : await lateRuns(store, status, objective.latencyMs, from, now)
    slos.push({
      id: surfaceId(status),
      budget: budgetOf(objective, countsOf(hours, status, late, HOUR), now),
      burns: burnRates(objective, countsOf(minutes, status, late, 5 * MINUTE), now),
      reliability: reliability.filter((row) => surfaceId(row) === surfaceId(status)),
    })
  }
  return slos
}

function objectiveFor(status: SurfaceStatus, config: Config): Required<Pick<Objective, 'windowDays'>> & Objective {
  const { objectives } = config
  const own = objectives.surfaces[surfaceId(status)] ?? objectives.surfaces[status.surface]
  const latencyMs = own?.latencyMs
  return {
    surface: surfaceId(status),
    availability: own?.availability ?? objectives.availability,
    windowDays: objectives.windowDays,
    ...defined({ latencyMs }),
  }
}

/** Start times of good runs that took longer than they may. */
async function lateRuns(
  store: StoreReader,
  status: SurfaceStatus,
  limitMs: number,
  from: number,
  to: number,
): Promise<readonly number[]> {
  const { target, surface } = status
  const late: number[] = []
  for (let day = from; day < to; day += DAY) {
    const runs = await store.runs({
      from: day,
      to: Math.min(to, day + DAY),
      target,
      surface,
      outcomes: ['passed', 'slow'],
      triggers: ['schedule'],
      limit: Number.MAX_SAFE_INTEGER,
    })
    late.push(...runs.filter(({ durationMs }) => durationMs > limitMs).map(({ scheduledAt }) => scheduledAt))
  }
  return late
}

function countsOf(
  series: readonly OutcomeSeries[],
  status: SurfaceStatus,
  late: readonly number[],
  bucketMs: number,
): readonly RunCounts[] {
  const own = series.find((one) => surfaceId(one) === surfaceId(status))
  return (own?.buckets ?? []).map(({ at, counts }) => ({
    at,
    good: counts.passed + counts.slow,
    bad: counts.failed,
    tooSlow: late.filter((one) => one >= at && one < at + bucketMs).length,
  }))
}

function text(surfaces: readonly SurfaceSlo[], paint: Paint): string {
  if (surfaces.length === 0) return 'Nothing has been measured yet. Start the worker with: doorwatch start\n'
  const percent = (share: number | undefined) => (share === undefined ? '-' : `${(100 * share).toFixed(2)} %`)
  const head = ['surface', 'objective', 'measured', 'budget left', 'verdict', 'burning', 'MTTD', 'MTTR', 'MTBF']
  const rows = surfaces.map(({ id, budget, burns, reliability }) => {
    const all = reliability.find(({ cause }) => cause === undefined)
    const span = (ms: number | undefined) => (ms === undefined ? '-' : formatDuration(ms))
    const verdict = budget.verdict === 'missed' ? paint('red', 'missed') : budget.verdict
    return [
      id,
      percent(budget.objective),
      percent(budget.availability),
      budgetText(budget),
      verdict,
      burnText(burns),
      span(all?.mttdMs),
      span(all?.mttrMs),
      span(all?.mtbfMs),
    ]
  })
  return `${table([head.map((cell) => paint('dim', cell)), ...rows])}\n`
}

function budgetText({ left, allowed }: Budget): string {
  const all = Math.floor(allowed)
  return left < 0 ? `${Math.ceil(-left)} runs over, ${all} allowed` : `${Math.floor(left)} of ${all} runs`
}

function burnText(burns: readonly Burn[]): string {
  const worst = burns.find(({ burning }) => burning)
  if (!worst) return 'no'
  return `${worst.longRate.toFixed(1)}× over ${formatDuration(worst.rule.longMs)} (${worst.rule.severity})`
}
