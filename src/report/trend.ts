import type {
  HealthView,
  Lane,
  SpendView,
  SurfaceFilter,
  SurfaceView,
  TrendModel,
} from '../../dashboards/model/model.ts'
import {
  defined,
  type History,
  HOUR,
  MINUTE,
  type MonitorHealth,
  type ProbeRef,
  type StateSpan,
  silentAfterMs,
  surfaceId,
} from '../core/index.ts'
import { alertView } from './alerts.ts'
import { groupBy } from './group.ts'
import { readIncidents } from './incidents.ts'
import { lanesOf } from './lanes.ts'
import { latencyOf } from './latency.ts'
import { isSmall } from './overview.ts'
import { pageLanesOf } from './pages.ts'
import { bucketsOf } from './range.ts'
import { type Budgets, spendViews } from './spend.ts'
import { statusesOf } from './statuses.ts'
import { readStepOrder } from './step-order.ts'
import { selectSurfaces, type TrendSelection } from './trend-selection.ts'

const ALERTS = 30
/** One slot may be missing within a line, not two. */
const LINE_INTERVALS = 2.5
const CADENCE_UNKNOWN = 15 * MINUTE
/** Targets of a large set-up whose spending is read. */
const SPENDERS = 100
/** Probes whose steps are charted. */
const PROBES_CHARTED = 24

export interface TrendOptions {
  readonly range: { readonly from: number; readonly to: number }
  /** The doors now: they tell how often each surface is probed. */
  readonly doors: readonly SurfaceView[]
  readonly budgets?: Budgets
  /** Which of many doors are asked for. */
  readonly filter?: SurfaceFilter
}

/** What happened over the range. Of many surfaces only those that are drawn are read, so that its cost is bounded. */
export async function buildTrend(history: History, options: TrendOptions): Promise<TrendModel> {
  const { doors, budgets = {}, filter = {} } = options
  const many = !isSmall(doors, filter)
  const range = bucketsOf(options.range, many ? { finestMs: finestOfMany(options.range) } : {})
  const [records, allStates] = await Promise.all([history.witness(range), history.states(range)])
  const selection = many ? selectSurfaces(doors, allStates, filter) : undefined
  const states = selection ? spansOf(selection, allStates) : allStates
  const [outcomes, measures, statuses, incidents, alerts, health, days, notices] = await Promise.all([
    history.outcomes(selection ? { ...range, surfaces: selection.lanes } : range),
    history.measures(selection ? { ...range, surfaces: selection.charted } : range),
    history.statuses(selection ? { ...range, surfaces: selection.charted } : range),
    readIncidents(history, range, records, (incident) => selection?.hasIncident(incident) ?? true),
    history.alerts({ from: range.from, limit: ALERTS }),
    history.health(range),
    history.spend(selection ? { ...range, targets: targetsOf(selection, budgets) } : range),
    history.openNotices(),
  ])
  const watchedSince = health.oldestRunAt
  const everyMs = (id: string) => mostFrequentMs(doors, id)
  const quietMs = (id: string) => Math.max(silentAfterMs(everyMs(id)), range.bucketMs)
  const gapMs = (probe: ProbeRef) => LINE_INTERVALS * Math.max(intervalOf(doors, probe), range.bucketMs)
  const lanes = lanesOf({ range, states, outcomes, watchedSince, quietMs })
  const shownPages = selection ? records.filter(({ target }) => lanes.some((lane) => lane.target === target)) : records
  return {
    range,
    ...defined({ watchedSince }),
    lanes: selection ? inOrderOf(selection, lanes) : lanes,
    pages: pageLanesOf(shownPages, states, range),
    latency: latencyOf({ series: measures, order: await readStepOrder(history, measures), gapMs }).slice(
      0,
      PROBES_CHARTED,
    ),
    statuses: statusesOf(statuses, range, everyMs),
    incidents,
    alerts: alerts.map(alertView),
    health: healthView(health, lanes, spendViews({ days, notices, budgets, to: range.to })),
    ...(selection ? { selection: selectionView(selection, filter) } : {}),
  }
}

/** Whole hours from a day on: their sums are stored, while single runs of a large set-up are millions. */
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
  const shown = new Set(lanes.map(surfaceId))
  return states.filter((span) => shown.has(surfaceId(span)))
}

/** Lanes grouped by target, the group with the worst lane first. */
function inOrderOf(selection: TrendSelection, lanes: readonly Lane[]): readonly Lane[] {
  const places = new Map(selection.lanes.map((ref, index) => [surfaceId(ref), index]))
  const placeOf = (lane: Lane) => places.get(surfaceId(lane)) ?? selection.lanes.length
  const inPlace = lanes.toSorted((a, b) => placeOf(a) - placeOf(b))
  return [...groupBy(inPlace, ({ target }) => target).values()].flat()
}

/** Whose spending is shown: those with a budget, and those with a lane. */
function targetsOf({ lanes }: TrendSelection, budgets: Budgets): readonly string[] {
  return [...new Set([...Object.keys(budgets), ...lanes.map(({ target }) => target)])].slice(0, SPENDERS)
}

/** Milliseconds between the slots of the most frequent probe of a surface, by the surface's id. */
function mostFrequentMs(doors: readonly SurfaceView[], id: string): number {
  const probes = doors.filter((door) => surfaceId(door) === id).flatMap((door) => door.probes)
  return probes.length === 0 ? CADENCE_UNKNOWN : Math.min(...probes.map((probe) => probe.everyMs))
}

/** Milliseconds between the slots of a probe. */
function intervalOf(doors: readonly SurfaceView[], { target, probe }: ProbeRef): number {
  const probes = doors.filter((door) => door.target === target).flatMap((door) => door.probes)
  return probes.find((one) => one.probe === probe)?.everyMs ?? CADENCE_UNKNOWN
}

function healthView(health: MonitorHealth, lanes: readonly Lane[], spend: readonly SpendView[]): HealthView {
  const { oldestRunAt: _, ...figures } = health
  const shares = lanes.filter((lane) => lane.watchedMs > 0).map((lane) => lane.measuredMs / lane.watchedMs)
  return { ...figures, spend, ...(shares.length > 0 ? { continuity: Math.max(...shares) } : {}) }
}
