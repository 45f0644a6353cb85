import { describe, expect, it } from 'vitest'
import { MonitorError, type RunResult } from '../../../src/core/index.ts'
import type { StoreTx } from '../../../src/store/index.ts'
import { NOW, noticeOf, requestOf, resultOf, verdictOf } from '../kit.ts'
import { setUpGuard } from './faulty.ts'

const FULL = new MonitorError('db_full', 'the disk is full')
const SHOT = { kind: 'screenshot', path: 'sandbox/login/1.png', bytes: 10 } as const

/** A guard with a run that was claimed in a standby and has a row in the database now. */
async function claimedMeanwhile() {
  const parts = setUpGuard()
  await parts.breakDatabase()
  const run = (await parts.guard.transaction((tx) => tx.claimRun(requestOf(), NOW))) ?? 0
  await parts.repair()
  expect([run < 0, parts.guard.condition()]).toEqual([true, { ok: true }])
  return { ...parts, run }
}

const finish = (tx: StoreTx, run: number, more: Partial<RunResult> = {}) => tx.finishRun(run, resultOf(more))

describe('a run that was claimed while the database could not be written', () => {
  it('is stored where the database fails again as its result is committed', async () => {
    const { guard, store, run, repair } = await claimedMeanwhile()
    let isFull = true
    await guard.transaction(async (tx) => {
      await finish(tx, run)
      if (!isFull) return
      isFull = false
      throw FULL
    })
    expect(guard.condition()).toMatchObject({ ok: false, heldRuns: 1 })
    await repair()
    expect(await store.runs({ limit: 9 })).toMatchObject([{ scheduledAt: NOW, outcome: 'passed' }])
  })

  it('is linked to the notice that it opens, with what it recorded', async () => {
    const { guard, store, run } = await claimedMeanwhile()
    await guard.transaction(async (tx) => {
      await finish(tx, run, { artifacts: [SHOT] })
      await tx.applyChanges('sandbox', run, verdictOf({ notices: [noticeOf()] }))
    })
    expect(await store.openNotices()).toMatchObject([{ key: noticeOf().key, artifacts: [SHOT] }])
  })

  it('is finished once: a second result is refused', async () => {
    const { guard, store, run } = await claimedMeanwhile()
    await guard.transaction((tx) => finish(tx, run))
    await expect(guard.transaction((tx) => finish(tx, run))).rejects.toMatchObject({ code: 'run_not_open' })
    expect(await store.runs({ limit: 9 })).toHaveLength(1)
  })
})

describe('giving the standby up', () => {
  it.each([0, 1, 2, 3, 5, 8])('loses no run that begins %i turns after the database answers', async (turns) => {
    let answer = () => {}
    const answered = new Promise<void>((resolve) => {
      answer = resolve
    })
    const { guard, store, breakDatabase, setReadOnly } = setUpGuard({ heartbeat: () => answered })
    await breakDatabase()
    await guard.transaction((tx) => tx.saveAfterwards([]))
    await setReadOnly(false)
    const checking = guard.check()
    answer()
    const runs: Promise<void>[] = []
    for (let turn = 0; turn < turns + 12; turn += 1) {
      if (turn >= turns) {
        const scheduledAt = NOW + turn
        const slot = { scheduledAt, startedAt: scheduledAt }
        runs.push(guard.transaction(async (tx) => finish(tx, (await tx.claimRun(requestOf(slot), NOW)) ?? 0, slot)))
      }
      await Promise.resolve()
    }
    await Promise.all([checking, ...runs])
    expect(guard.condition()).toEqual({ ok: true })
    expect(await store.runs({ limit: 99 })).toHaveLength(12)
  })

  it('waits for work that failed on the database as it was given up', async () => {
    const { guard, store, breakDatabase, setReadOnly } = setUpGuard()
    let fail = (_: Error) => {}
    // A transaction that waits for a lock, while another one has switched to the standby already.
    const waiting = guard.use(
      () =>
        new Promise<void>((_, reject) => {
          fail = reject
        }),
      (standby) => standby.store.transaction(async () => {}),
    )
    await breakDatabase()
    await guard.transaction((tx) => tx.claimRun(requestOf(), NOW))
    await setReadOnly(false)
    const checking = guard.check()
    fail(FULL)
    await Promise.all([waiting, checking])
    expect((await store.transaction((tx) => tx.claimRun(requestOf(), NOW))) ?? 'taken').toBe('taken')
  })
})
