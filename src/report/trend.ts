import type {
  HealthView,
  Lane,
  SpendView,
  SurfaceFilter,
  SurfaceView,
  TrendModel,
} from '../../dashboards/model/model.ts'
import {
  bucketsOf,
  type DrillStanding,
  defined,
  type History,
  HOUR,
  MINUTE,
  type MonitorHealth,
  type ProbeRef,
  type StateSpan,
  type SurfaceRef,
  silentAfterMs,
  surfaceId,
} from '../core/index.ts'
import type { SurfaceObjective } from '../slo/index.ts'
import { alertView } from './alerts.ts'
import { type CostedPlan, readTrendCosts, type TrendCosts } from './costs.ts'
import { groupBy } from './group.ts'
import { readIncidents } from './incidents.ts'
import { lanesOf } from './lanes.ts'
import { latencyOf } from './latency.ts'
import { readMonths } from './month-cells.ts'
import { objectiveViews } from './objectives.ts'
import { isSmall } from './overview.ts'
import { pageLanesOf } from './pages.ts'
import { peopleLanesOf } from './people.ts'
import { readTrendPeriod } from './period/of-trend.ts'
import { setupMarks } from './setup-marks.ts'
import { type Budgets, spendViews } from './spend.ts'
import { statusesOf } from './statuses.ts'
import { readStepOrder } from './step-order.ts'
import { selectSurfaces, type TrendSelection } from './trend-selection.ts'

const ALERTS = 30
/** A line of a chart bridges one missing slot, not two. */
const LINE_INTERVALS = 2.5
const CADENCE_UNKNOWN = 15 * MINUTE
/** Most targets whose spending is read. */
const SPENDERS = 100
/** Most probes with step charts. */
const PROBES_CHARTED = 24

export interface TrendOptions {
  readonly range: { readonly from: number; readonly to: number }
  /** The current surfaces, for the intervals of their probes. */
  readonly surfaces: readonly SurfaceView[]
  readonly budgets?: Budgets
  /** Reads the objectives of these surfaces, or of all. Default: the trend has none. */
  readonly objectives?: (surfaces: readonly SurfaceRef[] | undefined) => Promise<readonly SurfaceObjective[]>
  readonly filter?: SurfaceFilter
  /** IANA name. With it the range is compared with the one before, and failures are counted by hour. */
  readonly timezone?: string
  /** Names what outages cost. Default: no costs are shown. */
  readonly costs?: CostedPlan
  /** Whether the plan was rehearsed lately. Default: there is no plan. */
  readonly drill?: DrillStanding
}

/** What happened over the range. Reads only the surfaces that are drawn, so that the cost is bounded. */
export async function buildTrend(history: History, options: TrendOptions): Promise<TrendModel> {
  const { surfaces, budgets = {}, filter = {}, timezone } = options
  const many = !isSmall(surfaces, filter)
  const range = bucketsOf(options.range, many ? { finestMs: finestOfMany(options.range) } : {})
  const [records, allStates, reports] = await Promise.all([
    history.witness(range),
    history.states(range),
    history.reports(range),
  ])
  const people = peopleLanesOf(reports, range)
  const selection = many ? selectSurfaces(surfaces, allStates, filter) : undefined
  const states = selection ? spansOf(selection, allStates) : allStates
  const [outcomes, objectives, measures, statuses, incidents, alerts, health, days, notices, changes] =
    await Promise.all([
      history.outcomes(selection ? { ...range, surfaces: selection.lanes } : range),
      options.objectives?.(selection?.lanes) ?? [],
      history.measures(selection ? { ...range, surfaces: selection.charted } : range),
      history.statuses(selection ? { ...range, surfaces: selection.charted } : range),
      readIncidents(history, range, records, (incident) => selection?.hasIncident(incident) ?? true),
      history.alerts({ from: range.from, to: range.to + 1, limit: ALERTS }),
      history.health(range),
      history.spend(selection ? { ...range, targets: targetsOf(selection, budgets) } : range),
      history.openNotices(),
      history.setupChanges(range),
    ])
  const [lanesOnly, chartedOnly] = [defined({ surfaces: selection?.lanes }), defined({ surfaces: selection?.charted })]
  const read = selection ? {} : { series: { outcomes, measures } }
  const [costs, compared, months] = await Promise.all([
    readTrendCosts(history, options.costs, range),
    timezone === undefined ? {} : readTrendPeriod(history, range, { timezone, ...lanesOnly, ...read }),
    timezone === undefined ? undefined : readMonths(history, range, { timezone, ...chartedOnly }),
  ])
  const watchedSince = health.oldestRunAt
  const everyMs = (id: string) => mostFrequentMs(surfaces, id)
  const intervals = intervalsBySurface(surfaces)
  const quietMs = (id: string) => Math.max(silentAfterMs(everyMs(id)), range.bucketMs)
  const gapMs = (probe: ProbeRef) => LINE_INTERVALS * Math.max(intervalOf(surfaces, probe), range.bucketMs)
  const lanes = lanesOf({ range, states, outcomes, watchedSince, quietMs, intervals })
  const shownPages = selection ? records.filter(({ target }) => lanes.some((lane) => lane.target === target)) : records
  return {
    range,
    ...compared,
    ...defined({ months, watchedSince }),
    lanes: selection ? inOrderOf(selection, lanes) : lanes,
    pages: pageLanesOf(shownPages, states, range),
    ...(people.length > 0 ? { people } : {}),
    latency: latencyOf({ series: measures, order: await readStepOrder(history, measures), gapMs }).slice(
      0,
      PROBES_CHARTED,
    ),
    statuses: statusesOf(statuses, range, everyMs),
    objectives: objectiveViews(objectives),
    setup: setupMarks(changes),
    incidents: withCosts(incidents, costs),
    ...defined({ costs: costs.summary }),
    alerts: alerts.map(alertView),
    health: healthView({ health, lanes, drill: options.drill }, spendViews({ days, notices, budgets, to: range.to })),
    ...(selection ? { selection: selectionView(selection, filter) } : {}),
  }
}

function withCosts({ total, shown }: TrendModel['incidents'], { byIncident }: TrendCosts): TrendModel['incidents'] {
  return { total, shown: shown.map((one) => ({ ...one, ...defined({ cost: byIncident.get(one.name) }) })) }
}

/** Whole hours for ranges over 12 h: their sums are stored, while single runs of many surfaces are millions. */
function finestOfMany({ from, to }: TrendOptions['range']): number {
  return to - from > 12 * HOUR ? HOUR : 0
}

function selectionView(
  { matching, charted }: TrendSelection,
  { text, state }: SurfaceFilter,
): NonNullable<TrendModel['selection']> {
  return { matching, charted: charted.length, filtered: text !== undefined || state !== undefined }
}

function spansOf({ lanes }: TrendSelection, states: readonly StateSpan[]): readonly StateSpan[] {
  const laneIds = new Set(lanes.map(surfaceId))
  return states.filter((span) => laneIds.has(surfaceId(span)))
}

/** Lanes grouped by target, the group with the worst lane first. */
function inOrderOf(selection: TrendSelection, lanes: readonly Lane[]): readonly Lane[] {
  const places = new Map(selection.lanes.map((ref, index) => [surfaceId(ref), index]))
  const placeOf = (lane: Lane) => places.get(surfaceId(lane)) ?? selection.lanes.length
  const inPlace = lanes.toSorted((a, b) => placeOf(a) - placeOf(b))
  return [...groupBy(inPlace, ({ target }) => target).values()].flat()
}

/** Targets with a budget, and those with a lane. */
function targetsOf({ lanes }: TrendSelection, budgets: Budgets): readonly string[] {
  return [...new Set([...Object.keys(budgets), ...lanes.map(({ target }) => target)])].slice(0, SPENDERS)
}

/** Milliseconds between the slots of the most frequent probe of a surface, by the surface's id. */
function mostFrequentMs(surfaces: readonly SurfaceView[], id: string): number {
  const probes = surfaces.filter((surface) => surfaceId(surface) === id).flatMap((surface) => surface.probes)
  return probes.length === 0 ? CADENCE_UNKNOWN : Math.min(...probes.map((probe) => probe.everyMs))
}

/** Intervals of the probes of each surface, ms, by the surface's id. */
function intervalsBySurface(surfaces: readonly SurfaceView[]): (id: string) => readonly number[] {
  const intervals = new Map(
    surfaces.map((surface) => [surfaceId(surface), surface.probes.map(({ everyMs }) => everyMs)]),
  )
  return (id) => intervals.get(id) ?? []
}

/** Milliseconds between the slots of a probe. */
function intervalOf(surfaces: readonly SurfaceView[], { target, probe }: ProbeRef): number {
  const probes = surfaces.filter((surface) => surface.target === target).flatMap((surface) => surface.probes)
  return probes.find((one) => one.probe === probe)?.everyMs ?? CADENCE_UNKNOWN
}

function healthView(
  from: { readonly health: MonitorHealth; readonly lanes: readonly Lane[]; readonly drill: DrillStanding | undefined },
  spend: readonly SpendView[],
): HealthView {
  const { health, lanes, drill } = from
  const { oldestRunAt: _, ...figures } = health
  const shares = lanes.filter((lane) => lane.watchedMs > 0).map((lane) => lane.measuredMs / lane.watchedMs)
  return {
    ...{ ...figures, spend },
    ...(shares.length > 0 ? { continuity: Math.max(...shares) } : {}),
    ...(drill ? { drill: rehearsalOf(drill) } : {}),
  }
}

function rehearsalOf({ stale, lastAt, score, possible, text }: DrillStanding): NonNullable<HealthView['drill']> {
  const value = lastAt === undefined ? 'never' : new Date(lastAt).toISOString().slice(0, 10)
  return { stale, value, detail: stale || score === undefined ? text : `${score} of ${possible} points` }
}
