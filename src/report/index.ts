// The trend report and the models of every page. Takes the history's read port, gives a plain JSON model, and from that
// model one self-contained HTML document. Never writes; the same rows give the same bytes. Text from outside is cleaned
// and bounded when it enters the model, and escaped when it is rendered.

export type { AckLinkPage, AcknowledgePage, MutesPage } from '../../dashboards/index.ts'
export {
  ackLinkDocument as renderAckLink,
  acknowledgeDocument as renderAcknowledge,
  alertsPolicyText as alertsPolicy,
  deliveryText,
  formPolicyText as formPolicy,
  leadOf,
  matrixDocument as renderMatrix,
  mutesDocument as renderMutes,
  planPolicyText as planPolicy,
  policyOf as pagePolicy,
  servicePolicyText as servicePolicy,
  signInDocument as renderSignIn,
  stateDocument as renderState,
  statePolicyText as statePolicy,
  troubleDocument as renderTrouble,
} from '../../dashboards/index.ts'
export type { AlertsPageModel } from '../../dashboards/model/alerts-page.ts'
export type { IncidentPageModel } from '../../dashboards/model/incident-page.ts'
export type {
  NowModel,
  ProbeSchedule,
  ReportModel,
  SurfaceFilter,
  SurfaceView,
  TrendModel,
} from '../../dashboards/model/model.ts'
export { buildAlertsPage, type MessageDrawing } from './alerts-page.ts'
export { buildReport } from './build.ts'
export { chosenRange, type RangeChoice, spanOf } from './chosen-range.ts'
export type { CostedPlan } from './costs.ts'
export { buildDrillPage } from './drill-page.ts'
export { filterIn } from './filter.ts'
export { buildIncidentPage, type IncidentHistory } from './incident/build.ts'
export { packEvidence } from './incident/evidence-pack.ts'
export { withIsoTimes } from './incident/iso-times.ts'
export { artifactReader } from './incident/read-artifact.ts'
export { buildMonitorPage, type MonitorHistory } from './monitor/build.ts'
export { buildMonth, type MonthHistory } from './month/build.ts'
export { readSurfaceStates, withAllRuns, withDrawnRuns } from './now.ts'
export { objectiveViews } from './objectives.ts'
export { monthOf } from './period/calendar-month.ts'
export { planPageOf } from './plan-page.ts'
export { buildProbePage, type ProbeHistory } from './probe/build.ts'
export { probePath, probesNamed, watchedProbes } from './probe/find.ts'
export { isQueryProblem, type QueryProblem, queryProblemPage } from './query-problem.ts'
export { fittingRange, RANGE_NAMES, RANGES, type RangeName, rangeNamed, rangeOf } from './range.ts'
export {
  type Imprint,
  incidentPolicy,
  isMuteSpan,
  isSeenTrouble,
  monthPolicy,
  renderAlerts,
  renderDrill,
  renderIncident,
  renderMissing,
  renderMonitor,
  renderMonth,
  renderNow,
  renderObjectives,
  renderPlan,
  renderProbe,
  renderReport,
  renderRun,
  renderTrend,
} from './render.ts'
export { buildRunPage } from './run/build.ts'
export type { Budgets } from './spend.ts'
export { buildTrend, type TrendOptions } from './trend.ts'
