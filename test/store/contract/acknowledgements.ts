import { expect, it } from 'vitest'
import { type Acknowledgement, type AckToken, DAY, HOUR, MINUTE } from '../../../src/core/index.ts'
import type { Store } from '../../../src/store/index.ts'
import { alertOf, applyVerdict, incidentOf, NOW, type StoreFactory, verdictOf } from '../kit.ts'

const NAME = 'sandbox-20261123-090000'
const ANA: Acknowledgement = { at: NOW + MINUTE, by: 'Ana', reason: 'calling the provider', via: 'link' }
const TOKEN: AckToken = { hash: 'a'.repeat(64), incident: NAME, channel: 'slack', madeAt: NOW, expiresAt: NOW + DAY }

/** Acknowledgements of incidents, and the tokens of the links that make them. */
export function acknowledgementsContract({ open }: StoreFactory): void {
  const changed = (store: Store, kind: 'opened' | 'resolved' | 'reopened', at: number) =>
    applyVerdict(
      store,
      verdictOf({
        incident: {
          incident: incidentOf(NAME, kind === 'resolved' ? { resolvedAt: at } : {}),
          entries: [{ at, kind, text: kind }],
        },
      }),
    )
  const acknowledge = (store: Store, by: Acknowledgement, name = NAME) =>
    store.transaction((tx) => tx.acknowledge(name, by))
  const readOne = async (store: Store) => (await store.incidents({ from: NOW - HOUR, to: NOW + DAY }))[0]

  it('shows who acknowledged an incident, with a row in its timeline', async () => {
    const { store, again } = await open()
    await changed(store, 'opened', NOW)
    expect(await readOne(store)).not.toHaveProperty('acknowledgement')
    expect(await acknowledge(store, ANA)).toBe(true)
    for (const reader of [store, await again()]) {
      expect(await readOne(reader)).toMatchObject({
        acknowledgement: ANA,
        timeline: [
          { kind: 'opened' },
          { at: ANA.at, kind: 'acknowledged', text: 'acknowledged by Ana: calling the provider' },
        ],
      })
      expect(await reader.transaction((tx) => tx.acknowledgement(NAME))).toEqual(ANA)
      expect(await reader.transaction((tx) => tx.incident('sandbox'))).toMatchObject({ acknowledgement: ANA })
    }
  })

  it('keeps the first of two acknowledgements, without a second row', async () => {
    const { store } = await open()
    await changed(store, 'opened', NOW)
    const both = await Promise.all([acknowledge(store, ANA), acknowledge(store, { ...ANA, by: 'Ben', via: 'cli' })])
    expect(both).toEqual([true, false])
    const incident = await readOne(store)
    expect([incident?.acknowledgement?.by, incident?.timeline.length]).toEqual(['Ana', 2])
  })

  it('acknowledges nothing that is unknown or over', async () => {
    const { store } = await open()
    await changed(store, 'opened', NOW)
    await changed(store, 'resolved', NOW + HOUR)
    expect(await acknowledge(store, ANA, 'nothing')).toBe(false)
    expect(await acknowledge(store, ANA)).toBe(false)
    expect((await readOne(store))?.timeline.map(({ kind }) => kind)).toEqual(['opened', 'resolved'])
  })

  it('ends an acknowledgement with its incident: one that is reopened is not acknowledged', async () => {
    const { store } = await open()
    await changed(store, 'opened', NOW)
    await acknowledge(store, ANA)
    await changed(store, 'resolved', NOW + HOUR)
    expect(await readOne(store)).not.toHaveProperty('acknowledgement')
    await changed(store, 'reopened', NOW + 2 * HOUR)
    expect(await store.transaction((tx) => tx.acknowledgement(NAME))).toBeUndefined()
    const { reason: _, ...withoutReason } = { ...ANA, at: NOW + 3 * HOUR, by: 'Ben', via: 'dashboard' } as const
    expect(await acknowledge(store, withoutReason)).toBe(true)
    expect((await readOne(store))?.acknowledgement).toEqual(withoutReason)
  })

  it('finds a token by its hash, and uses it once', async () => {
    const { store, again } = await open()
    await changed(store, 'opened', NOW)
    await store.transaction((tx) => tx.saveAckToken(TOKEN))
    const find = (one: Store) => one.transaction((tx) => tx.ackToken(TOKEN.hash))
    expect(await find(store)).toEqual(TOKEN)
    const use = () => store.transaction((tx) => tx.useAckToken(TOKEN.hash, NOW + MINUTE))
    expect([await use(), await use()]).toEqual([true, false])
    expect(await find(await again())).toEqual({ ...TOKEN, usedAt: NOW + MINUTE })
    expect(await store.transaction((tx) => tx.ackToken('b'.repeat(64)))).toBeUndefined()
    expect(await store.transaction((tx) => tx.useAckToken('b'.repeat(64), NOW))).toBe(false)
  })

  it('stores no token of an incident that is unknown, acknowledged or over', async () => {
    const { store } = await open()
    const save = (hash: string, incident = NAME) =>
      store.transaction((tx) => tx.saveAckToken({ ...TOKEN, hash, incident }))
    await changed(store, 'opened', NOW)
    expect([await save('a', 'nothing'), await save('b')]).toEqual([false, true])
    await acknowledge(store, ANA)
    expect(await save('c')).toBe(false)
    await changed(store, 'resolved', NOW + HOUR)
    expect(await save('d')).toBe(false)
    const tokens = await store.transaction((tx) => Promise.all(['a', 'b', 'c', 'd'].map((hash) => tx.ackToken(hash))))
    expect(tokens.map((token) => token?.hash)).toEqual([undefined, 'b', undefined, undefined])
  })

  it('gives the headline of the newest alert on an incident', async () => {
    const { store } = await open()
    for (const [key, headline] of [
      [`${NAME}:opened`, 'login is DOWN'],
      [`${NAME}:changed:1`, 'login and API are DOWN'],
      [`${NAME}-2:opened`, 'another incident'],
    ] as const) {
      await store.transaction((tx) => tx.saveAlerts([{ alert: alertOf(key, { headline }), channels: [] }], NOW))
    }
    const read = (name: string) => store.transaction((tx) => tx.lastHeadline(`${name}:`))
    expect([await read(NAME), await read('nothing')]).toEqual(['login and API are DOWN', undefined])
  })

  it('deletes tokens 30 days after they expired', async () => {
    const { store } = await open()
    await changed(store, 'opened', NOW)
    await store.transaction((tx) => tx.saveAckToken(TOKEN))
    const remaining = async (now: number) => {
      await store.prune(now, { runsMs: DAY, hoursMs: DAY })
      return (await store.transaction((tx) => tx.ackToken(TOKEN.hash))) !== undefined
    }
    expect([await remaining(TOKEN.expiresAt + 30 * DAY), await remaining(TOKEN.expiresAt + 30 * DAY + 1)]).toEqual([
      true,
      false,
    ])
  })
}
