import { leadOf } from '../../../dashboards/index.ts'
import type { IncidentPageModel, RunComparison } from '../../../dashboards/model/incident-page.ts'
import { formatDuration, plural } from '../../core/index.ts'

const ROWS = 40

/** The text for a ticket at the provider. Times are in UTC. */
export function ticketText(model: IncidentPageModel): string {
  const { incident, requestIds, missing } = model
  const { impactAt, resolvedAt, openedAt, page } = incident
  const end =
    resolvedAt === undefined ? 'not over yet' : `${utc(resolvedAt)} (after ${formatDuration(resolvedAt - impactAt)})`
  const sections = [
    [leadOf(model), `${incident.target}: ${incident.scope}`],
    [
      `First failing run: ${utc(impactAt)}`,
      `Confirmed:         ${utc(openedAt)}`,
      `Recovered:         ${end}`,
      ...(page ? [`Status page:       ${page.firstAt === undefined ? 'nothing on it' : utc(page.firstAt)}`] : []),
    ],
    ...model.comparisons.map(comparisonLines),
    requestIds.length === 0
      ? ['No request ids were received.']
      : ['Request ids:', ...requestIds.map(({ at, probe, id }) => `  ${utc(at)}  ${probe}  ${id}`)],
    ['Why it was declared:', ...incident.reasons.map((reason) => `  ${reason}`)],
    ['Timeline (UTC):', ...timelineLines(model)],
    ...(missing.length > 0 ? [['Not in this pack:', ...missing.map((text) => `  ${text}`)]] : []),
    ['Measured from outside by Doorwatch with its own accounts. Files and their SHA-256 sums are in MANIFEST.sha256.'],
  ]
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

function comparisonLines({ title, probe, failing, good, steps }: RunComparison): readonly string[] {
  const against = good ? `last good run ${utc(good.at)}` : 'no good run is stored'
  return [
    `${title} (probe ${probe}): failing run ${utc(failing.at)} from ${failing.location}, ${against}`,
    ...steps.map((step) => {
      const took = step.failing ? formatDuration(step.failing.durationMs) : 'not reached'
      const before = step.good ? `, good run ${formatDuration(step.good.durationMs)}` : ''
      const differences = step.differences.length > 0 ? `: ${step.differences.join('; ')}` : ''
      return `  ${step.broken ? '>' : ' '} ${step.name}: ${took}${before}${differences}`
    }),
  ]
}

function timelineLines({ timeline }: IncidentPageModel): readonly string[] {
  const lines = timeline.slice(0, ROWS).map(({ at, text, more = [] }) => `  ${utc(at)}  ${[text, ...more].join('; ')}`)
  const omitted = timeline.length - lines.length
  return omitted > 0 ? [...lines, `  and ${plural(omitted, 'more row')} in incident.json`] : lines
}

/** '2026-11-23 21:04:37Z' */
function utc(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')}Z`
}
