import { describe, expect, it, onTestFinished } from 'vitest'
import { createNames, type Names } from '../../../src/store/schema/names.ts'
import type { Tx } from '../../../src/store/schema/tables.ts'
import { openMemorySqlite } from '../../../src/store/sqlite/index.ts'
import { NOW } from '../kit.ts'

const LOGIN = { target: 'claude', surface: 'login', probe: 'login' }

/** The dictionary of an empty database, with transactions that end as the test wants. */
function setUp() {
  const file = openMemorySqlite({ now: NOW })
  onTestFinished(() => file.close())
  const db = file.writer
  const names = createNames()
  return {
    ...{ db, names },
    commit: <T>(work: (tx: Tx) => Promise<T>, of: Names = names) =>
      db
        .transaction()
        .execute(work)
        .finally(() => of.settle(true)),
    rollBack: (work: (tx: Tx) => Promise<unknown>) =>
      db
        .transaction()
        .execute(async (tx) => {
          await work(tx)
          throw new Error('rolled back')
        })
        .catch(() => names.settle(false)),
  }
}

describe('the dictionary of texts', () => {
  it('gives a text the same id, in one transaction and in the next', async () => {
    const { names, commit } = setUp()
    const ids = await commit(async (tx) => [
      await names.id(tx, 'login'),
      await names.id(tx, 'chat'),
      await names.id(tx, 'login'),
    ])
    expect(ids[0]).toBe(ids[2])
    expect(ids[0]).not.toBe(ids[1])
    expect(await commit((tx) => names.id(tx, 'chat'))).toBe(ids[1])
  })

  it('reads texts that another process added', async () => {
    const { db, names, commit } = setUp()
    await names.texts(db)
    const other = createNames()
    const id = await commit((tx) => other.id(tx, 'from elsewhere'), other)
    expect((await names.texts(db))(id)).toBe('from elsewhere')
    expect(await commit((tx) => names.id(tx, 'from elsewhere'))).toBe(id)
  })

  it('finds no id for a text that nothing uses', async () => {
    const { db, names } = setUp()
    expect(await names.find(db, 'unused')).toBeUndefined()
    expect((await names.texts(db))(4711)).toBe('')
  })

  it('forgets the id of a transaction that was rolled back: another text may get it', async () => {
    const { db, names, commit, rollBack } = setUp()
    let lost = 0
    await rollBack(async (tx) => {
      lost = await names.id(tx, 'lost')
      await names.texts(tx)
    })
    const id = await commit((tx) => names.id(tx, 'stored'))
    expect(id).toBe(lost)
    expect((await names.texts(db))(id)).toBe('stored')
    expect(await names.find(db, 'lost')).toBeUndefined()
  })
})

describe('the dictionary of probes', () => {
  it('gives a probe the same id, and reads it back', async () => {
    const { db, names, commit } = setUp()
    const id = await commit((tx) => names.probeId(tx, LOGIN))
    expect(await commit((tx) => names.probeId(tx, { ...LOGIN }))).toBe(id)
    expect([...(await names.probes(db))]).toEqual([[id, LOGIN]])
  })

  it('keeps probes apart whose texts join to the same', async () => {
    const { db, names, commit } = setUp()
    const other = { target: 'claude/login', surface: 'login', probe: '' }
    const ids = await commit(async (tx) => [
      await names.probeId(tx, LOGIN),
      await names.probeId(tx, other),
      await names.probeId(tx, { ...LOGIN, probe: 'login-totp' }),
    ])
    expect(new Set(ids).size).toBe(3)
    expect((await names.probes(db)).get(ids[1] ?? 0)).toEqual(other)
  })

  it('forgets a probe of a transaction that was rolled back', async () => {
    const { db, names, commit, rollBack } = setUp()
    await rollBack(async (tx) => {
      await names.probeId(tx, LOGIN)
      await names.probes(tx)
    })
    expect([...(await names.probes(db))]).toEqual([])
    const id = await commit((tx) => names.probeId(tx, { ...LOGIN, surface: 'chat' }))
    expect((await names.probes(db)).get(id)?.surface).toBe('chat')
  })
})
