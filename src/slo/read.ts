import {
  bucketsOf,
  DAY,
  defined,
  type History,
  HOUR,
  MINUTE,
  type OutcomeSeries,
  type Range,
  type RunRecord,
  type SurfaceRef,
  surfaceId,
} from '../core/index.ts'
import {
  type BudgetTime,
  budgetTimeOf,
  type CoursePoint,
  courseOf,
  dayRateOf,
  type IncidentSpend,
  spendByIncident,
  timeLeftMs,
  type WindowBucket,
} from './course.ts'
import { type Reliability, reliabilityOf, troubleSpans } from './reliability.ts'
import { type Burn, burnRates, type ErrorBudget, errorBudgetOf, type Objective } from './slo.ts'

/** Service level objectives of the configuration. */
export interface Objectives {
  /** Default share of good runs: 0.99 for 99 %. */
  readonly availability: number
  readonly windowDays: number
  /** By surface (`login`) or surface id (`claude/login`). */
  readonly surfaces: Readonly<Record<string, { readonly availability?: number; readonly latencyMs?: number }>>
}

/** One surface against its objective. */
export interface SurfaceObjective extends SurfaceRef {
  readonly windowDays: number
  /** Start and end of the window, epoch ms. */
  readonly from: number
  readonly to: number
  readonly budget: ErrorBudget
  /** The budget as time. */
  readonly time: BudgetTime
  readonly burns: readonly Burn[]
  /** How many times faster than allowed the budget was spent over the last day. */
  readonly dayRate: number
  /** See timeLeftMs. */
  readonly timeLeftMs?: number
  readonly course: readonly CoursePoint[]
  /** The incidents that spent most of it first. */
  readonly incidents: readonly IncidentSpend[]
}

interface Question {
  readonly objectives: Objectives
  /** Epoch ms; the end of every window. */
  readonly now: number
  /** Only these surfaces. Default: all that are watched. */
  readonly surfaces?: readonly SurfaceRef[]
}

type ObjectiveHistory = Pick<History, 'surfaces' | 'outcomes' | 'states' | 'runs' | 'incidents'>

/** The longest window of a burn rule, and the range in which the short windows need buckets of five minutes. */
const BURN = { longestMs: 3 * DAY, fineMs: 6 * HOUR, bucketMs: 5 * MINUTE }

/** Reads the error budget of each surface over the window, the incidents that spent it, and its burn rates at `now`. */
export async function readObjectives(
  history: ObjectiveHistory,
  question: Question,
): Promise<readonly SurfaceObjective[]> {
  const { objectives, now } = question
  const surfaces = question.surfaces ?? (await watchedSurfaces(history))
  if (surfaces.length === 0) return []
  const windowFrom = windowStart(objectives, now)
  const fineFrom = Math.floor((now - BURN.fineMs) / HOUR) * HOUR
  const from = Math.min(windowFrom, Math.floor((now - BURN.longestMs) / HOUR) * HOUR)
  // Windows of one and two days begin between hours.
  const coarseMs = windowFrom % HOUR === 0 ? HOUR : 15 * MINUTE
  const selected = defined({ surfaces: question.surfaces })
  const [coarse, fine, incidents] = await Promise.all([
    history.outcomes({ from, to: fineFrom, bucketMs: coarseMs, ...selected }),
    history.outcomes({ from: fineFrom, to: now, bucketMs: BURN.bucketMs, ...selected }),
    history.incidents({ from: windowFrom, to: now }),
  ])
  const results: SurfaceObjective[] = []
  for (const ref of surfaces) {
    const objective = objectiveFor(ref, objectives)
    const lateAt = await lateSlots(history, { ...refOf(ref), from, to: now }, objective.latencyMs)
    const buckets = [
      ...bucketsIn(coarse, objective.surface, { lateAt, bucketMs: coarseMs }),
      ...bucketsIn(fine, objective.surface, { lateAt, bucketMs: BURN.bucketMs }),
    ]
    const window = { from: windowFrom, to: now, windowDays: objectives.windowDays }
    results.push({ ...refOf(ref), ...objectiveOf(ref, { objective, buckets, window, incidents }) })
  }
  return results
}

function refOf({ target, surface }: SurfaceRef): SurfaceRef {
  return { target, surface }
}

/** One surface against its objective, from its buckets. */
function objectiveOf(
  ref: SurfaceRef,
  of: {
    readonly objective: Objective
    readonly buckets: readonly WindowBucket[]
    readonly window: Pick<SurfaceObjective, 'from' | 'to' | 'windowDays'>
    readonly incidents: Parameters<typeof spendByIncident>[1]['incidents']
  },
): Omit<SurfaceObjective, keyof SurfaceRef> {
  const { objective, window, incidents } = of
  const within = of.buckets.filter(({ at }) => at >= window.from)
  const budget = errorBudgetOf(objective, within)
  const time = budgetTimeOf(budget, window.windowDays * DAY)
  const burns = burnRates(objective, of.buckets, window.to)
  const dayRate = dayRateOf(burns)
  return {
    ...{ ...window, budget, time, burns, dayRate },
    ...defined({ timeLeftMs: timeLeftMs(budget, time, dayRate) }),
    course: courseOf(budget, within, window),
    incidents: spendByIncident(ref, { buckets: within, incidents, now: window.to }),
  }
}

/** Reads MTTD, MTTR and MTBF of all surfaces over the window of the objectives; rows for all causes, then for each. */
export async function readReliability(
  history: Pick<History, 'transitions'>,
  { objectives, now }: Pick<Question, 'objectives' | 'now'>,
): Promise<readonly Reliability[]> {
  const range = { from: windowStart(objectives, now), to: now }
  return reliabilityOf(troubleSpans(await history.transitions(range)), range)
}

async function watchedSurfaces(history: Pick<History, 'surfaces'>): Promise<readonly SurfaceRef[]> {
  return (await history.surfaces()).filter(({ retiredAt }) => retiredAt === undefined)
}

/** The start of the window, cut to a bucket like a range of the report, so that both count the same runs. */
function windowStart({ windowDays }: Objectives, now: number): number {
  return bucketsOf({ from: now - windowDays * DAY, to: now }).from
}

function objectiveFor(ref: SurfaceRef, { availability, surfaces }: Objectives): Objective {
  const id = surfaceId(ref)
  const settings = surfaces[id] ?? surfaces[ref.surface]
  const latencyMs = settings?.latencyMs
  return {
    surface: id,
    availability: settings?.availability ?? availability,
    ...defined({ latencyMs }),
  }
}

/** Slots (epoch ms) of good runs that took longer than `latencyMs`, without those under maintenance. */
async function lateSlots(
  history: Pick<History, 'runs' | 'states'>,
  range: Range & SurfaceRef,
  latencyMs: number | undefined,
): Promise<readonly number[]> {
  if (latencyMs === undefined) return []
  const { target, surface } = range
  const states = (await history.states(range)).filter((span) => span.surface === surface)
  const quiet = states.filter(({ state }) => state === 'maintenance')
  const isQuiet = ({ startedAt, durationMs }: RunRecord) =>
    quiet.some(({ from, to }) => startedAt + durationMs >= from && startedAt + durationMs < to)
  const late: number[] = []
  // A day at a time: a month of runs with all their steps would not fit into memory.
  for (let from = range.from; from < range.to; from += DAY) {
    const runs = await history.runs({
      ...{ from, to: Math.min(range.to, from + DAY), target, surface },
      outcomes: ['passed', 'slow'],
      triggers: ['schedule'],
      limit: Number.MAX_SAFE_INTEGER,
    })
    const slow = runs.filter((run) => run.durationMs > latencyMs && !isQuiet(run))
    late.push(...slow.map(({ scheduledAt }) => scheduledAt))
  }
  return late
}

function bucketsIn(
  series: readonly OutcomeSeries[],
  id: string,
  { lateAt, bucketMs }: { readonly lateAt: readonly number[]; readonly bucketMs: number },
): readonly WindowBucket[] {
  const ofSurface = series.find((entry) => surfaceId(entry) === id)
  return (ofSurface?.buckets ?? []).map(({ at, slots }) => ({
    ...{ at, ms: bucketMs, good: slots.good, failed: slots.failed, unmeasured: slots.unmeasured },
    tooSlow: lateAt.length === 0 ? 0 : lateAt.filter((slot) => slot >= at && slot < at + bucketMs).length,
  }))
}
