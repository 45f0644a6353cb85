import BetterSqlite from 'better-sqlite3'
import { Kysely, sql } from 'kysely'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { SECOND } from '../../../src/core/index.ts'
import type { TargetMemory } from '../../../src/judge/index.ts'
import { prepared } from '../../../src/store/schema/prepared.ts'
import type { Tables, Tx } from '../../../src/store/schema/tables.ts'
import { createWriting, type WriteOptions } from '../../../src/store/schema/writing.ts'
import { executorOn, ImmediateSqliteDialect } from '../../../src/store/sqlite/driver.ts'
import { NOW, readMemory, requestOf, resultOf, saveMemory, skippedOf, sqlite } from '../kit.ts'

/** A table of words, and the statements that were run on it. `way`: whether savepoints go through Kysely. */
function setting(way: 'direct' | 'Kysely' = 'direct') {
  const statements: string[] = []
  const database = new BetterSqlite(':memory:', { verbose: (text) => statements.push(String(text)) })
  onTestFinished(() => void database.close())
  database.exec('CREATE TABLE word (text TEXT NOT NULL UNIQUE)')
  const dialect = new ImmediateSqliteDialect({ database, path: ':memory:', lockWaitMs: () => 0 })
  const settled: boolean[] = []
  const executeNow = way === 'direct' ? { executeNow: executorOn(database, ':memory:') } : {}
  const writing = createWriting({ writer: new Kysely<Tables>({ dialect }), ...executeNow }, [
    { settle: (committed) => settled.push(committed) },
  ])
  const write = (text: string, error?: Error, options: WriteOptions = {}) =>
    writing.write(async (tx) => {
      await sql`insert into word values (${text})`.execute(tx)
      if (error) throw error
      return text
    }, options)
  return {
    ...{ database, writing, write, settled },
    words: () => database.prepare('SELECT text FROM word ORDER BY rowid').pluck().all(),
    commits: () => statements.filter((text) => text === 'commit').length,
  }
}

describe('writing', () => {
  it('commits transactions that wait at the same time together', async () => {
    const { write, words, commits } = setting()
    const texts = Array.from({ length: 20 }, (_none, index) => `word ${index}`)
    expect(await Promise.all(texts.map((text) => write(text)))).toEqual(texts)
    expect(words()).toEqual(texts)
    expect(commits()).toBeLessThan(10)
  })

  it('resolves no transaction before its commit', async () => {
    const { write, database } = setting()
    const open: boolean[] = []
    await Promise.all(['a', 'b', 'c'].map((text) => write(text).then(() => open.push(database.inTransaction))))
    expect(open).toEqual([false, false, false])
  })

  it.each(['direct', 'Kysely'] as const)('rolls back a failed transaction, and keeps the others (%s)', async (way) => {
    const { write, words, settled } = setting(way)
    const outcomes = await Promise.allSettled([
      write('before'),
      write('broken', new Error('no such luck')),
      write('before'), // breaks the rule that words are unique
      write('after'),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled'])
    expect(outcomes[1]).toMatchObject({ reason: { message: 'no such luck' } })
    expect(words()).toEqual(['before', 'after'])
    expect(settled).toContain(false)
    expect(settled.at(-1)).toBe(true)
  })

  it.each(['direct', 'Kysely'] as const)('rejects all of a commit that the database rolled back (%s)', async (way) => {
    const { write, writing, words, database } = setting(way)
    const lost = writing.write(async () => {
      database.exec('ROLLBACK')
      throw new Error('the disk is full')
    })
    const outcomes = await Promise.allSettled([write('first'), write('second'), lost, write('third')])
    const fulfilled = outcomes.filter(({ status }) => status === 'fulfilled').length
    expect(words()).toHaveLength(fulfilled)
    expect(outcomes[2]).toMatchObject({ status: 'rejected', reason: { message: 'the disk is full' } })
    await write('later')
    expect(words()).toContain('later')
  })

  it('lets work that shares wait for others while commits are frequent, until work comes that does not', async () => {
    const { writing, commits } = setting()
    // No time passes between the commits, however slow the machine is.
    const clock = vi.spyOn(performance, 'now').mockReturnValue(1_000)
    onTestFinished(() => clock.mockRestore())
    const share = () => writing.write(async () => {}, { shares: true })
    for (let index = 0; index < 10; index += 1) await share()
    expect(commits()).toBe(10)
    const [first, second] = [share(), new Promise((resolve) => setTimeout(resolve, 5)).then(share)]
    await Promise.all([first, second])
    expect(commits()).toBe(11)
    await Promise.all([share(), writing.write(async () => {})])
    expect(commits()).toBe(12)
  })

  it('lets other work go before background work, which is committed alone', async () => {
    const { write, words, commits } = setting()
    const later = ['clean 1', 'clean 2'].map((text) => write(text, undefined, { background: true }))
    await Promise.all([...later, write('run 1'), write('run 2')])
    expect(words()).toEqual(['clean 1', 'run 1', 'run 2', 'clean 2'])
    expect(commits()).toBe(3)
  })

  it('gives background work its turn after ten commits of other work', async () => {
    const { write, words } = setting()
    const first = write('run')
    const clean = write('clean', undefined, { background: true })
    await first
    for (let index = 0; index < 30; index += 1) await write(`run ${index}`)
    await clean
    expect(words().indexOf('clean')).toBe(10)
  })

  it('rejects background work that fails, and does what waits', async () => {
    const { write, words, writing } = setting()
    const background = { background: true }
    const outcomes = await Promise.allSettled([
      write('lost', new Error('no such luck'), background),
      write('clean', undefined, background),
      write('run'),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled'])
    expect(words()).toEqual(['run', 'clean'])
    await writing.idle()
  })

  it('rejects prepared statements of a transaction that has ended', async () => {
    const { writing, words } = setting()
    const add = prepared<{ text: string }>((tx, { text }) => tx.insertInto('word' as never).values({ text } as never))
    let leaked: Tx | undefined
    await writing.write(async (tx) => {
      leaked = tx
      await add(tx, { text: 'inside' })
    })
    await expect(add(leaked as unknown as Tx, { text: 'outside' })).rejects.toThrow('already committed')
    const failed = writing.write(async (tx) => {
      leaked = tx
      throw new Error('no such luck')
    })
    await expect(failed).rejects.toThrow('no such luck')
    await expect(add(leaked as unknown as Tx, { text: 'outside' })).rejects.toThrow('already rolled back')
    expect(words()).toEqual(['inside'])
  })

  it('does not delay a transaction that follows another one', async () => {
    const { write, commits } = setting()
    for (const text of ['a', 'b', 'c']) await write(text)
    expect(commits()).toBe(3)
  })

  it('refuses a nested transaction', async () => {
    const { writing } = setting()
    await expect(writing.write(() => writing.write(async () => {}))).rejects.toMatchObject({
      code: 'nested_transaction',
    })
  })
})

/** Blocks the process for so long, ms: longer than work may be added to one transaction. */
function spin(ms: number): void {
  const end = performance.now() + ms
  while (performance.now() < end);
}

it('lets timers fire between the transactions of a long queue', async () => {
  const { store } = await sqlite.open()
  let written = 0
  let seenAt: number | undefined
  const writes = Array.from({ length: 500 }, async (_, index) => {
    await store.transaction((tx) => {
      if (index === 100) spin(30)
      return tx.claimRun(requestOf({ scheduledAt: NOW + index * SECOND }), NOW)
    })
    written += 1
  })
  setImmediate(() => {
    seenAt = written
  })
  await Promise.all(writes)
  expect(seenAt).toBeLessThan(500)
})

describe('the memory of the judge', () => {
  const noticed = (memory: TargetMemory, probe: string): TargetMemory => ({
    ...memory,
    notices: { ...memory.notices, first: { ...memory.notices.first, [probe]: 'seen' } },
  })

  it('is the last stored one, also where a part of a shared commit was rolled back', async () => {
    const { store } = await sqlite.open()
    const add = (probe: string, error?: Error) =>
      store.transaction(async (tx) => {
        const { memory } = await tx.judgeMemory('sandbox')
        await tx.saveJudgeMemory('sandbox', memory, noticed(memory, probe))
        if (error) throw error
      })
    await Promise.allSettled([add('a'), add('b'), add('undone', new Error('no')), add('c')])
    const expected = { a: 'seen', b: 'seen', c: 'seen' }
    expect((await readMemory(store)).notices.first).toEqual(expected)
    expect((await store.judgeMemory('sandbox')).memory.notices.first).toEqual(expected)
  })

  it('is read again after another process wrote it', async () => {
    const { store, again } = await sqlite.open()
    const another = await again()
    await saveMemory(store, NOW)
    await saveMemory(another, NOW + SECOND)
    expect((await readMemory(store)).time.now).toBe(NOW + SECOND)
  })

  it('is not read again for every run', async () => {
    const { store } = await sqlite.open()
    await saveMemory(store, NOW)
    const first = await readMemory(store)
    expect(await readMemory(store)).toBe(first)
  })

  it('is read again after slices of it were written as they are', async () => {
    const { store } = await sqlite.open()
    await saveMemory(store, NOW)
    const written = new Map([['time', { now: NOW + SECOND, activeMs: 5 }]])
    await store.transaction((tx) => tx.writeMemorySlices('sandbox', { written, deleted: new Set(['pool']) }))
    expect((await readMemory(store)).time).toEqual({ now: NOW + SECOND, activeMs: 5 })
  })
})

it('reads names again that a rolled-back transaction inserted', async () => {
  const { store } = await sqlite.open()
  await store.transaction(async (tx) => tx.insertSkipped(skippedOf(resultOf())))
  await store.surfaces()
  await expect(
    store.transaction(async (tx) => {
      await tx.insertSkipped(skippedOf(resultOf({ scheduledAt: NOW + SECOND })))
      await tx.surfaces('sandbox')
      throw new Error('undone')
    }),
  ).rejects.toThrow('undone')
  const [run] = await store.runs({ limit: 1 })
  expect(run).toMatchObject({ target: resultOf().target, probe: resultOf().probe })
})
