import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Acknowledgement, type AckToken, DAY, HOUR, MINUTE, SILENT } from '../../../src/core/index.ts'
import { openGuardedStore } from '../../../src/store/index.ts'
import { placeEmptyDatabase } from '../../support/empty-database.ts'
import { applyVerdict, incidentOf, NOW, newFolder, openSqliteStore, verdictOf } from '../kit.ts'

const OLD = 'sandbox-old'
const NEW = 'sandbox-new'
const ANA: Acknowledgement = { at: NOW + MINUTE, by: 'Ana', via: 'link' }
const tokenOf = (hash: string, incident: string): AckToken => ({
  ...{ hash, incident, channel: 'slack', madeAt: NOW, expiresAt: NOW + DAY },
})

const opening = (name: string, target: string) =>
  verdictOf({
    incident: { incident: incidentOf(name, { target }), entries: [{ at: NOW, kind: 'opened', text: 'opened' }] },
  })

/** A store whose database another process locks until `unlock` is called. */
async function lockedStore() {
  const path = join(newFolder(), 'doorwatch.sqlite')
  await placeEmptyDatabase(path)
  const store = await openGuardedStore({ path, log: SILENT, clock: { now: () => NOW }, lockWaitMs: 20 })
  onTestFinished(() => store.close())
  await store.claimWorker({ location: 'here', pid: process.pid, startedAt: NOW })
  await applyVerdict(store, opening(OLD, 'sandbox'))
  await store.transaction((tx) => tx.saveAckToken(tokenOf('old', OLD)))
  let other: BetterSqlite.Database | undefined
  const unlock = () => void other?.close()
  const lock = () => {
    other = new BetterSqlite(path)
    other.exec('BEGIN IMMEDIATE')
  }
  onTestFinished(unlock)
  lock()
  return { path, store, lock, unlock }
}

describe('acknowledging while the database cannot be written', () => {
  it('works for links sent before and after, and is stored once the database can be written', async () => {
    const { path, store, unlock } = await lockedStore()
    await applyVerdict(store, opening(NEW, 'claude'))
    expect(store.condition().ok).toBe(false)
    await store.transaction((tx) => tx.saveAckToken(tokenOf('new', NEW)))
    for (const [hash, name] of [
      ['old', OLD],
      ['new', NEW],
    ] as const) {
      expect(await store.transaction((tx) => tx.ackToken(hash))).toEqual(tokenOf(hash, name))
      expect(await store.transaction((tx) => tx.useAckToken(hash, ANA.at))).toBe(true)
      expect(await store.transaction((tx) => tx.acknowledge(name, ANA))).toBe(true)
    }
    const byName = async (one: Pick<typeof store, 'incidents'>) =>
      (await one.incidents({ from: NOW - HOUR, to: NOW + DAY })).map(({ name, acknowledgement }) => [
        ...[name, acknowledgement?.by],
      ])
    const both = [
      [NEW, 'Ana'],
      [OLD, 'Ana'],
    ]
    expect((await byName(store)).toSorted()).toEqual(both)
    unlock()
    await store.check()
    expect(store.condition().ok).toBe(true)
    const stored = await openSqliteStore(path)
    expect((await byName(stored)).toSorted()).toEqual(both)
    expect(await stored.transaction((tx) => tx.ackToken('new'))).toEqual({ ...tokenOf('new', NEW), usedAt: ANA.at })
    expect(await stored.transaction((tx) => tx.useAckToken('old', NOW))).toBe(false)
  })

  it('keeps what someone acknowledged before', async () => {
    const { store, unlock, lock } = await lockedStore()
    unlock()
    await store.transaction((tx) => tx.acknowledge(OLD, ANA))
    lock()
    await applyVerdict(store, opening(NEW, 'claude'))
    expect(store.condition().ok).toBe(false)
    expect(await store.transaction((tx) => tx.acknowledgement(OLD))).toEqual(ANA)
    expect(await store.transaction((tx) => tx.acknowledge(OLD, { ...ANA, by: 'Ben' }))).toBe(false)
  })
})
