import { expect, it } from 'vitest'
import { DAY, HOUR, MINUTE, MOST_REFUSED_ATTEMPTS, SECOND } from '../../../src/core/index.ts'
import { leaseEach } from '../../support/lease.ts'
import { NOW, planAlert, type StoreFactory } from '../kit.ts'

const EACH = leaseEach(45 * SECOND)

/** The outbox of channels whose services refuse alerts for good. */
export function refusedContract({ open }: StoreFactory): void {
  async function planned(channels: readonly string[]) {
    const { store, again } = await open()
    await planAlert(store, 'incident-1/opened', channels)
    return { store, outbox: store.outbox, again }
  }

  it('keeps what a service refused, reports why its channel is red, and tries it again when due', async () => {
    const { store, outbox, again } = await planned(['slack'])
    const [first] = await outbox.lease(NOW, EACH)
    await planAlert(store, 'incident-2/opened', ['slack', 'mail'], NOW + MINUTE)
    await outbox.refuse(first?.id ?? 0, { now: NOW + SECOND, dueAt: NOW + HOUR }, 'HTTP 404. Put a new address into X.')
    expect(await outbox.counts()).toEqual({ pending: 3, dead: 0 })
    const refusal = { since: NOW + SECOND, reason: 'HTTP 404. Put a new address into X.', retryAt: NOW + HOUR }
    const backlogs = [
      { channel: 'mail', waiting: 1, since: expect.any(Number) },
      { channel: 'slack', waiting: 2, since: NOW, refusal },
    ]
    expect(await store.channelBacklogs(NOW)).toEqual(backlogs)
    expect(await (await again()).channelBacklogs(NOW)).toEqual(backlogs)
    expect(await outbox.lease(NOW + HOUR - 1, { ...EACH, paused: ['slack'] })).toMatchObject([{ channel: 'mail' }])
    expect((await outbox.lease(NOW + HOUR, EACH)).map(({ key, attempts }) => [key, attempts])).toContainEqual([
      'incident-1/opened',
      2,
    ])
    await outbox.refuse(first?.id ?? 0, { now: NOW + HOUR, dueAt: NOW + 2 * HOUR }, 'HTTP 410')
    expect((await store.channelBacklogs(NOW))[1]?.refusal).toEqual({
      ...{ since: NOW + SECOND, reason: 'HTTP 410', retryAt: NOW + 2 * HOUR },
    })
  })

  it('ends the refusal of a channel, and of no other, when it takes a message', async () => {
    const { store, outbox } = await planned(['slack', 'mail'])
    for (const { id } of await outbox.lease(NOW, EACH)) await outbox.refuse(id, { now: NOW, dueAt: NOW + HOUR }, 'no')
    await planAlert(store, 'incident-2/opened', ['slack'])
    const [second] = await outbox.lease(NOW, EACH)
    await outbox.sent(second?.id ?? 0, NOW)
    const red = (await store.channelBacklogs(NOW)).filter(({ refusal }) => refusal)
    expect(red.map(({ channel }) => channel)).toEqual(['mail'])
    expect(await outbox.counts()).toEqual({ pending: 2, dead: 0 })
  })

  it('makes all that a channel put off due at once when it takes a message', async () => {
    const { store, outbox } = await planned(['slack'])
    await planAlert(store, 'incident-2/opened', ['slack'])
    const [first, second] = await outbox.lease(NOW, EACH)
    await outbox.refuse(first?.id ?? 0, { now: NOW, dueAt: NOW + HOUR }, 'no')
    await outbox.postpone(second?.id ?? 0, NOW + HOUR, 'no')
    await planAlert(store, 'incident-3/opened', ['slack'])
    const [third] = await outbox.lease(NOW, EACH)
    await outbox.sent(third?.id ?? 0, NOW + SECOND)
    expect((await outbox.lease(NOW + SECOND, EACH)).map(({ key }) => key).toSorted()).toEqual([
      'incident-1/opened',
      'incident-2/opened',
    ])
    expect((await store.channelBacklogs(NOW + SECOND)).filter(({ refusal }) => refusal)).toEqual([])
  })

  it('puts a channel off for the rest of the day after thirty attempts, also for a new worker', async () => {
    const { outbox, again } = await planned(['slack'])
    let now = NOW
    for (let nth = 1; nth <= MOST_REFUSED_ATTEMPTS; nth += 1) {
      const [refused] = await outbox.lease(now, EACH)
      const until = await outbox.refuse(refused?.id ?? 0, { now, dueAt: now + MINUTE }, 'no')
      expect(until).toBe(nth < MOST_REFUSED_ATTEMPTS ? now + MINUTE : NOW + DAY)
      now = nth < MOST_REFUSED_ATTEMPTS ? until : now
    }
    const next = (await again()).outbox
    await next.retryRefused(now)
    expect(await next.refusedUntil()).toEqual(new Map([['slack', NOW + DAY]]))
    expect(await next.lease(NOW + DAY - MINUTE, EACH)).toEqual([])
    expect(await next.lease(NOW + DAY, EACH)).toHaveLength(1)
  })

  it('makes what was refused due at once for a new worker, and nothing else', async () => {
    const { store, outbox, again } = await planned(['slack'])
    const [refused] = await outbox.lease(NOW, EACH)
    await outbox.refuse(refused?.id ?? 0, { now: NOW, dueAt: NOW + HOUR }, 'no')
    await planAlert(store, 'incident-2/opened', ['mail'])
    const [failed] = await outbox.lease(NOW, EACH)
    await outbox.retry(failed?.id ?? 0, NOW + MINUTE, 'HTTP 503')
    const next = (await again()).outbox
    await next.retryRefused(NOW + SECOND)
    expect(await next.lease(NOW + SECOND, EACH)).toMatchObject([{ channel: 'slack', key: 'incident-1/opened' }])
  })
}
