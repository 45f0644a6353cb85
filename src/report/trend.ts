import type { SurfaceFilter, TrendModel } from '../../dashboards/model/model.ts'
import { type DrillStanding, defined, type History, type ProbeRef, type SurfaceRef } from '../core/index.ts'
import type { SurfaceObjective } from '../slo/index.ts'
import { alertView } from './alerts.ts'
import { type CostedPlan, readTrendCosts, type TrendCosts } from './costs.ts'
import { type DrawnOptions, drawnLanes, drawnRange, readDrawn } from './drawn-lanes.ts'
import { filled } from './filled.ts'
import { healthView } from './health.ts'
import { readIncidents } from './incidents.ts'
import { intervalsOf, JOINED_INTERVALS } from './intervals.ts'
import { latencyOf } from './latency.ts'
import { readMonths } from './month-cells.ts'
import { objectiveViews } from './objectives.ts'
import { pageLanesOf } from './pages.ts'
import { peopleLanesOf } from './people.ts'
import { readTrendPeriod } from './period/of-trend.ts'
import { setupMarks } from './setup-marks.ts'
import { type Budgets, spendViews } from './spend.ts'
import { statusesOf } from './statuses.ts'
import { readStepOrder } from './step-order.ts'
import type { TrendSelection } from './trend-selection.ts'

const ALERTS = 30
/** Most targets whose spending is read. */
const SPENDERS = 100
/** Most probes with step charts. */
const PROBES_CHARTED = 24

export interface TrendOptions extends DrawnOptions {
  readonly budgets?: Budgets
  /** Reads the objectives of these surfaces, or of all. Default: the trend has none. */
  readonly objectives?: (surfaces: readonly SurfaceRef[] | undefined) => Promise<readonly SurfaceObjective[]>
  /** IANA name. With it the range is compared with the one before, and failures are counted by hour. */
  readonly timezone?: string
  /** Names what outages cost. Default: no costs are shown. */
  readonly costs?: CostedPlan
  /** Whether the plan was rehearsed lately. Default: there is no plan. */
  readonly drill?: DrillStanding
}

/** What happened over the range. Reads only the surfaces that are drawn, so that the cost is bounded. */
export async function buildTrend(source: History, options: TrendOptions): Promise<TrendModel> {
  const history = readingIncidentsOnce(source)
  const { surfaces, budgets = {}, filter = {}, timezone } = options
  const range = drawnRange(options)
  const [records, drawn, reports] = await Promise.all([
    history.witness(range),
    readDrawn(history, options),
    history.reports(range),
  ])
  const people = peopleLanesOf(reports, range)
  const { selection, states } = drawn
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
  // With a selection the sections are of different surfaces.
  const read = selection ? {} : { series: { outcomes, measures }, read: { range, outcomes } }
  const [costs, compared, months] = await Promise.all([
    readTrendCosts(history, options.costs, range),
    timezone === undefined ? {} : readTrendPeriod(history, range, { timezone, ...lanesOnly, ...read }),
    timezone === undefined ? undefined : readMonths(history, range, { timezone, ...chartedOnly, ...read }),
  ])
  const watchedSince = health.oldestRunAt
  const { shortest, ofProbe } = intervalsOf(surfaces)
  const gapMs = (probe: ProbeRef) => JOINED_INTERVALS * Math.max(ofProbe(probe), range.bucketMs)
  const lanes = drawnLanes(drawn, { range, outcomes, watchedSince, surfaces })
  const shownPages = selection ? records.filter(({ target }) => lanes.some((lane) => lane.target === target)) : records
  return {
    range,
    ...compared,
    ...defined({ months, watchedSince }),
    lanes,
    pages: pageLanesOf(shownPages, states, range),
    ...defined({ people: filled(people) }),
    latency: latencyOf({ series: measures, order: await readStepOrder(history, measures), gapMs }).slice(
      0,
      PROBES_CHARTED,
    ),
    statuses: statusesOf(statuses, range, shortest),
    objectives: objectiveViews(objectives),
    setup: setupMarks(changes),
    incidents: withCosts(incidents, costs),
    ...defined({ costs: costs.summary }),
    alerts: alerts.map(alertView),
    health: healthView({ health, lanes, drill: options.drill }, spendViews({ days, notices, budgets, to: range.to })),
    ...defined({ selection: selection && selectionView(selection, filter) }),
  }
}

/** Several sections are about the same incidents, with their timelines. */
function readingIncidentsOnce(history: History): History {
  const readings = new Map<string, ReturnType<History['incidents']>>()
  return {
    ...history,
    incidents(range) {
      const key = JSON.stringify([range.from, range.to, range.target])
      const reading = readings.get(key) ?? history.incidents(range)
      readings.set(key, reading)
      return reading
    },
  }
}

function withCosts({ total, shown }: TrendModel['incidents'], { byIncident }: TrendCosts): TrendModel['incidents'] {
  return {
    total,
    shown: shown.map((incident) => ({ ...incident, ...defined({ cost: byIncident.get(incident.name) }) })),
  }
}

function selectionView(
  { matching, charted }: TrendSelection,
  { text, state }: SurfaceFilter,
): NonNullable<TrendModel['selection']> {
  return { matching, charted: charted.length, filtered: text !== undefined || state !== undefined }
}

/** Targets with a budget, and those with a lane. */
function targetsOf({ lanes }: Pick<TrendSelection, 'lanes'>, budgets: Budgets): readonly string[] {
  return [...new Set([...Object.keys(budgets), ...lanes.map(({ target }) => target)])].slice(0, SPENDERS)
}
