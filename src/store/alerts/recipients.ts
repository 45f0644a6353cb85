import { defined, LONGEST_HOLD_MS, type Recipient } from '../../core/index.ts'
import { DELIVERY } from '../schema/codes.ts'
import { prepared } from '../schema/prepared.ts'
import type { Tables, Tx } from '../schema/tables.ts'
import { between, type KeyRange, openingOf, rangeOf } from './streams.ts'

/**
 * The channels that have alerts of a stream since its newest opening, or are still to get them. What was given up does not
 * count.
 * @param now epoch ms
 */
export async function readRecipients(tx: Tx, stream: string, now: number): Promise<readonly Recipient[]> {
  const rows = await deliveriesOf(tx, { ...rangeOf(`${stream}:`), opening: await openingOf(tx, stream) })
  const channels = [...new Set(rows.map(({ channel }) => channel))]
  return channels.map((channel) => {
    const deliveries = rows.filter((row) => row.channel === channel)
    const holds = deliveries.map(({ state, hold_until }) => (isHeld(state, hold_until, now) ? hold_until : undefined))
    const takeover = deliveries.findLast((row) => row.takeover !== null)?.takeover
    const sent = deliveries.filter(({ state }) => state === DELIVERY.of('sent'))
    return {
      channel,
      ...defined({
        heldUntil: holds.every((until) => until !== undefined)
          ? Math.max(...holds.map((until) => until ?? 0))
          : undefined,
        takeover: takeover ? (JSON.parse(takeover) as readonly string[]) : undefined,
        address: lastSent(sent)?.address ?? undefined,
      }),
    }
  })
}

type DeliveryRow = Pick<Tables['delivery'], 'channel' | 'state' | 'sent_at'> & {
  readonly hold_until: number | null
  readonly takeover: string | null
  readonly address: string | null
}

const deliveriesOf = prepared<KeyRange & { readonly opening: number }, DeliveryRow>((tx, { opening, from, before }) =>
  tx
    .selectFrom('delivery')
    .innerJoin('alert', 'alert.id', 'delivery.alert')
    .select(['delivery.channel', 'delivery.state', 'hold_until', 'takeover', 'address', 'sent_at'])
    .where((eb) => between(eb, { from, before }))
    .where('alert.id', '>=', opening)
    .where('delivery.state', '!=', DELIVERY.of('dead'))
    .orderBy('alert.id')
    .orderBy('delivery.id'),
)

/** The delivery that was sent last: the first alert is sent again, after others, where the address is new. */
export function lastSent<Row extends { readonly sent_at: number | null }>(rows: readonly Row[]): Row | undefined {
  return rows.toSorted((a, b) => (a.sent_at ?? 0) - (b.sent_at ?? 0)).at(-1)
}

function isHeld(state: number, until: number | null, now: number): until is number {
  return state === DELIVERY.of('pending') && until !== null && until > now && until <= now + LONGEST_HOLD_MS
}
