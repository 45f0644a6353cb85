import { count, formatDuration, median, plural, UNANSWERED_OF, type Unanswered } from '../../src/core/index.ts'
import type {
  AlertView,
  HealthView,
  IncidentView,
  Lane,
  ObjectiveView,
  ProbeLatency,
  StatusMix,
  TrendModel,
} from '../model/model.ts'
import { duration } from './format.ts'
import { measureWords } from './labels.ts'
import { hasSeveralTargets } from './targets.ts'

// The finding of each section as one line: together they summarise the report.

/** "Console was down longest, for 1 h 30 min"; `hidden` lanes were in less trouble than all of these. */
export function availabilityFinding(lanes: readonly Lane[], hidden = 0): string {
  if (lanes.every((lane) => lane.measuredMs === 0)) return 'Nothing measured in this time'
  const nameOf = namesIn(lanes)
  const down = lanes.filter((lane) => lane.downMs > 0).toSorted((a, b) => b.downMs - a.downMs)
  const [first] = down
  if (first) {
    const time = formatDuration(first.downMs)
    if (down.length > 1 && down.length === lanes.length && hidden === 0)
      return `Every surface was down for a time, ${nameOf(first)} longest: ${time}`
    return down.length === 1
      ? `Only ${nameOf(first)} was down, for ${time}`
      : `${nameOf(first)} was down longest, for ${time}`
  }
  const worst = lanes.toSorted((a, b) => b.degradedMs - a.degradedMs)[0]
  if (!worst || worst.degradedMs === 0) return 'No surface was down'
  return `No surface was down; ${nameOf(worst)} was degraded for ${formatDuration(worst.degradedMs)}`
}

/** How a sentence names one of several surfaces: by its title, with the target where there is more than one. */
function namesIn(surfaces: readonly { readonly target: string }[]) {
  const several = hasSeveralTargets(surfaces)
  return ({ target, title }: { readonly target: string; readonly title: string }) =>
    several ? `${target} ${title}` : title
}

/** "No verdict is clear yet"; "1 of 5 surfaces misses its objective; API burns its error budget" */
export function objectiveFinding(objectives: readonly ObjectiveView[]): string {
  const missed = objectives.filter(({ verdict }) => verdict === 'missed')
  const burning = objectives.filter((objective) => objective.burning)
  const [first] = burning
  const verdict =
    missed.length > 0
      ? `${count(missed.length)} of ${plural(objectives.length, 'surface')} ${missed.length === 1 ? 'misses its objective' : 'miss their objectives'}`
      : 'No surface misses its objective'
  if (!first) return objectives.every(({ verdict: one }) => one === 'unclear') ? 'No verdict is clear yet' : verdict
  return burning.length === 1
    ? `${verdict}; ${namesIn(objectives)(first)} burns its error budget`
    : `${verdict}; ${count(burning.length)} burn their error budgets`
}

/** "3 incidents, one ongoing" */
export function incidentFinding(incidents: TrendModel['incidents']): string {
  if (incidents.total === 0) return 'No incident'
  const open = incidents.shown.filter((incident) => incident.resolvedAt === undefined).length
  // The model lists open incidents first: where all listed ones are open, more can be.
  const most = open === incidents.shown.length ? 'at least ' : ''
  const going =
    open === 0 ? 'all resolved' : open === incidents.total ? 'ongoing' : `${most}${open === 1 ? 'one' : open} ongoing`
  return incidents.total === 1
    ? `One incident, ${open === 1 ? going : 'resolved'}`
    : `${count(incidents.total)} incidents, ${going}`
}

/** "Half were noticed within 12 s of the first failing run, and over after 1 h 30 min." */
export function incidentTimes(incidents: readonly IncidentView[]): string | undefined {
  const noticed = median(incidents.map((incident) => incident.openedAt - incident.impactAt))
  if (noticed === undefined) return undefined
  const lasted = median(
    incidents.flatMap((incident) => (incident.resolvedAt === undefined ? [] : [incident.troubleMs])),
  )
  const start = `Half were noticed within ${formatDuration(noticed)} of the first failing run`
  return lasted === undefined
    ? `${start}.`
    : `${start}; half of those resolved lasted less than ${formatDuration(lasted)}.`
}

/** 'Slowest: "ask a question" of CLI, 1.5 s in the median' */
export function latencyFinding(latency: readonly ProbeLatency[]): string {
  const steps = latency
    .flatMap((probe) => probe.series.map((series) => ({ probe, series })))
    .filter(({ series }) => measureWords(series.measure) === undefined)
    .toSorted((a, b) => b.series.total.p50 - a.series.total.p50)
  const [slowest] = steps
  if (!slowest) return 'No run passed'
  const { probe, series } = slowest
  return `Slowest: "${series.step}" of ${namesIn(latency)(probe)}, ${duration(series.total.p50)} in the median`
}

/** A finding, with the number of surfaces where it is not on all of them: "Slowest: …, 1.5 s in the median (8 of 1,000 surfaces)" */
export function findingOf(finding: string, selection: TrendModel['selection']): string {
  if (!selection || selection.charted >= selection.matching) return finding
  return `${finding} (${count(selection.charted)} of ${plural(selection.matching, 'surface')})`
}

/** "31 of 35,012 answers were errors; 12 runs timed out, 1 did not connect" */
export function statusFinding(statuses: readonly StatusMix[]): string {
  const counts = statuses.flatMap((mix) => Object.entries(mix.total))
  const sumOf = (isCounted: (code: string) => boolean) =>
    counts.reduce((sum, [code, n]) => sum + (isCounted(code) ? n : 0), 0)
  const all = sumOf((code) => !isUnanswered(code))
  const bad = sumOf((code) => !isUnanswered(code) && code >= '400')
  const silent = unansweredWords(
    sumOf((code) => code === 'timeout'),
    sumOf((code) => code === 'network'),
  )
  if (all === 0) return `No HTTP answer was recorded${silent}`
  if (bad === 0) return `${all === 1 ? 'The one answer was no' : `None of ${count(all)} answers was an`} error${silent}`
  return `${count(bad)} of ${plural(all, 'answer')} ${bad === 1 ? 'was an error' : 'were errors'}${silent}`
}

/** A stream that stalled has an HTTP status, but timed out all the same. */
function unansweredWords(timedOut: number, unconnected: number): string {
  const timeouts = `; ${plural(timedOut, 'run')} timed out`
  if (unconnected === 0) return timedOut === 0 ? '' : timeouts
  return timedOut === 0
    ? `; ${plural(unconnected, 'run')} did not connect`
    : `${timeouts}, ${count(unconnected)} did not connect`
}

/** Whether a key of the counts of statuses stands for runs that ended without a complete answer. */
export function isUnanswered(code: string): code is Unanswered {
  return Object.values<string>(UNANSWERED_OF).includes(code)
}

/** "5 alerts, all delivered" */
export function alertFinding(alerts: readonly AlertView[]): string {
  if (alerts.length === 0) return 'No alert'
  const total = plural(alerts.length, 'alert')
  const states = (alert: AlertView) => alert.deliveries.map((delivery) => delivery.state)
  const [{ undelivered } = {}] = alerts
  if (alerts.every((alert) => alert.deliveries.length === 0)) return `${total}, none sent: ${undelivered}`
  const lost = alerts.filter((alert) => states(alert).length > 0 && states(alert).every((state) => state === 'dead'))
  if (lost.length === 1 && alerts.length === 1) return 'The one alert was not delivered'
  if (lost.length > 0) return `${count(lost.length)} of ${total} ${lost.length === 1 ? 'was' : 'were'} not delivered`
  const waiting = alerts.filter((alert) => states(alert).some((state) => state === 'pending' || state === 'sending'))
  if (waiting.length > 0) return `${total}, ${count(waiting.length)} queued`
  const partly = alerts.filter((alert) =>
    alert.deliveries.some((delivery) => delivery.state === 'sent' && delivery.error),
  )
  if (partly.length > 0) return `${total}, ${count(partly.length)} refused by some recipients`
  const missed = alerts.filter((alert) => states(alert).includes('dead'))
  if (missed.length > 0) return `${total}, ${count(missed.length)} not delivered through every channel`
  const unsent = alerts.filter((alert) => alert.deliveries.length === 0)
  if (unsent.length > 0) return `${total}, ${count(unsent.length)} not sent`
  return alerts.length === 1 ? 'One alert, delivered' : `${total}, all delivered`
}

/** "95 of 100 runs started within 33 ms of their slot" */
export function healthFinding(health: HealthView): string {
  if (health.runs === 0) return 'No run in this time'
  const lost = health.missed + health.interrupted
  if (lost > 0) return `${plural(lost, 'run')} missed or interrupted`
  if (health.deadDeliveries > 0)
    return `Punctual, but ${plural(health.deadDeliveries, 'message')} could not be delivered`
  return `95 of 100 runs started within ${duration(health.lag.p95)} of their slot`
}
