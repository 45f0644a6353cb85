import { defined, type LeasedMessage, type Outbox, type SentReceipt } from '../../core/index.ts'
import { reachedRung } from '../alerts/outbox.ts'
import { clearRefusals } from '../alerts/refusals.ts'
import { saveThread } from '../alerts/threads.ts'
import { DELIVERY } from '../schema/codes.ts'
import type { Store } from '../schema/port.ts'
import type { SqliteFile } from '../sqlite/index.ts'
import { type DeliveryOutcome, settleDelivery } from './deliveries.ts'
import type { StandbyIds } from './standby-ids.ts'

/** A leased message by key and channel. Its id differs between the two databases. */
interface LeasedName {
  readonly channel: string
  readonly key: string
  /** Epoch ms. */
  readonly triedAt: number
  readonly attempts: number
  readonly alertKeys: readonly string[]
}

interface Settlement extends Pick<DeliveryOutcome, 'state' | 'dueAt' | 'sentAt' | 'lastError' | 'refusedAt'> {
  /** The answer of the service; only of a message that was sent. */
  readonly receipt?: SentReceipt
}

/** An outbox that also settles messages by name. */
interface NamedOutbox {
  readonly outbox: Outbox
  settle(message: LeasedName, outcome: Settlement): Promise<void>
  /** Queues the alerts of a message for another channel as well. */
  redirect(message: LeasedName, channel: string, now: number): Promise<void>
}

interface GuardedOutboxDeps {
  /** Runs work on the outbox in use. Switches to the standby where the database cannot be written. */
  readonly use: <T>(
    onDatabase: (outbox: NamedOutbox) => Promise<T>,
    onStandby: (outbox: NamedOutbox) => Promise<T>,
  ) => Promise<T>
  readonly ids: StandbyIds
}

/** The messages leased from a standby database, by the id that callers of the outbox see. */
class StandbyMessages {
  readonly #names = new Map<number, LeasedName>()
  readonly #ids: StandbyIds

  constructor(ids: StandbyIds) {
    this.#ids = ids
  }

  add(message: LeasedMessage, triedAt: number): LeasedMessage {
    const id = this.#ids.encode(message.id)
    const { channel, key, attempts, alerts } = message
    this.#names.set(id, { channel, key, attempts, triedAt, alertKeys: alerts.map((alert) => alert.key) })
    return { ...message, id }
  }

  nameOf(id: number): LeasedName | undefined {
    return this.#names.get(id)
  }

  forget(id: number): void {
    this.#names.delete(id)
  }
}

/** An outbox over the database or the standby. A message can be settled after the standby that leased it is dropped. */
export function createGuardedOutbox({ use, ids }: GuardedOutboxDeps): Outbox {
  const messages = new StandbyMessages(ids)
  const either = <T>(work: (outbox: Outbox) => Promise<T>): Promise<T> =>
    use(
      ({ outbox }) => work(outbox),
      ({ outbox }) => work(outbox),
    )

  /** Finds a message by its id in the database that leased it, else by its name. */
  async function onMessage(
    id: number,
    byId: (outbox: Outbox, id: number) => Promise<void>,
    byName: (named: NamedOutbox, name: LeasedName) => Promise<void>,
  ): Promise<void> {
    // Positive ids are from the database. A standby starts with a copy of its messages under the same ids.
    if (id > 0) return either((outbox) => byId(outbox, id))
    const name = messages.nameOf(id)
    const named = async (outbox: NamedOutbox) => (name ? byName(outbox, name) : undefined)
    await use(named, (standby) => {
      const row = ids.decode(id)
      return row === undefined ? named(standby) : byId(standby.outbox, row)
    })
  }

  async function settle(
    id: number,
    byId: (outbox: Outbox, id: number) => Promise<void>,
    outcome: Settlement,
    uncountedAttempts = 0,
  ): Promise<void> {
    await onMessage(id, byId, (named, name) =>
      named.settle({ ...name, attempts: name.attempts - uncountedAttempts }, outcome),
    )
    messages.forget(id)
  }

  return {
    ...wholeOutbox(either),
    lease: (now, options) =>
      use(
        ({ outbox }) => outbox.lease(now, options),
        async ({ outbox }) => (await outbox.lease(now, options)).map((message) => messages.add(message, now)),
      ),
    sent: (id, now, receipt = {}) => settle(id, (outbox, row) => outbox.sent(row, now, receipt), sent(now, receipt)),
    retry: (id, dueAt, error) => settle(id, (outbox, row) => outbox.retry(row, dueAt, error), pending(dueAt, error)),
    postpone: (id, dueAt, why) => settle(id, (outbox, row) => outbox.postpone(row, dueAt, why), pending(dueAt, why), 1),
    refuse: (id, times, reason) => refuseBy((byId) => settle(id, byId, refused(times, reason)), times, reason),
    dead: (id, now, error) => settle(id, (outbox, row) => outbox.dead(row, now, error), dead(now, error)),
    redirect: (id, channel, now) =>
      onMessage(
        id,
        (outbox, row) => outbox.redirect(row, channel, now),
        (named, name) => named.redirect(name, channel, now),
      ),
  }
}

/** Settles a refusal. @returns until when the message waits: as the outbox says, or as asked where it is settled by name */
async function refuseBy(
  settle: (byId: (outbox: Outbox, row: number) => Promise<void>) => Promise<void>,
  times: { readonly now: number; readonly dueAt: number },
  reason: string,
): Promise<number> {
  let until = times.dueAt
  await settle(async (outbox, row) => {
    until = await outbox.refuse(row, times, reason)
  })
  return until
}

/** The calls that are about no single message. */
function wholeOutbox(
  either: <T>(work: (outbox: Outbox) => Promise<T>) => Promise<T>,
): Pick<
  Outbox,
  'refusedChannels' | 'refusedUntil' | 'retryRefused' | 'followConfig' | 'redirectAll' | 'clockSetBack' | 'counts'
> {
  return {
    refusedChannels: () => either((outbox) => outbox.refusedChannels()),
    refusedUntil: () => either((outbox) => outbox.refusedUntil()),
    retryRefused: (now) => either((outbox) => outbox.retryRefused(now)),
    followConfig: (now, channels) => either((outbox) => outbox.followConfig(now, channels)),
    redirectAll: (from, to, now) => either((outbox) => outbox.redirectAll(from, to, now)),
    clockSetBack: (now, byMs) => either((outbox) => outbox.clockSetBack(now, byMs)),
    counts: () => either((outbox) => outbox.counts()),
  }
}

function sent(now: number, receipt: SentReceipt): Settlement {
  const lastError = receipt.note ?? null
  return { state: DELIVERY.of('sent'), dueAt: now, sentAt: now, lastError, refusedAt: null, receipt }
}

function pending(dueAt: number, error: string): Settlement {
  return { state: DELIVERY.of('pending'), dueAt, sentAt: null, lastError: error, refusedAt: null }
}

function refused({ now, dueAt }: { readonly now: number; readonly dueAt: number }, reason: string): Settlement {
  return { ...pending(dueAt, reason), refusedAt: now }
}

function dead(now: number, error: string): Settlement {
  return { state: DELIVERY.of('dead'), dueAt: now, sentAt: null, lastError: error, refusedAt: null }
}

/** The outbox of a store, which settles messages by name in its file. */
export function namedOutbox({ store, file }: { readonly store: Store; readonly file: SqliteFile }): NamedOutbox {
  const forEachAlert = (
    { alertKeys }: LeasedName,
    channel: string,
    outcome: DeliveryOutcome,
    onlyNew = false,
  ): Promise<void> =>
    file.writer.transaction().execute(async (tx) => {
      for (const key of alertKeys) await settleDelivery(tx, { key, channel }, outcome, onlyNew)
      if (outcome.state === DELIVERY.of('sent')) await clearRefusals(tx, channel, outcome.dueAt)
    })
  return {
    outbox: store.outbox,
    async settle(message, { receipt, ...outcome }) {
      const { channel, key, triedAt, attempts } = message
      const reached = receipt && reachedRung(receipt, outcome.dueAt)
      await forEachAlert(message, channel, {
        ...{ ...outcome, attempts },
        message: { key, triedAt, ...defined({ reached }) },
      })
      const thread = receipt?.thread
      if (thread) await file.writer.transaction().execute((tx) => saveThread(tx, { channel, ...thread }))
    },
    redirect: (message, channel, now) =>
      forEachAlert(message, channel, { ...pending(now, ''), lastError: null, attempts: 0, message: null }, true),
  }
}
