import type { MonthFigures, MonthIncident, MonthModel, MonthSurface } from '../../../dashboards/model/month.ts'
import type { PlanEvaluation } from '../../continuity/index.ts'
import {
  coveredMs,
  DAY,
  defined,
  type History,
  HOUR,
  type IncidentRecord,
  ownerOf,
  pageOnIncident,
  type State,
  type StateSpan,
  surfaceId,
  surfaceTitle,
  type WitnessRecord,
} from '../../core/index.ts'
import type { CostedPlan } from '../costs.ts'
import { incidentTitle, worstStateOf } from '../incidents.ts'
import { bySurface } from '../names.ts'
import { type Month, monthNamed } from '../period/calendar-month.ts'
import { comparePeriods } from '../period/compare.ts'
import { type PeriodFigures, readPeriod } from '../period/figures.ts'
import { heatOf } from '../period/heat.ts'
import { readMonthContinuity } from './continuity.ts'
import { findingsOf } from './findings.ts'
import { monthPages } from './pages.ts'

/** Incidents that are listed: two pages hold no more. */
const LISTED = 8
/** The search for a post-mortem ends this long after the end of an incident, ms. */
const POSTMORTEM_MS = 60 * DAY

export type MonthHistory = History

interface MonthOptions {
  /** '2026-03' */
  readonly month: string
  readonly timezone: string
  readonly now: number
  /** Default: no costs are shown. */
  readonly costs?: CostedPlan
  /** The plan as it is now. Default: no plan is shown. */
  readonly plan?: PlanEvaluation
}

/**
 * The month for a manager, cut at midnight in the zone.
 * @throws MonitorError `range` where `month` is none, or has not begun
 */
export async function buildMonth(
  history: MonthHistory,
  { month: name, timezone, now, costs, plan }: MonthOptions,
): Promise<MonthModel> {
  const month = monthNamed(name, timezone, now)
  const to = Math.min(month.to, now)
  const range = { from: month.from, to }
  // An open month is compared with as much of the month before.
  const open = now < month.to
  const before = {
    from: month.before.from,
    to: open ? Math.min(month.before.to, month.before.from + (to - month.from)) : month.before.to,
  }
  const laterTo = Math.min(now, to + POSTMORTEM_MS)
  const [current, earlier, states, records, later, hours, health, continuity] = await Promise.all([
    readPeriod(history, range, to),
    readPeriod(history, before, before.to),
    history.states(range),
    history.witness({ from: month.from - HOUR, to }),
    history.witness({ from: month.from - HOUR, to: laterTo }),
    history.slotTotals({ ...range, bucketMs: HOUR }),
    history.health({ from: to - 1, to }),
    readMonthContinuity(history, { range, before, ...defined({ costs, plan }) }),
  ])
  const incidents = current.incidents.map((incident) => monthIncident(incident, recordOf(records, incident), to))
  const listed = incidents.toSorted((a, b) => b.lastedMs - a.lastedMs).slice(0, LISTED)
  const surfaces = surfacesOf(current, earlier, states)
  const pages = monthPages(records, { incidents: current.incidents, states, later, laterTo })
  return {
    ...{
      at: now,
      month: month.name,
      title: month.title,
      beforeTitle: month.before.title,
      from: month.from,
      to: month.to,
    },
    open,
    ...defined({ measuredFrom: measuredFrom(month, health.oldestRunAt) }),
    ...continuity,
    ...{ current: figuresOf(current), before: figuresOf(earlier), changes: comparePeriods(current, earlier) },
    findings: findingsOf({
      surfaces,
      incidents,
      pages,
      heat: heatOf(hours, timezone),
      current,
      ...defined({ costs: continuity.costs }),
    }),
    ...{ surfaces, incidents: listed, moreIncidents: incidents.length - listed.length, pages },
  }
}

function measuredFrom({ from }: Month, oldestRunAt: number | undefined): number | undefined {
  return oldestRunAt !== undefined && oldestRunAt > from + HOUR ? oldestRunAt : undefined
}

function recordOf(records: readonly WitnessRecord[], { target }: IncidentRecord): WitnessRecord | undefined {
  return records.find((record) => record.target === target)
}

function figuresOf({ total, incidents, troubleMs, mttdMs, mttrMs }: PeriodFigures): MonthFigures {
  return {
    ...{ runs: total.runs, incidents: incidents.length, troubleMs },
    ...defined({ availability: total.availability, mttdMs, mttrMs }),
  }
}

function monthIncident(incident: IncidentRecord, record: WitnessRecord | undefined, end: number): MonthIncident {
  const { name, impactAt, openedAt, resolvedAt } = incident
  const page = pageOnIncident(incident, record)
  const leadMs = page?.firstAt === undefined ? undefined : page.firstAt - openedAt
  return {
    ...{ name, title: incidentTitle(incident), impactAt, open: resolvedAt === undefined || resolvedAt > end },
    worst: worstStateOf(incident),
    lastedMs: Math.max(0, Math.min(resolvedAt ?? end, end) - impactAt),
    detectionMs: Math.max(0, openedAt - impactAt),
    ...defined({ leadMs, owner: ownerOf(incident) }),
    silent: page !== undefined && page.firstAt === undefined,
  }
}

function surfacesOf(
  current: PeriodFigures,
  earlier: PeriodFigures,
  states: readonly StateSpan[],
): readonly MonthSurface[] {
  const refs = new Map(states.map(({ target, surface }) => [surfaceId({ target, surface }), { target, surface }]))
  return [...refs]
    .map(([id, ref]) => {
      const spans = states.filter((span) => surfaceId(span) === id)
      const lasted = (state: State) => coveredMs(spans.filter((span) => span.state === state))
      return {
        ...{ ...ref, title: surfaceTitle(ref.surface), downMs: lasted('down'), degradedMs: lasted('degraded') },
        ...defined({
          availability: current.surfaces.get(id)?.availability,
          before: earlier.surfaces.get(id)?.availability,
        }),
      }
    })
    .toSorted(bySurface)
}
