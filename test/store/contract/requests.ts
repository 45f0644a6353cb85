import { expect, it } from 'vitest'
import { DAY, HOUR, MINUTE, type RunResult, type StepResult } from '../../../src/core/index.ts'
import { requestOf } from '../../support/requests.ts'
import { applyVerdict, incidentOf, NOW, resultOf, type StoreFactory, stepOf, storeResult, verdictOf } from '../kit.ts'

const KEEP = { runsMs: 30 * DAY, hoursMs: 60 * DAY }
const REQUESTS = [
  requestOf('app.example/', { type: 'document', bytes: 0 }),
  requestOf('app.example/api/chats/:id', { method: 'POST', status: 529, durationMs: 900 }),
  { method: 'GET', address: 'cdn.example/x.js', offsetMs: 3, durationMs: 15_000, failure: 'unfinished' },
]

/** A run at a minute before or after NOW. */
function runAt(minute: number, more: Partial<RunResult> = {}): RunResult {
  const scheduledAt = NOW + minute * MINUTE
  const steps = [stepOf('open', scheduledAt + 25, { requests: REQUESTS, requestsLeftOut: 12 })]
  return resultOf({ scheduledAt, steps, ...more })
}

export function requestsContract(factory: StoreFactory): void {
  const { open } = factory

  async function storeWith(...results: readonly RunResult[]) {
    const { store, again } = await open()
    const ids: number[] = []
    for (const result of results) ids.push((await storeResult(store, result)) ?? 0)
    /** The minutes of the runs whose requests are stored. */
    const kept = async () => {
      const runs = await store.runs({ limit: 50, requests: true })
      const withRequests = runs.filter(({ steps }) => steps.some(({ requests }) => requests))
      return withRequests.map(({ scheduledAt }) => (scheduledAt - NOW) / MINUTE).toSorted((a, b) => a - b)
    }
    return { store, again, ids, kept }
  }

  it('are read with their run where they are asked for, and not otherwise', async () => {
    const plain = stepOf('sign out', NOW + 90)
    const result = runAt(0, { steps: [...runAt(0).steps, plain] })
    const { store, again, ids } = await storeWith(result)
    const asked = { limit: 5, requests: true }
    expect(await store.runs(asked)).toEqual([{ ...result, id: ids[0] }])
    expect(await (await again()).runs(asked)).toEqual([{ ...result, id: ids[0] }])
    const steps = (await store.runs({ limit: 5 }))[0]?.steps as readonly StepResult[]
    expect(steps.map((step) => 'requests' in step || 'requestsLeftOut' in step)).toEqual([false, false])
  })

  it('go with the run that has the id', async () => {
    const { store, ids } = await storeWith(runAt(0), runAt(1, { steps: [stepOf('open', NOW)] }))
    const [first] = await store.runs({ id: ids[0] ?? 0, requests: true, limit: 1 })
    expect(first?.steps[0]?.requests).toEqual(REQUESTS)
    expect(await store.runs({ id: (ids[1] ?? 0) + 1, requests: true, limit: 1 })).toEqual([])
  })

  it('of runs that passed are deleted after a day, the newest of their probe left', async () => {
    const { store, kept } = await storeWith(runAt(0), runAt(1), runAt(2))
    await store.prune(NOW + DAY - HOUR, KEEP)
    expect(await kept()).toEqual([0, 1, 2])
    await store.prune(NOW + DAY + 30_000, KEEP)
    expect(await kept()).toEqual([1, 2])
    await store.prune(NOW + DAY + HOUR, KEEP)
    expect(await kept()).toEqual([2])
    expect(await store.runs({ limit: 9 })).toHaveLength(3)
  })

  it('of the newest run go a day later, when a newer one has passed', async () => {
    const { store, kept } = await storeWith(runAt(0))
    await store.prune(NOW + 2 * DAY, KEEP)
    expect(await kept()).toEqual([0])
    await storeResult(store, runAt(2 * 24 * 60))
    await store.prune(NOW + 2 * DAY + 2 * HOUR, KEEP)
    expect(await kept()).toEqual([2 * 24 * 60])
  })

  it('of trouble and of the last good run before it stay as long as their runs', async () => {
    const { store, kept } = await storeWith(
      ...[runAt(0), runAt(1), runAt(2, { outcome: 'slow' }), runAt(3, { outcome: 'failed' })],
      ...[runAt(4), runAt(5), runAt(6, { outcome: 'error' }), runAt(7), runAt(8)],
    )
    await store.prune(NOW + 20 * DAY, KEEP)
    expect(await kept()).toEqual([1, 2, 3, 5, 6, 8])
    await store.rollUp(NOW + 40 * DAY)
    await store.prune(NOW + 40 * DAY, KEEP)
    expect(await kept()).toEqual([])
  })

  it('of a manual run that passed are not compared with, and a manual failure is compared with the run before', async () => {
    const { store, kept } = await storeWith(
      ...[runAt(0), runAt(1, { trigger: 'manual' }), runAt(2, { outcome: 'failed' }), runAt(3)],
      ...[runAt(4, { trigger: 'manual', outcome: 'failed' }), runAt(5), runAt(6)],
    )
    await store.prune(NOW + 2 * DAY, KEEP)
    expect(await kept()).toEqual([0, 2, 3, 4, 6])
  })

  it('of one probe do not keep those of another', async () => {
    const chat = { surface: 'chat', probe: 'chat' }
    const { store, kept } = await storeWith(runAt(0), runAt(1, { ...chat, outcome: 'failed' }), runAt(2))
    await store.prune(NOW + 2 * DAY, KEEP)
    expect(await kept()).toEqual([1, 2])
  })

  it('stay as long as an incident that refers to their run', async () => {
    const { store, ids, kept } = await storeWith(runAt(0), runAt(1), runAt(2))
    await applyVerdict(store, verdictOf({ incident: { incident: incidentOf('sandbox-1'), entries: [] } }))
    await store.keepRuns('sandbox-1', [ids[0] ?? 0])
    await store.prune(NOW + 2 * DAY, KEEP)
    expect(await kept()).toEqual([0, 2])
    await store.rollUp(NOW + 90 * DAY)
    await store.prune(NOW + 90 * DAY, KEEP)
    expect(await kept()).toEqual([0])
  })
}
