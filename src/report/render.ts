import {
  alertsDocument,
  documentOf,
  drillDocument,
  frontOf,
  incidentDocument,
  incidentPolicyText,
  type MissingPage,
  MUTE_SPANS,
  missingDocument,
  monitorDocument,
  monthDocument,
  monthPolicyText,
  objectivesDocument,
  type Page,
  planDocument,
  probeDocument,
  runDocument,
  SEEN_TROUBLES,
  trendOf,
  type View,
  viewOf,
} from '../../dashboards/index.ts'
import type { AlertsPageModel } from '../../dashboards/model/alerts-page.ts'
import type { DrillPage } from '../../dashboards/model/drill.ts'
import type { IncidentPageModel } from '../../dashboards/model/incident-page.ts'
import type { NowModel, ReportModel, TrendModel } from '../../dashboards/model/model.ts'
import type { MonitorPageModel } from '../../dashboards/model/monitor-page.ts'
import type { MonthModel } from '../../dashboards/model/month.ts'
import type { ObjectivesPageModel } from '../../dashboards/model/objectives.ts'
import type { PlanPageModel } from '../../dashboards/model/plan-page.ts'
import type { ProbePageModel } from '../../dashboards/model/probe-page.ts'
import type { RunPageModel } from '../../dashboards/model/run-page.ts'
import { isOneOf } from '../core/index.ts'
import { RANGE_NAMES } from './range.ts'

/** When, where and by which version a page was made. */
export type Imprint = Pick<ReportModel, 'at' | 'timezone' | 'location' | 'monitor'>

/**
 * One self-contained HTML document. `page.live` adds the range switch and updates, which need a server;
 * `page.artifacts` is put before the path of each piece of evidence to make a link.
 */
export function renderReport(model: ReportModel, page: Page): string {
  return documentOf(model.now, model.trend, view(model, page))
}

/** The first screen alone, for a live page to swap in. */
export function renderNow(imprint: Imprint, now: NowModel, page: Page): string {
  return frontOf(now, view(imprint, page))
}

/** Everything below the first screen alone. */
export function renderTrend(imprint: Imprint, trend: TrendModel, page: Page): string {
  return trendOf(trend, view(imprint, page))
}

/** The page of the sent messages. */
export function renderAlerts(imprint: Imprint, model: AlertsPageModel): string {
  return alertsDocument(model, view(imprint, { live: false }))
}

/** The page of a drill, or its after-action report. */
export function renderDrill(imprint: Imprint, model: DrillPage): string {
  return drillDocument(model, view(imprint, { live: false }))
}

/** The page of the continuity plan. */
export function renderPlan(imprint: Imprint, model: PlanPageModel): string {
  return planDocument(model, view(imprint, { live: false }))
}

/** The page of one incident: live, or a file of its own. `page.artifacts` is the prefix of the paths of its pictures. */
export function renderIncident(
  imprint: Imprint,
  model: IncidentPageModel,
  page: Pick<Page, 'live' | 'artifacts'>,
): string {
  return incidentDocument(model, view(imprint, page))
}

/** The content security policy of the live page of an incident. */
export function incidentPolicy(): string {
  return incidentPolicyText({ live: true })
}

/** The live page of one run. @param artifacts prefix of the paths of its files */
export function renderRun(imprint: Imprint, model: RunPageModel, artifacts: string): string {
  return runDocument(model, view(imprint, { live: true, artifacts }))
}

/** A month on two A4 pages: live, or a file of its own. */
export function renderMonth(imprint: Imprint, model: MonthModel, page: { readonly live: boolean }): string {
  return monthDocument(model, view(imprint, page))
}

/** The content security policy of the live page of a month. */
export function monthPolicy(): string {
  return monthPolicyText({ live: true })
}

/** The page of the objectives. */
export function renderObjectives(imprint: Imprint, model: ObjectivesPageModel): string {
  return objectivesDocument(model, view(imprint, { live: true }))
}

/** The page of one probe. */
export function renderProbe(imprint: Imprint, model: ProbePageModel): string {
  return probeDocument(model, view(imprint, { live: true, artifacts: '/artifacts/' }))
}

/** The page of the monitor itself. */
export function renderMonitor(imprint: Imprint, model: MonitorPageModel): string {
  return monitorDocument(model, view(imprint, { live: true, artifacts: '/artifacts/' }))
}

/** The page of an address under which nothing is stored. */
export function renderMissing(imprint: Imprint, page: MissingPage): string {
  return missingDocument(page, view(imprint, { live: true }))
}

/** Whether the page of reports offers this trouble. */
export function isSeenTrouble(sees: string): sees is keyof typeof SEEN_TROUBLES {
  return Object.hasOwn(SEEN_TROUBLES, sees)
}

/** Whether the page of mutes offers this duration. */
export function isMuteSpan(span: string): boolean {
  return isOneOf(MUTE_SPANS, span)
}

function view(imprint: Imprint, page: Page): View {
  const { at, timezone, location, monitor } = imprint
  return viewOf({ at, timezone, location, version: monitor.version }, { ...page, ranges: RANGE_NAMES })
}
