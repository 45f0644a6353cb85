import { DELIVERY } from '../codes.ts'
import type { Outbox } from '../port.ts'
import type { DeliveryName, DeliveryOutcome } from './deliveries.ts'

export interface GuardedOutboxDeps {
  /** Runs work on the outbox that is in use. Switches to the standby where the database cannot be written. */
  readonly use: <T>(onDatabase: (outbox: Outbox) => Promise<T>, onStandby: (outbox: Outbox) => Promise<T>) => Promise<T>
  /** The standby while it is in use. */
  readonly standby: () => Outbox | undefined
  /** Settles a delivery in the database by its name. */
  readonly settle: (name: DeliveryName, outcome: DeliveryOutcome) => Promise<void>
}

const PENDING = { state: DELIVERY.of('pending'), attempts: 0, sentAt: null, lastError: null }

/** The outbox of database or standby. Deliveries of the standby have negative ids, and may end after it is given up. */
export function createGuardedOutbox(deps: GuardedOutboxDeps): Outbox {
  const names = new Map<number, DeliveryName & { readonly attempts: number }>()

  /** Settles a delivery where it was leased; one of a standby that is gone, by its name. */
  async function settle(
    id: number,
    onOutbox: (outbox: Outbox, id: number) => Promise<void>,
    outcome: Omit<DeliveryOutcome, 'attempts'>,
  ): Promise<void> {
    // The standby begins with the deliveries of the database, under the same ids.
    if (id > 0)
      return deps.use(
        (outbox) => onOutbox(outbox, id),
        (outbox) => onOutbox(outbox, id),
      )
    const name = names.get(id)
    names.delete(id)
    const standby = deps.standby()
    if (standby) return onOutbox(standby, -id)
    if (name) await deps.settle(name, { ...outcome, attempts: name.attempts })
  }

  return {
    lease: (now, limit, leaseMs) =>
      deps.use(
        (outbox) => outbox.lease(now, limit, leaseMs),
        async (outbox) => {
          const leased = await outbox.lease(now, limit, leaseMs)
          for (const { id, alert, channel, attempts } of leased) names.set(-id, { key: alert.key, channel, attempts })
          return leased.map((delivery) => ({ ...delivery, id: -delivery.id }))
        },
      ),
    sent: (id, now, note) =>
      settle(id, (outbox, own) => outbox.sent(own, now, note), {
        ...{ state: DELIVERY.of('sent'), dueAt: now, sentAt: now, lastError: note ?? null },
      }),
    retry: (id, dueAt, error) =>
      settle(id, (outbox, own) => outbox.retry(own, dueAt, error), {
        ...{ state: DELIVERY.of('pending'), dueAt, sentAt: null, lastError: error },
      }),
    dead: (id, now, error) =>
      settle(id, (outbox, own) => outbox.dead(own, now, error), {
        ...{ state: DELIVERY.of('dead'), dueAt: now, sentAt: null, lastError: error },
      }),
    async redirect(id, channel, now) {
      if (id > 0) {
        const onEither = (outbox: Outbox) => outbox.redirect(id, channel, now)
        return deps.use(onEither, onEither)
      }
      const standby = deps.standby()
      if (standby) return standby.redirect(-id, channel, now)
      const name = names.get(id)
      if (name) await deps.settle({ ...name, channel }, { ...PENDING, dueAt: now })
    },
    clockSetBack: (now, byMs) =>
      deps.use(
        (outbox) => outbox.clockSetBack(now, byMs),
        (outbox) => outbox.clockSetBack(now, byMs),
      ),
    counts: () =>
      deps.use(
        (outbox) => outbox.counts(),
        (outbox) => outbox.counts(),
      ),
  }
}
