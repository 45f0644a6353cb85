import wrapAnsi from 'wrap-ansi'
import {
  type AlertRecord,
  type Delivery,
  defined,
  isHeldAt,
  plural,
  streamOf,
  whyUndelivered,
} from '../../core/index.ts'
import type { Paint, Style } from '../terminal/colour.ts'
import { visibleLength } from '../terminal/table.ts'

/** How far a channel delivered an alert at `now` (epoch ms): its word, and a style. */
function deliveryStage(delivery: Delivery, now: number): { word: string; style: Style } {
  const { state, rung = 'sent', refusedAt, lastError } = delivery
  if (state === 'sent') return lastError === undefined ? { word: rung, style: 'green' } : PARTLY
  if (state === 'dead') return { word: 'given up', style: 'red' }
  if (isHeldAt(delivery, now)) return { word: 'held', style: 'cyan' }
  return refusedAt === undefined ? { word: 'waiting', style: 'yellow' } : { word: 'refused', style: 'red' }
}

const PARTLY = { word: 'partly sent', style: 'yellow' } as const

interface TimeOptions {
  /** Epoch ms. */
  readonly now: number
  /** A time of the day with its date. */
  readonly time: (at: number) => string
}

interface LineOptions extends TimeOptions {
  /** Width to wrap at, in cells. */
  readonly columns: number
  readonly paint: Paint
}

/** How far a channel delivered an alert: "visible at 21:05:12 UTC on Mon 23 Nov 2026, id 1187". */
export function deliveryWords(delivery: Delivery, options: TimeOptions): string {
  return `${deliveryStage(delivery, options.now).word}${detailOf(delivery, options)}`
}

/** An alert as lines: when, what kind and about which incident or notice; the headline; each channel. */
export function alertLines(alert: AlertRecord, options: LineOptions): readonly string[] {
  const { columns, time, paint } = options
  const width = Math.max(0, ...alert.deliveries.map(({ channel }) => visibleLength(channel)))
  return [
    `${paint('dim', time(alert.at))}  ${alert.kind}  ${paint('dim', streamOf(alert))}`,
    ...wrapped(paint('bold', alert.headline), columns, '  '),
    ...(alert.deliveries.length === 0 ? [paint('dim', `  not sent: ${whyUndelivered(alert)}`)] : []),
    ...alert.deliveries.flatMap((delivery) => deliveryLines(delivery, width, options)),
  ]
}

function deliveryLines(delivery: Delivery, width: number, options: LineOptions): readonly string[] {
  const { columns, paint } = options
  const { word, style } = deliveryStage(delivery, options.now)
  const indent = ' '.repeat(width + 6)
  const name = `  ${delivery.channel}${' '.repeat(width - visibleLength(delivery.channel))}  `
  const [first = '', ...rest] = wrapped(`${paint(style, word)}${detailOf(delivery, options)}`, columns, indent)
  return [`${name}${first.trimStart()}`, ...rest]
}

function detailOf(delivery: Delivery, { time, now }: TimeOptions): string {
  const { state, attempts, sentAt, dueAt, holdUntil = 0, lastError, refusedAt, serviceId } = delivery
  const tries = attempts > 1 || (attempts === 1 && state !== 'sent') ? [plural(attempts, 'attempt')] : []
  const parts = [
    ...(sentAt === undefined ? [] : [`at ${time(sentAt)}`]),
    ...(refusedAt === undefined ? [] : [`since ${time(refusedAt)}`]),
    ...(isHeldAt(delivery, now) ? [`until ${time(holdUntil)}`] : []),
    ...tries,
    ...(state === 'pending' && attempts > 0 ? [`next at ${time(dueAt)}`] : []),
    ...(serviceId === undefined ? [] : [`id ${serviceId}`]),
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
    deliveries: deliveries.map(deliveryJson),
  }
}

/** A delivery as JSON: times are ISO 8601. */
export function deliveryJson({ id: _, alertKey: __, ...all }: Delivery) {
  const { dueAt, sentAt, holdUntil, refusedAt, reachedAt, ...delivery } = all
  return {
    ...delivery,
    ...defined({
      dueAt: delivery.state === 'pending' ? iso(dueAt) : undefined,
      ...{ sentAt: iso(sentAt), holdUntil: iso(holdUntil), refusedAt: iso(refusedAt), reachedAt: iso(reachedAt) },
    }),
  }
}

function iso(at: number): string
function iso(at: number | undefined): string | undefined
function iso(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString()
}
