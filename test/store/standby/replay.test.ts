import { describe, expect, it, onTestFinished } from 'vitest'
import { MINUTE, MonitorError, SILENT } from '../../../src/core/index.ts'
import type { Store, StoreTx } from '../../../src/store/index.ts'
import { storeOver } from '../../../src/store/open.ts'
import { openMemorySqlite } from '../../../src/store/sqlite/index.ts'
import type { Call, Entry } from '../../../src/store/standby/calls.ts'
import { Journal } from '../../../src/store/standby/journal.ts'
import { replay, writeJournal } from '../../../src/store/standby/replay.ts'
import { createRunIds } from '../../../src/store/standby/run-ids.ts'
import { createStandbyIds } from '../../../src/store/standby/standby-ids.ts'
import { requestOf as sentTo } from '../../support/requests.ts'
import { alertOf, applyVerdict, incidentOf, NOW, requestOf, resultOf, stepOf, transitionOf, verdictOf } from '../kit.ts'

const NO_WITNESS = { memory: {}, changes: [] } as never

/** An empty database and the ids of a worker whose first standby is in use. */
function setUp() {
  const store = storeOver(openMemorySqlite({ now: NOW }), { now: () => NOW })
  onTestFinished(() => store.close())
  const standbyIds = createStandbyIds()
  standbyIds.next()
  const ids = createRunIds(standbyIds)
  const refusedCalls: string[] = []
  const errors: unknown[] = []
  const log = { ...SILENT, error: (...line: unknown[]) => void errors.push(line) }
  return {
    ...{ store, ids, refusedCalls, errors },
    replay: (entries: readonly Entry[], dropped: Parameters<typeof replay>[0]['dropped'] = []) =>
      store.transaction((tx) =>
        replay({ entries, dropped }, { tx, ids, refused: ({ kind }) => void refusedCalls.push(kind) }),
      ),
    write: (journal: Journal, to: Store = store) => writeJournal(journal, to, ids, log),
  }
}

const claim = (run: number, at = NOW): Call => ({ kind: 'claim', run, args: [requestOf({ scheduledAt: at }), at] })
const finish = (run: number, at = NOW): Call => ({ kind: 'finish', run, args: [run, resultOf({ scheduledAt: at })] })

function journalWith(...entries: readonly Entry[]): Journal {
  const journal = new Journal({ runs: 100, bytes: 1_000_000 })
  for (const entry of entries) journal.append(entry)
  return journal
}

/** A store whose transactions fail with `error` after `work`: nothing of them is stored. */
function failing(store: Store, error: Error): Store {
  return {
    ...store,
    transaction: <T>(work: (tx: StoreTx) => Promise<T>) =>
      store.transaction<T>(async (tx) => {
        await work(tx)
        throw error
      }),
  }
}

const LOCKED = new MonitorError('db_locked', 'another process has locked the database')

describe('a replay', () => {
  it('gives a run the id that the database assigns, and finishes it under that id', async () => {
    const { store, ids, replay } = setUp()
    const run = ids.ofStandby(1)
    await replay([[claim(run)], [finish(run)]])
    const [stored] = await store.runs({ limit: 9 })
    expect(stored).toMatchObject({ outcome: 'passed', scheduledAt: NOW })
    expect(ids.inDatabase(run)).toBe(stored?.id)
  })

  it('stores the requests of a run', async () => {
    const { store, ids, replay } = setUp()
    const run = ids.ofStandby(1)
    const steps = [stepOf('open', NOW, { requests: [sentTo('app.example/')], requestsLeftOut: 3 })]
    await replay([[claim(run)], [{ kind: 'finish', run, args: [run, resultOf({ steps })] }]])
    expect((await store.runs({ requests: true, limit: 1 }))[0]?.steps).toEqual(steps)
  })

  it('finishes a run that was claimed in the database before it failed', async () => {
    const { store, replay } = setUp()
    const id = (await store.transaction((tx) => tx.claimRun(requestOf(), NOW))) ?? 0
    await replay([[finish(id)]])
    expect(await store.runs({ limit: 9 })).toMatchObject([{ id, outcome: 'passed' }])
  })

  it('drops the result of a slot that another run holds in the database', async () => {
    const { store, ids, replay, refusedCalls } = setUp()
    await store.transaction(async (tx) => tx.finishRun((await tx.claimRun(requestOf(), NOW)) ?? 0, resultOf()))
    const run = ids.ofStandby(1)
    await replay([[claim(run)], [finish(run)]])
    expect(await store.runs({ limit: 9 })).toHaveLength(1)
    expect(refusedCalls).toEqual([])
  })

  it('links a change of state to the run in the database, and stores it also without one', async () => {
    const { store, ids, replay } = setUp()
    const run = ids.ofStandby(1)
    const changes = verdictOf({ transitions: [transitionOf('operational', 'down')] })
    await replay([[claim(run)], [finish(run), { kind: 'changes', args: ['sandbox', run, changes] }]])
    const later = verdictOf({ transitions: [transitionOf('down', 'operational', { at: NOW + MINUTE })] })
    await replay([[{ kind: 'changes', args: ['sandbox', ids.ofStandby(99), later] }]])
    const stored = await store.transitions({ from: 0, to: NOW + 2 * MINUTE })
    expect(stored.map(({ to }) => to).toSorted()).toEqual(['down', 'operational'])
  })

  it('writes the other calls although the database refuses one', async () => {
    const { store, replay, refusedCalls } = setUp()
    const unknownRun: Call = { kind: 'finish', run: 7_777, args: [7_777, resultOf()] }
    const alerts: Call = { kind: 'alerts', args: [[{ alert: alertOf('i-1:opened'), channels: ['slack'] }], NOW] }
    await replay([[unknownRun], [alerts]])
    expect(refusedCalls).toEqual(['finish'])
    expect((await store.alerts({ limit: 9 })).map(({ key }) => key)).toEqual(['i-1:opened'])
  })

  it('writes acknowledgements with their links', async () => {
    const { store, replay } = setUp()
    await applyVerdict(store, verdictOf({ incident: { incident: incidentOf('i-1'), entries: [] } }))
    await replay([[{ kind: 'acknowledge', args: ['i-1', { at: NOW, by: 'Ana', via: 'cli' }] }]])
    const [incident] = await store.incidents({ from: NOW - MINUTE, to: NOW + MINUTE })
    expect(incident?.acknowledgement).toMatchObject({ by: 'Ana' })
  })

  it('stores the slots whose results did not fit as skipped, with their number', async () => {
    const { store, replay } = setUp()
    await replay([], [{ sample: resultOf(), count: 40, until: NOW + 40 * MINUTE }])
    expect(await store.runs({ limit: 9 })).toMatchObject([
      { outcome: 'skipped', skip: { reason: 'storage', count: 40, until: NOW + 40 * MINUTE } },
    ])
  })
})

describe('a journal that is written to the database', () => {
  it('is empty afterwards', async () => {
    const { store, ids, write } = setUp()
    const journal = journalWith([claim(ids.ofStandby(1))], [finish(ids.ofStandby(1))])
    await write(journal)
    expect([journal.runs, (await store.runs({ limit: 9 })).length]).toEqual([0, 1])
  })

  it('holds everything, in its order, where the database fails again, and nothing of it is stored', async () => {
    const { store, ids, write } = setUp()
    const entries = [[claim(ids.ofStandby(1))], [finish(ids.ofStandby(1))]]
    const journal = journalWith(...entries)
    await expect(write(journal, failing(store, LOCKED))).rejects.toBe(LOCKED)
    expect(await store.runs({ limit: 9 })).toEqual([])
    expect(journal.runs).toBe(1)
    expect(journal.take()).toEqual({ entries, dropped: [] })
  })

  it('begins no transaction where nothing waits', async () => {
    const { store, write } = setUp()
    await write(journalWith(), failing(store, LOCKED))
  })

  it('logs a call that the database refuses', async () => {
    const { write, errors } = setUp()
    await write(journalWith([{ kind: 'finish', run: 7_777, args: [7_777, resultOf()] }]))
    expect(errors).toEqual([
      ['the database rejected a write that was held in memory', { what: 'finish', error: expect.any(String) }],
    ])
  })

  it('writes what a status page showed after the transaction', async () => {
    const { store, write } = setUp()
    const order: string[] = []
    const witness: Call = { kind: 'witness', target: 'sandbox', witness: NO_WITNESS }
    const journal = journalWith([witness, { kind: 'skip', args: [] as never }])
    await write(journal, {
      ...store,
      transaction: async () => void order.push('transaction') as never,
      saveWitness: async (target) => void order.push(`status page of ${target}`),
    })
    expect(order).toEqual(['transaction', 'status page of sandbox'])
  })

  it('still holds what status pages showed where the database fails after the transaction', async () => {
    const { store, write, errors } = setUp()
    const ofPage = (target: string): Call => ({ kind: 'witness', target, witness: NO_WITNESS })
    const journal = journalWith([ofPage('a')], [ofPage('b')], [ofPage('c')])
    const saved: string[] = []
    let isFull = true
    const flaky: Store = {
      ...store,
      async saveWitness(target) {
        if (target === 'b' && isFull) throw LOCKED
        saved.push(target)
      },
    }
    await expect(write(journal, flaky)).rejects.toBe(LOCKED)
    isFull = false
    await write(journal, flaky)
    expect(saved).toEqual(['a', 'b', 'c'])
    expect(errors).toEqual([])
  })

  it('logs a status page that the database rejects, and writes the others', async () => {
    const { store, write, errors } = setUp()
    const ofPage = (target: string): Call => ({ kind: 'witness', target, witness: NO_WITNESS })
    const saved: string[] = []
    const picky: Store = {
      ...store,
      async saveWitness(target) {
        if (target === 'a') throw new MonitorError('store_refused', 'no such column')
        saved.push(target)
      },
    }
    const journal = journalWith([ofPage('a'), ofPage('b')])
    await write(journal, picky)
    expect([saved, journal.take().entries]).toEqual([['b'], []])
    expect(errors).toEqual([
      ['the database rejected a write that was held in memory', { what: 'witness', error: 'no such column' }],
    ])
  })

  it('forgets the ids of runs that it finished, once they are stored', async () => {
    const { store, ids, write } = setUp()
    const run = ids.ofStandby(1)
    const journal = journalWith([claim(run)], [finish(run)])
    await expect(write(journal, failing(store, LOCKED))).rejects.toBe(LOCKED)
    await write(journal)
    expect([ids.inDatabase(run), (await store.runs({ limit: 9 })).length]).toEqual([undefined, 1])
  })
})
