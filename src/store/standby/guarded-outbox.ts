import { DELIVERY } from '../schema/codes.ts'
import type { Outbox, Store } from '../schema/port.ts'
import type { SqliteFile } from '../sqlite/index.ts'
import { type DeliveryName, type DeliveryOutcome, settleDelivery } from './deliveries.ts'
import type { StandbyIds } from './standby-ids.ts'

/** An outbox in which a delivery can be settled by its name as well. */
export interface NamedOutbox {
  readonly outbox: Outbox
  settle(name: DeliveryName, outcome: DeliveryOutcome): Promise<void>
}

export interface GuardedOutboxDeps {
  /** Runs work on the outbox that is in use. Switches to the standby where the database cannot be written. */
  readonly use: <T>(
    onDatabase: (outbox: NamedOutbox) => Promise<T>,
    onStandby: (outbox: NamedOutbox) => Promise<T>,
  ) => Promise<T>
  readonly ids: StandbyIds
}

const PENDING = { state: DELIVERY.of('pending'), attempts: 0, sentAt: null, lastError: null }

/** The outbox of database or standby. A delivery may end after the standby in which it was leased is given up. */
export function createGuardedOutbox({ use, ids }: GuardedOutboxDeps): Outbox {
  const names = new Map<number, DeliveryName & { readonly attempts: number }>()

  const either = <T>(work: (outbox: Outbox) => Promise<T>): Promise<T> =>
    use(
      ({ outbox }) => work(outbox),
      ({ outbox }) => work(outbox),
    )

  /** Settles a delivery where it was leased, or by its name. */
  async function settle(
    id: number,
    onOutbox: (outbox: Outbox, id: number) => Promise<void>,
    byName: (named: NamedOutbox, name: DeliveryName & { readonly attempts: number }) => Promise<void>,
  ): Promise<void> {
    // A standby begins with the deliveries of the database, under the same ids.
    if (id > 0) return either((outbox) => onOutbox(outbox, id))
    const name = names.get(id)
    const named = async (outbox: NamedOutbox) => (name ? byName(outbox, name) : undefined)
    await use(named, (standby) => {
      const own = ids.decode(id)
      return own === undefined ? named(standby) : onOutbox(standby.outbox, own)
    })
    names.delete(id)
  }

  const outcome =
    (state: Omit<DeliveryOutcome, 'attempts'>) =>
    ({ settle: settleNamed }: NamedOutbox, name: DeliveryName & { readonly attempts: number }) =>
      settleNamed(name, { ...state, attempts: name.attempts })

  return {
    lease: (now, limit, leaseMs) =>
      use(
        ({ outbox }) => outbox.lease(now, limit, leaseMs),
        async ({ outbox }) => {
          const leased = await outbox.lease(now, limit, leaseMs)
          return leased.map((delivery) => {
            const id = ids.encode(delivery.id)
            names.set(id, { key: delivery.alert.key, channel: delivery.channel, attempts: delivery.attempts })
            return { ...delivery, id }
          })
        },
      ),
    sent: (id, now, note) =>
      settle(
        id,
        (outbox, own) => outbox.sent(own, now, note),
        outcome({ state: DELIVERY.of('sent'), dueAt: now, sentAt: now, lastError: note ?? null }),
      ),
    retry: (id, dueAt, error) =>
      settle(
        id,
        (outbox, own) => outbox.retry(own, dueAt, error),
        outcome({ state: DELIVERY.of('pending'), dueAt, sentAt: null, lastError: error }),
      ),
    dead: (id, now, error) =>
      settle(
        id,
        (outbox, own) => outbox.dead(own, now, error),
        outcome({ state: DELIVERY.of('dead'), dueAt: now, sentAt: null, lastError: error }),
      ),
    async redirect(id, channel, now) {
      const name = names.get(id)
      const named = async (outbox: NamedOutbox) =>
        name ? outbox.settle({ key: name.key, channel }, { ...PENDING, dueAt: now }) : undefined
      if (id > 0) return either((outbox) => outbox.redirect(id, channel, now))
      await use(named, (standby) => {
        const own = ids.decode(id)
        return own === undefined ? named(standby) : standby.outbox.redirect(own, channel, now)
      })
    },
    clockSetBack: (now, byMs) => either((outbox) => outbox.clockSetBack(now, byMs)),
    counts: () => either((outbox) => outbox.counts()),
  }
}

/** The outbox of a store, with the file it is kept in. */
export function namedOutbox({ store, file }: { readonly store: Store; readonly file: SqliteFile }): NamedOutbox {
  return {
    outbox: store.outbox,
    settle: (name, outcome) => file.writer.transaction().execute((tx) => settleDelivery(tx, name, outcome)),
  }
}
