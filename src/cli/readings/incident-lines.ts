import { clockTime, dayText, formatDuration, pageLeadText, timeAndDay } from '../../core/index.ts'
import { deliveryText, type IncidentPageModel, leadOf } from '../../report/index.ts'

type Comparison = IncidentPageModel['comparisons'][number]
type Row = IncidentPageModel['timeline'][number]

/** An incident for a terminal: what broke, how it was handled, its cost, the comparison of runs, and the timeline. */
export function incidentLines(model: IncidentPageModel, timezone: string, cost: readonly string[]): readonly string[] {
  const { incident, missing } = model
  return [
    leadOf(model),
    `${incident.target}: ${incident.scope}`,
    '',
    ...factLines(model, timezone),
    '',
    ...cost,
    ...model.comparisons.flatMap((comparison) => ['', ...comparisonLines(comparison, timezone)]),
    '',
    'Why it was declared:',
    ...incident.reasons.map((reason) => `  ${reason}`),
    '',
    'Timeline:',
    ...timelineLines(model.timeline, timezone),
    ...(model.requestIds.length > 0 ? ['', `Request ids: ${model.requestIds.map(({ id }) => id).join(', ')}`] : []),
    ...(missing.length > 0 ? ['', 'Not stored any more:', ...missing.map((text) => `  ${text}`)] : []),
  ]
}

function factLines({ incident, owner, detectionMs, at }: IncidentPageModel, timezone: string): readonly string[] {
  const { impactAt, resolvedAt, acknowledgement, page, closed } = incident
  const lasted = formatDuration(Math.max(0, (resolvedAt ?? at) - impactAt))
  const until = resolvedAt === undefined ? 'open' : `until ${timeAndDay(resolvedAt, timezone)}`
  return [
    `Since:     ${timeAndDay(impactAt, timezone)}, ${until}, ${lasted}${closed === undefined ? '' : `, closed: ${closed}`}`,
    `Detected:  ${formatDuration(detectionMs)} after the first failing run`,
    ...(page ? [pageLeadText(page.firstAt, incident)] : []),
    `Owner:     ${owner ?? 'nobody'}`,
    ...(acknowledgement
      ? [`Acknowledged by ${acknowledgement.by} at ${timeAndDay(acknowledgement.at, timezone)}`]
      : []),
  ]
}

function comparisonLines({ title, probe, failing, good, steps }: Comparison, timezone: string): readonly string[] {
  const against = good ? `last good run ${timeAndDay(good.at, timezone)}` : 'no good run is stored'
  return [
    `${title} (probe ${probe}): failing run ${timeAndDay(failing.at, timezone)}, ${against}`,
    ...steps.map((step) => {
      const took = step.failing ? formatDuration(step.failing.durationMs) : '–'
      const before = step.good ? ` (good ${formatDuration(step.good.durationMs)})` : ''
      const differences = step.differences.length > 0 ? `: ${step.differences.join('; ')}` : ''
      return `  ${step.broken ? '>' : ' '} ${step.name}  ${took}${before}${differences}`
    }),
  ]
}

function timelineLines(rows: readonly Row[], timezone: string): readonly string[] {
  return rows.flatMap((row, index) => {
    const day = dayText(row.at, timezone)
    const before = rows[index - 1]
    const isNewDay = before === undefined || dayText(before.at, timezone) !== day
    const lines = [
      row.text,
      ...(row.more ?? []),
      ...(row.deliveries ?? []).map((delivery) => deliveryLine(delivery, row.at)),
      ...(row.undelivered === undefined ? [] : [`not sent: ${row.undelivered}`]),
    ]
    return [
      ...(isNewDay ? [`  ${day}`] : []),
      ...lines.map((text, place) => (place === 0 ? `  ${clockTime(row.at, timezone)}  ${text}` : `      ${text}`)),
    ]
  })
}

function deliveryLine(delivery: NonNullable<Row['deliveries']>[number], plannedAt: number): string {
  const error = delivery.error === undefined ? '' : ` (${delivery.error})`
  return `${delivery.channel}: ${deliveryText(delivery, plannedAt)}${error}`
}
