import { expect, it } from 'vitest'
import { DAY, HOUR, MINUTE, noticeSubject } from '../../../src/core/index.ts'
import {
  applyVerdict,
  failureOf,
  incidentOf,
  NOW,
  noticeOf,
  type StoreFactory,
  transitionOf,
  verdictOf,
} from '../kit.ts'

const LOGIN = { target: 'sandbox', surface: 'login' }

/** The plans that outages are priced with, and what a price is computed from. */
export function outagePlansContract({ open }: StoreFactory): void {
  const entry = { at: NOW, kind: 'opened' as const, text: 'login is down' }

  it('are stored with what opens, and stay whatever comes later', async () => {
    const { store, again } = await open()
    const incident = incidentOf('sandbox-1')
    const plans = [{ subject: 'sandbox-1', plan: '{"first":1}' }]
    await applyVerdict(store, verdictOf({ incident: { incident, entries: [entry] }, plans }))
    await applyVerdict(
      store,
      verdictOf({ incident: { incident, entries: [] }, plans: [{ subject: 'sandbox-1', plan: '{}' }] }),
    )
    await store.saveTrouble('sandbox-1', '{"own":[]}')
    await store.saveTrouble('sandbox-2', '{}')
    const stored = [{ subject: 'sandbox-1', plan: '{"first":1}', trouble: '{"own":[]}' }]
    for (const reader of [store, await again()]) {
      expect(await reader.outagePlans(['sandbox-1', 'sandbox-2'])).toEqual(stored)
      expect(await reader.outagePlans([])).toEqual([])
    }
  })

  it('are not stored where the transaction fails', async () => {
    const { store } = await open()
    const failing = store.transaction(async (tx) => {
      const plans = [{ subject: 'sandbox-1', plan: '{}' }]
      await tx.applyChanges('sandbox', undefined, verdictOf({ plans }))
      expect(await tx.outagePlans(['sandbox-1'])).toHaveLength(1)
      throw new Error('the run is lost')
    })
    await expect(failing).rejects.toThrow('the run is lost')
    expect(await store.outagePlans(['sandbox-1'])).toEqual([])
  })

  it('are priced with the changes of some surfaces: those in a range and the last one before it', async () => {
    const { store } = await open()
    const failure = failureOf('overloaded')
    const changes = [
      transitionOf('unknown', 'operational', { at: NOW - 3 * HOUR, since: NOW - 3 * HOUR }),
      transitionOf('operational', 'degraded', { at: NOW - 2 * HOUR, since: NOW - 2 * HOUR }),
      transitionOf('degraded', 'down', { at: NOW - HOUR, since: NOW - HOUR - MINUTE, failure }),
      transitionOf('down', 'operational', { at: NOW, since: NOW - MINUTE }),
    ]
    const other = changes.map((one) => ({ ...one, surface: 'api' }))
    await applyVerdict(store, verdictOf({ transitions: [...changes, ...other] }))
    const range = { from: NOW - 90 * MINUTE, to: NOW }
    const rows = (surface: string) => [
      { target: 'sandbox', surface, at: NOW - 2 * HOUR, since: NOW - 2 * HOUR, to: 'degraded' },
      { target: 'sandbox', surface, at: NOW - HOUR, since: NOW - HOUR - MINUTE, to: 'down', failure },
    ]
    expect(await store.surfaceChanges({ ...range, surfaces: [LOGIN] })).toEqual(rows('login'))
    const both = [LOGIN, { target: 'sandbox', surface: 'api' }, { target: 'nobody', surface: 'login' }]
    const read = await store.surfaceChanges({ ...range, surfaces: both })
    expect(read.filter(({ surface }) => surface === 'api')).toEqual(rows('api'))
    expect(read).toHaveLength(4)
    expect(read.map(({ at }) => at)).toEqual(read.map(({ at }) => at).toSorted((a, b) => a - b))
    await store.transaction(async (tx) => {
      expect(await tx.surfaceChanges({ ...range, surfaces: [LOGIN] })).toEqual(rows('login'))
    })
  })

  it('are priced with the notices of some surfaces that touch a range, open and closed', async () => {
    const { store } = await open()
    const failure = failureOf('credentials')
    const key = noticeOf({ key: 'sandbox/login/key', blame: 'ours', failure, at: NOW - 2 * HOUR })
    await applyVerdict(store, verdictOf({ notices: [key, noticeOf({ key: 'other', surface: 'api', at: NOW - HOUR })] }))
    await applyVerdict(store, verdictOf({ notices: [{ ...key, open: false, at: NOW - HOUR }] }))
    await applyVerdict(store, verdictOf({ notices: [{ ...key, at: NOW - 10 }] }))
    const { kind: _, ...row } = { ...key, kind: undefined }
    const closed = { ...row, open: false, closedAt: NOW - HOUR }
    const again = { ...row, open: true, at: NOW - 10 }
    const query = { surfaces: [LOGIN], to: NOW }
    expect(await store.noticesOf({ ...query, from: 0 })).toEqual([closed, again])
    expect(await store.noticesOf({ ...query, from: NOW - HOUR + 1 })).toEqual([again])
    expect(await store.noticesOf({ ...query, from: 0, to: NOW - HOUR })).toEqual([closed])
    expect(new Set([closed, again].map(noticeSubject)).size).toBe(2)
  })

  it('are pruned where no incident and no notice has their subject', async () => {
    const { store } = await open()
    const notice = noticeOf({ key: 'sandbox/login/key@home', blame: 'ours', at: NOW })
    const opened = ['sandbox-1', noticeSubject(notice)]
    const lost = ['sandbox-2', 'a word', noticeSubject({ ...notice, at: NOW + 1 })]
    const plans = [...opened, ...lost].map((subject) => ({ subject, plan: '{}' }))
    const incident = { incident: incidentOf('sandbox-1'), entries: [entry] }
    await applyVerdict(store, verdictOf({ incident, notices: [notice], plans }))
    expect(await store.outagePlans([...opened, ...lost])).toHaveLength(5)
    await store.prune(NOW, { runsMs: 30 * DAY, hoursMs: 400 * DAY })
    const subjects = (await store.outagePlans([...opened, ...lost])).map(({ subject }) => subject)
    expect(subjects.toSorted()).toEqual(opened.toSorted())
  })
}
