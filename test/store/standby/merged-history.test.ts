import { describe, expect, it } from 'vitest'
import { DAY, dayOf, type History, HOUR, MINUTE } from '../../../src/core/index.ts'
import { mergedHistory } from '../../../src/store/standby/merged-history.ts'
import { createStandbyIds } from '../../../src/store/standby/standby-ids.ts'
import { memoryHistory, NO_HISTORY } from '../../support/history.ts'
import { requestOf } from '../../support/requests.ts'
import { incidentOf, NOW, noticeOf, resultOf } from '../kit.ts'

type Facts = typeof NO_HISTORY

const history = (facts: Partial<Facts>) => memoryHistory(() => ({ ...NO_HISTORY, ...facts }))
const ids = createStandbyIds()
ids.next()
const merge = (...[database, standby]: readonly [History, History]) => mergedHistory(database, standby, ids)
const run = (id: number, slot: number, durationMs: number) => ({
  ...resultOf({ scheduledAt: NOW + slot * MINUTE, startedAt: NOW + slot * MINUTE, durationMs }),
  id,
})

describe('the history while the standby is in use', () => {
  it('has the row of the standby for a run in both databases, newest first up to the limit', async () => {
    const database = history({ runs: [run(1, 0, 100), run(2, 1, 100)] })
    const standby = history({ runs: [run(9, 1, 200), run(10, 2, 200)] })
    const merged = merge(database, standby)
    const runs = await merged.runs({ limit: 9 })
    expect(runs.map(({ scheduledAt, durationMs }) => [(scheduledAt - NOW) / MINUTE, durationMs])).toEqual([
      [2, 200],
      [1, 200],
      [0, 100],
    ])
    expect(await merged.runs({ limit: 2 })).toHaveLength(2)
  })

  it('has each run under an id of its own', async () => {
    const merged = merge(history({ runs: [run(1, 0, 100), run(2, 1, 100)] }), history({ runs: [run(1, 5, 900)] }))
    const runs = await merged.runs({ limit: 5 })
    expect(new Set(runs.map(({ id }) => id)).size).toBe(3)
    for (const { id, durationMs } of runs) {
      expect(await merged.runs({ id, limit: 5 })).toMatchObject([{ id, durationMs }])
    }
    for (const id of [9, ids.encode(9), -1]) expect(await merged.runs({ id, limit: 5 })).toEqual([])
  })

  it('has the requests of the runs in the standby', async () => {
    const steps = resultOf().steps.map((step) => ({ ...step, requests: [requestOf('app.example/')] }))
    const merged = merge(history({ runs: [run(1, 0, 100)] }), history({ runs: [{ ...run(9, 0, 200), steps }] }))
    const [found] = await merged.runs({ requests: true, limit: 5 })
    expect(found?.steps[0]?.requests).toEqual([requestOf('app.example/')])
  })

  it('has the requested number of recent runs of each probe', async () => {
    const database = history({ runs: [run(1, 0, 100), run(2, 1, 100), run(3, 2, 100)] })
    const standby = history({ runs: [run(9, 3, 200)] })
    const probes = [{ target: 'sandbox', surface: 'login', probe: 'login' }]
    const runs = await merge(database, standby).recentRuns({ probes, limit: 2 })
    expect(runs.map(({ scheduledAt }) => (scheduledAt - NOW) / MINUTE)).toEqual([3, 2])
  })

  it('keeps runs of one slot at two locations apart', async () => {
    const database = history({ runs: [{ ...run(1, 0, 100), location: 'eu' }] })
    const standby = history({ runs: [{ ...run(9, 0, 200), location: 'here' }] })
    const merged = merge(database, standby)
    const probes = [{ target: 'sandbox', surface: 'login', probe: 'login' }]
    for (const found of [await merged.runs({ limit: 9 }), await merged.recentRuns({ probes, limit: 9 })]) {
      expect(found.map(({ location }) => location).toSorted()).toEqual(['eu', 'here'])
    }
  })

  it('has the last runs in order of target, then probe, whichever database they come from', async () => {
    const of = (target: string, probe: string) => ({ ...run(1, 0, 100), target, probe, surface: probe })
    const database = history({ runs: [of('a', 'x'), of('b', 'x'), of('b', 'z')] })
    const standby = history({ runs: [of('b', 'y'), of('a', 'y')] })
    const found = await merge(database, standby).lastRuns()
    expect(found.map(({ target, probe }) => `${target}/${probe}`)).toEqual(['a/x', 'a/y', 'b/x', 'b/y', 'b/z'])
  })

  describe('of what ended in the standby', () => {
    const HOUR_AGO = NOW - HOUR
    const incident = { ...incidentOf('sandbox-1', { openedAt: NOW - DAY, impactAt: NOW - DAY }), timeline: [] }
    const notice = { ...noticeOf({ at: NOW - DAY }) }
    const surfaces = [{ target: 'sandbox', surface: 'login' }]
    const ended = { ...notice, open: false, closedAt: HOUR_AGO }
    const merged = merge(
      history({ incidents: [incident], notices: [notice] }),
      history({ incidents: [{ ...incident, resolvedAt: HOUR_AGO }], notices: [ended] }),
    )

    it.each([
      { range: 'from now on', from: NOW, to: Number.MAX_SAFE_INTEGER, found: 0 },
      { range: 'of the last minute', from: NOW - MINUTE, to: NOW + 1, found: 0 },
      { range: 'that holds its end', from: HOUR_AGO, to: NOW, found: 1 },
      { range: 'before its end', from: NOW - 2 * DAY, to: NOW - 2 * HOUR, found: 1 },
      { range: 'before it began', from: NOW - 3 * DAY, to: NOW - DAY, found: 0 },
    ])('it has nothing that is open: in a range $range there are $found', async ({ from, to, found }) => {
      const incidents = await merged.incidents({ from, to })
      const notices = await merged.noticesOf({ from, to, surfaces })
      expect([incidents.length, notices.length]).toEqual([found, found])
      expect(incidents.map(({ resolvedAt }) => resolvedAt)).toEqual(incidents.map(() => HOUR_AGO))
      expect(notices.map(({ open }) => open)).toEqual(notices.map(() => false))
    })
  })

  it('comes from the standby alone where the database cannot be read', async () => {
    const unreadable = { ...history({}), runs: () => Promise.reject(new Error('EIO')) }
    const merged = merge(unreadable, history({ runs: [run(9, 1, 200)] }))
    expect(await merged.runs({ limit: 9 })).toHaveLength(1)
  })

  it('adds up the spend of both databases per day', async () => {
    const spend = (day: number, requests: number) => ({
      ...{ target: 'sandbox', day, requests, inputTokens: 0, outputTokens: 0, microUsd: 0 },
    })
    const today = dayOf(NOW)
    const database = { ...history({}), spend: async () => [spend(today, 3), spend(today - DAY, 1)] }
    const standby = { ...history({}), spend: async () => [spend(today, 2)] }
    const days = await merge(database, standby).spend({ from: 0, to: NOW })
    expect(days.map(({ day, requests }) => [day, requests])).toEqual([
      [today - DAY, 1],
      [today, 5],
    ])
  })
})
