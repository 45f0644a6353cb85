import wrapAnsi from 'wrap-ansi'
import { type AlertRecord, type Delivery, defined, plural, streamOf } from '../../core/index.ts'
import type { Paint, Style } from '../terminal/colour.ts'
import { visibleLength } from '../terminal/table.ts'

/** How far a channel delivered an alert: its word, and a style. */
export function deliveryStage({ state, rung = 'sent', refusedAt, lastError }: Delivery): {
  word: string
  style: Style
} {
  if (state === 'sent') return lastError === undefined ? { word: rung, style: 'green' } : PARTLY
  if (state === 'dead') return { word: 'given up', style: 'red' }
  return refusedAt === undefined ? { word: 'waiting', style: 'yellow' } : { word: 'refused', style: 'red' }
}

const PARTLY = { word: 'partly sent', style: 'yellow' } as const

export interface LineOptions {
  /** Width to wrap at, in cells. */
  readonly columns: number
  /** A time of the day with its date. */
  readonly time: (at: number) => string
  readonly paint: Paint
}

/** An alert as lines: when, what kind and about which incident or notice; the headline; each channel. */
export function alertLines(alert: AlertRecord, { columns, time, paint }: LineOptions): readonly string[] {
  const width = Math.max(0, ...alert.deliveries.map(({ channel }) => visibleLength(channel)))
  return [
    `${paint('dim', time(alert.at))}  ${alert.kind}  ${paint('dim', streamOf(alert))}`,
    ...wrapped(paint('bold', alert.headline), columns, '  '),
    ...(alert.deliveries.length === 0 ? [paint('dim', '  not sent: no channel is configured')] : []),
    ...alert.deliveries.flatMap((delivery) => deliveryLines(delivery, width, { columns, time, paint })),
  ]
}

function deliveryLines(delivery: Delivery, width: number, { columns, time, paint }: LineOptions): readonly string[] {
  const { word, style } = deliveryStage(delivery)
  const indent = ' '.repeat(width + 6)
  const name = `  ${delivery.channel}${' '.repeat(width - visibleLength(delivery.channel))}  `
  const [first = '', ...rest] = wrapped(`${paint(style, word)}${detailOf(delivery, time)}`, columns, indent)
  return [`${name}${first.trimStart()}`, ...rest]
}

function detailOf(delivery: Delivery, time: LineOptions['time']): string {
  const { state, attempts, sentAt, dueAt, lastError, refusedAt } = delivery
  const tries = attempts > 1 || (attempts === 1 && state !== 'sent') ? [plural(attempts, 'attempt')] : []
  const parts = [
    ...(sentAt === undefined ? [] : [`at ${time(sentAt)}`]),
    ...(refusedAt === undefined ? [] : [`since ${time(refusedAt)}`]),
    ...tries,
    ...(state === 'pending' && attempts > 0 ? [`next at ${time(dueAt)}`] : []),
  ]
  return `${parts.length > 0 ? ` ${parts.join(', ')}` : ''}${lastError === undefined ? '' : `: ${lastError}`}`
}

/** The text in lines of at most `columns` cells, each behind `indent`. */
export function wrapped(text: string, columns: number, indent = ''): readonly string[] {
  const lines = wrapAnsi(text.replace(/\s+/g, ' '), Math.max(20, columns - indent.length), { hard: true }).split('\n')
  return lines.map((line) => `${indent}${line}`.trimEnd())
}

/** An alert as JSON: times are ISO 8601. */
export function alertJson(alert: AlertRecord) {
  const { key, kind, target, at, headline, incident, notice, deliveries } = alert
  return {
    ...{ key, kind, target, at: iso(at), headline },
    ...defined({ incident: incident?.name, notice: notice?.key }),
    deliveries: deliveries.map(({ id: _, alertKey: __, dueAt, sentAt, refusedAt, ...delivery }) => ({
      ...delivery,
      ...defined({
        dueAt: delivery.state === 'pending' ? iso(dueAt) : undefined,
        sentAt: sentAt === undefined ? undefined : iso(sentAt),
        refusedAt: refusedAt === undefined ? undefined : iso(refusedAt),
      }),
    })),
  }
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
