import { describe, expect, it } from 'vitest'
import { DAY, dayOf, MINUTE } from '../../../src/core/index.ts'
import { mergedHistory } from '../../../src/store/standby/merged-history.ts'
import { memoryHistory, NO_HISTORY } from '../../support/history.ts'
import { NOW, resultOf } from '../kit.ts'

type Facts = typeof NO_HISTORY

const history = (facts: Partial<Facts>) => memoryHistory(() => ({ ...NO_HISTORY, ...facts }))
const run = (id: number, slot: number, durationMs: number) => ({
  ...resultOf({ scheduledAt: NOW + slot * MINUTE, startedAt: NOW + slot * MINUTE, durationMs }),
  id,
})

describe('the history while the standby is in use', () => {
  it('has the row of the standby for a run in both databases, newest first up to the limit', async () => {
    const database = history({ runs: [run(1, 0, 100), run(2, 1, 100)] })
    const standby = history({ runs: [run(9, 1, 200), run(10, 2, 200)] })
    const merged = mergedHistory(database, standby)
    const found = await merged.runs({ limit: 9 })
    expect(found.map(({ scheduledAt, durationMs }) => [(scheduledAt - NOW) / MINUTE, durationMs])).toEqual([
      [2, 200],
      [1, 200],
      [0, 100],
    ])
    expect(await merged.runs({ limit: 2 })).toHaveLength(2)
  })

  it('has the requested number of recent runs of each probe', async () => {
    const database = history({ runs: [run(1, 0, 100), run(2, 1, 100), run(3, 2, 100)] })
    const standby = history({ runs: [run(9, 3, 200)] })
    const probes = [{ target: 'sandbox', surface: 'login', probe: 'login' }]
    const found = await mergedHistory(database, standby).recentRuns({ probes, limit: 2 })
    expect(found.map(({ scheduledAt }) => (scheduledAt - NOW) / MINUTE)).toEqual([3, 2])
  })

  it('comes from the standby alone where the database cannot be read', async () => {
    const unreadable = { ...history({}), runs: () => Promise.reject(new Error('EIO')) }
    const merged = mergedHistory(unreadable, history({ runs: [run(9, 1, 200)] }))
    expect(await merged.runs({ limit: 9 })).toHaveLength(1)
  })

  it('adds up the spend of both databases per day', async () => {
    const spend = (day: number, requests: number) => ({
      ...{ target: 'sandbox', day, requests, inputTokens: 0, outputTokens: 0, microUsd: 0 },
    })
    const today = dayOf(NOW)
    const database = { ...history({}), spend: async () => [spend(today, 3), spend(today - DAY, 1)] }
    const standby = { ...history({}), spend: async () => [spend(today, 2)] }
    const days = await mergedHistory(database, standby).spend({ from: 0, to: NOW })
    expect(days.map(({ day, requests }) => [day, requests])).toEqual([
      [today - DAY, 1],
      [today, 5],
    ])
  })
})
