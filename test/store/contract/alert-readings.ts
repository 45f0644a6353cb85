import { expect, it } from 'vitest'
import { type AlertRecord, HOUR, MINUTE, SECOND, streamOf } from '../../../src/core/index.ts'
import { leaseEach } from '../../support/lease.ts'
import { NOW, planAlert, type StoreFactory } from '../kit.ts'

const EACH = leaseEach(45 * SECOND)

/** What pages and commands read of alerts, messages and channels. */
export function alertReadingsContract({ open }: StoreFactory): void {
  async function planned(...keys: readonly string[]) {
    const { store } = await open()
    for (const [index, key] of keys.entries()) await planAlert(store, key, ['slack', 'mail'], NOW + index)
    return { store, outbox: store.outbox }
  }

  it('reads alerts by their keys', async () => {
    const { store } = await planned('incident-1/opened', 'incident-2/opened', 'incident-3/opened')
    const keysOf = async (keys: readonly string[]) => (await store.alerts({ keys, limit: 10 })).map(({ key }) => key)
    expect(await keysOf(['incident-1/opened', 'incident-3/opened', 'none'])).toEqual([
      'incident-3/opened',
      'incident-1/opened',
    ])
    expect(await keysOf([])).toEqual([])
  })

  it('reads the alerts of one incident with their deliveries', async () => {
    const { store } = await planned('incident-1/opened', 'incident-2/opened')
    const all = await store.alerts({ limit: 10 })
    const stream = streamOf(all[0] as AlertRecord)
    const alerts = await store.alerts({ stream, limit: 10 })
    expect(alerts.map(({ key }) => key)).toEqual(all.filter((one) => streamOf(one) === stream).map(({ key }) => key))
    expect(alerts[0]?.deliveries.map(({ channel, state }) => [channel, state])).toEqual([
      ['slack', 'pending'],
      ['mail', 'pending'],
    ])
    expect(await store.alerts({ stream: 'none', limit: 10 })).toEqual([])
  })

  it('reads the messages of one channel, page by page', async () => {
    const { store, outbox } = await planned('incident-1/opened', 'incident-2/opened', 'incident-3/opened')
    await outbox.lease(NOW + SECOND, EACH)
    const page = async (offset: number) =>
      (await store.messages({ channel: 'mail', offset, limit: 2 })).map(({ channel, key }) => [channel, key])
    expect(await page(0)).toEqual([
      ['mail', 'incident-3/opened'],
      ['mail', 'incident-2/opened'],
    ])
    expect(await page(2)).toEqual([['mail', 'incident-1/opened']])
  })

  it('reads when a waiting message is tried next and since when it is refused, and neither of a sent one', async () => {
    const { store, outbox } = await planned('incident-1/opened')
    for (const { id, channel } of await outbox.lease(NOW, EACH)) {
      if (channel === 'slack') await outbox.refuse(id, { now: NOW, dueAt: NOW + HOUR }, 'HTTP 404')
      else await outbox.sent(id, NOW)
    }
    const [slack] = await store.messages({ channel: 'slack', limit: 1 })
    expect(slack).toMatchObject({ state: 'pending', dueAt: NOW + HOUR, refusedAt: NOW })
    const [mail] = await store.messages({ channel: 'mail', limit: 1 })
    expect(mail).not.toHaveProperty('dueAt')
    expect(mail).not.toHaveProperty('refusedAt')
    const [alert] = await store.alerts({ limit: 1 })
    expect(alert?.deliveries.map(({ refusedAt }) => refusedAt)).toEqual([NOW, undefined])
  })

  it('reads when each channel last got how far; what is visible was accepted', async () => {
    const { store, outbox } = await planned('incident-1/opened', 'incident-2/opened')
    expect(await store.channelReach()).toEqual([])
    const [first, second, third, fourth] = await outbox.lease(NOW + SECOND, EACH)
    await outbox.sent(first?.id ?? 0, NOW + MINUTE, { rung: 'visible' })
    await outbox.sent(third?.id ?? 0, NOW + 2 * MINUTE, { rung: 'accepted' })
    await outbox.sent(second?.id ?? 0, NOW + 3 * MINUTE, { rung: 'visible' })
    await outbox.retry(fourth?.id ?? 0, NOW + HOUR, 'no')
    const expected = new Map<string | undefined, { accepted: number; visible?: number }>()
    for (const [message, at, visible] of [
      [first, NOW + MINUTE, true],
      [third, NOW + 2 * MINUTE, false],
      [second, NOW + 3 * MINUTE, true],
    ] as const) {
      const before = expected.get(message?.channel)
      const seen = visible ? { visible: at } : {}
      expected.set(message?.channel, { ...before, accepted: at, ...seen })
    }
    expect(await store.channelReach()).toEqual(
      [...expected]
        .map(([channel, reach]) => ({ channel, ...reach }))
        .sort((a, b) => (`${a.channel}` < `${b.channel}` ? -1 : 1)),
    )
  })

  it('reads the next attempt and the reason of a channel that fails, and of a red one only its refusal', async () => {
    const { store, outbox } = await planned('incident-1/opened')
    for (const { id, channel } of await outbox.lease(NOW, EACH)) {
      if (channel === 'slack') await outbox.refuse(id, { now: NOW, dueAt: NOW + HOUR }, 'HTTP 404')
      else await outbox.retry(id, NOW + MINUTE, 'connection refused')
    }
    const [mail, slack] = await store.channelBacklogs(NOW)
    expect(mail).toEqual({
      ...{ channel: 'mail', waiting: 1, since: NOW },
      retry: { at: NOW + MINUTE, reason: 'connection refused' },
    })
    expect(slack).toMatchObject({ channel: 'slack', refusal: { reason: 'HTTP 404', retryAt: NOW + HOUR } })
    expect(slack).not.toHaveProperty('retry')
  })
}
