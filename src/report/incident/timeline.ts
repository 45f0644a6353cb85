import type { DeliveryRow, TimelineRow } from '../../../dashboards/model/incident-page.ts'
import { classWords } from '../../../dashboards/words/labels.ts'
import {
  type AlertRecord,
  defined,
  type IncidentNote,
  type IncidentRecord,
  oneLine,
  plural,
  type RunRecord,
  type SurfaceRuns,
  surfaceTitle,
  surfaceWord,
  type TimelineEntry,
  type Transition,
  whyUndelivered,
} from '../../core/index.ts'
import { LONGEST_LINE } from '../failure-view.ts'

/** Most rows that are shown; the middle of a longer timeline is omitted. */
const MOST_ROWS = 400

/** The records that a timeline joins. */
export interface TimelineSources {
  readonly incident: IncidentRecord
  readonly runs: readonly SurfaceRuns[]
  /** Of the surfaces of the incident, within it. */
  readonly transitions: readonly Transition[]
  readonly alerts: readonly AlertRecord[]
  /** The rows of the status page. */
  readonly page: readonly { readonly at: number; readonly text: string }[]
}

/** The events in order of time: runs, states, alerts with their deliveries, notes, the status page. */
export function timelineOf({ incident, runs, transitions, alerts, page }: TimelineSources): readonly TimelineRow[] {
  const rows = [
    ...runs.flatMap(runRows),
    ...stateRows(incident.timeline),
    ...otherTransitions(incident.timeline, transitions),
    ...alerts.map(alertRow),
    ...(incident.notes ?? []).map(noteRow),
    ...page.map(({ at, text }): TimelineRow => ({ at, kind: 'page', text })),
  ]
  return shortened(rows.toSorted((a, b) => a.at - b.at || ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind)))
}

/** The order of events in the same millisecond. */
const ORDER: readonly TimelineRow['kind'][] = ['run', 'page', 'state', 'alert', 'acknowledged', 'owner', 'note']

function shortened(rows: readonly TimelineRow[]): readonly TimelineRow[] {
  if (rows.length <= MOST_ROWS) return rows
  const [head, tail] = [rows.slice(0, MOST_ROWS / 2), rows.slice(-MOST_ROWS / 2)]
  const omitted = rows.length - head.length - tail.length
  const at = head.at(-1)?.at ?? 0
  return [...head, { at, kind: 'note', text: `${plural(omitted, 'row is', 'rows are')} left out here.` }, ...tail]
}

function runRows({ surface, failing, confirms }: SurfaceRuns): readonly TimelineRow[] {
  if (!failing) return []
  const title = surfaceWord(surface)
  const verb = failing.outcome === 'slow' ? 'slow' : 'failing'
  return [
    { at: failing.startedAt, kind: 'run', text: `First ${verb} run of ${title}: ${failureText(failing)}` },
    ...confirms.map((run): TimelineRow => {
      return { at: run.startedAt, kind: 'run', text: `Confirm run of ${title}: ${failureText(run)}` }
    }),
  ]
}

function failureText({ failure, outcome }: RunRecord): string {
  if (!failure) return outcome
  const step = failure.step === undefined ? '' : ` at "${oneLine(failure.step, 80)}"`
  return `${oneLine(failure.message, 200)}${step} (${classWords(failure)})`
}

/** The rows of the judge; a change of scope is part of the row of the same moment. */
function stateRows(timeline: readonly TimelineEntry[]): readonly TimelineRow[] {
  const rows: TimelineRow[] = []
  for (const { at, kind, text, to } of timeline) {
    const line = oneLine(text, LONGEST_LINE)
    const last = rows.at(-1)
    if (kind === 'scope' && last?.at === at) rows[rows.length - 1] = { ...last, more: [...(last.more ?? []), line] }
    else rows.push({ at, kind: kind === 'acknowledged' ? kind : 'state', text: line, ...defined({ state: to }) })
  }
  return rows
}

/** Transitions that the judge wrote no row for, such as the end of a time without data. */
function otherTransitions(
  timeline: readonly TimelineEntry[],
  transitions: readonly Transition[],
): readonly TimelineRow[] {
  const noted = new Set(timeline.map(({ at, surface }) => `${at} ${surface}`))
  return transitions
    .filter(({ at, surface }) => !noted.has(`${at} ${surface}`))
    .map(({ at, surface, from, to }) => {
      return { at, kind: 'state', text: `${surfaceTitle(surface)}: ${from} to ${to}`, state: to }
    })
}

function alertRow(alert: AlertRecord): TimelineRow {
  const { at, kind, headline, deliveries } = alert
  return {
    ...{ at, kind: 'alert', text: `Alert (${kind}): ${oneLine(headline, LONGEST_LINE)}` },
    deliveries: deliveries.map(
      ({ channel, state, rung, reachedAt, sentAt, lastError }): DeliveryRow => ({
        ...{ channel: oneLine(channel, 40), alert: kind, state },
        ...defined({ rung, at: reachedAt ?? sentAt, error: lastError && oneLine(lastError, 160) }),
      }),
    ),
    ...(deliveries.length === 0 ? { undelivered: whyUndelivered(alert) } : {}),
  }
}

function noteRow({ at, kind, by, text }: IncidentNote): TimelineRow {
  const [name, line] = [oneLine(by, 80), oneLine(text, 1_000)]
  return { at, kind, text: kind === 'owner' ? `${line} owns it (set by ${name})` : `${name}: ${line}` }
}
