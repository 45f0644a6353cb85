import { describe, expect, it } from 'vitest'
import { MonitorError } from '../../../src/core/index.ts'
import {
  alertOf,
  incidentOf,
  NO_MEMORY,
  NOW,
  noticeOf,
  readMemory,
  requestOf,
  resultOf,
  type StoreFactory,
  storeResult,
  transitionOf,
  verdictOf,
} from '../kit.ts'

export function transactionsContract({ open, oneSession = false }: StoreFactory): void {
  it('rolls back a transaction that fails', async () => {
    const { store } = await open()
    const verdict = verdictOf({
      transitions: [transitionOf('unknown', 'down')],
      incident: { incident: incidentOf('sandbox-1'), entries: [] },
      notices: [noticeOf()],
    })
    const failing = store.transaction(async (tx) => {
      const id = (await tx.claimRun(requestOf(), NOW)) ?? 0
      await tx.finishRun(id, resultOf())
      await tx.saveJudgeMemory('sandbox', (await tx.judgeMemory('sandbox')).memory, {
        ...NO_MEMORY,
        time: { now: NOW, activeMs: 1 },
      })
      await tx.applyChanges('sandbox', id, verdict)
      await tx.saveAlerts([{ alert: alertOf('a'), channels: ['slack'] }], NOW)
      throw new MonitorError('made_up', 'the end')
    })
    await expect(failing).rejects.toMatchObject({ code: 'made_up' })
    expect([await store.runs({ limit: 1 }), await store.surfaces(), await store.openNotices()]).toEqual([[], [], []])
    expect([await store.alerts({ limit: 1 }), await store.incidents({ from: 0, to: NOW + 1 })]).toEqual([[], []])
    expect(await readMemory(store)).toEqual(NO_MEMORY)
    expect(await storeResult(store, resultOf())).toBeTypeOf('number')
  })

  it('resolves names correctly after a failed transaction', async () => {
    const { store } = await open()
    const failing = store.transaction(async (tx) => {
      await tx.claimRun(requestOf({ target: 'x', surface: 'y', probe: 'z', location: 'w' }), NOW)
      await tx.applyChanges(
        'x',
        undefined,
        verdictOf({ transitions: [transitionOf('unknown', 'down', { target: 'x', surface: 'y' })] }),
      )
      await tx.surfaces('x')
      throw new Error('the end')
    })
    await expect(failing).rejects.toThrow('the end')
    await storeResult(store, resultOf({ target: 'a', surface: 'b', probe: 'c', location: 'd' }))
    await storeResult(store, resultOf({ target: 'x', surface: 'y', probe: 'z', location: 'w' }))
    const named = (await store.runs({ limit: 5 })).map(({ target, surface, probe, location }) => [
      target,
      surface,
      probe,
      location,
    ])
    expect(named).toEqual([
      ['x', 'y', 'z', 'w'],
      ['a', 'b', 'c', 'd'],
    ])
  })

  it('runs transactions one after another, in the order of the calls', async () => {
    const { store } = await open()
    const add = (more: string) =>
      store.transaction(async (tx) => {
        const { memory } = await tx.judgeMemory('sandbox')
        const { first } = memory.notices
        await new Promise((resolve) => setImmediate(resolve))
        const notices = { open: {}, first: { text: `${first.text ?? ''}${more}` } }
        await tx.saveJudgeMemory('sandbox', memory, { ...memory, notices })
      })
    await Promise.all([...'to be or not to be'].map(add))
    expect((await readMemory(store)).notices.first).toEqual({ text: 'to be or not to be' })
  })

  it('runs transactions after a failed one', async () => {
    const { store } = await open()
    const failing = store.transaction(async () => Promise.reject(new Error('no')))
    const next = storeResult(store, resultOf())
    await expect(failing).rejects.toThrow('no')
    expect(await next).toBeTypeOf('number')
  })

  describe('while a transaction is open', () => {
    it.skipIf(oneSession)('readers see earlier commits, and do not wait', async () => {
      const { store } = await open()
      await storeResult(store, resultOf())
      await store.transaction(async (tx) => {
        const id = await tx.claimRun(requestOf({ scheduledAt: NOW + 1 }), NOW + 1)
        await tx.finishRun(id ?? 0, resultOf({ scheduledAt: NOW + 1 }))
        expect(await store.runs({ limit: 5 })).toHaveLength(1)
      })
      expect(await store.runs({ limit: 5 })).toHaveLength(2)
    })
  })

  it('refuses a nested transaction, which would wait for itself', async () => {
    const { store } = await open()
    const inner = () => store.transaction(async () => 1)
    await expect(store.transaction(inner)).rejects.toMatchObject({ code: 'nested_transaction' })
    expect(await inner()).toBe(1)
  })

  it('closes after the queued transactions', async () => {
    const { store, again } = await open()
    const stored = storeResult(store, resultOf())
    await store.close()
    await stored
    expect(await (await again()).runs({ limit: 5 })).toHaveLength(1)
  })
}
