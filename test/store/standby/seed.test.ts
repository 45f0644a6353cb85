import { describe, expect, it, onTestFinished } from 'vitest'
import { DAY, defined, HOUR, MINUTE } from '../../../src/core/index.ts'
import { storeOver } from '../../../src/store/open.ts'
import { openMemorySqlite } from '../../../src/store/sqlite/index.ts'
import { seed } from '../../../src/store/standby/seed.ts'
import { leaseEach } from '../../support/lease.ts'
import {
  alertOf,
  applyVerdict,
  incidentOf,
  NOW,
  noticeOf,
  planAlert,
  readMemory,
  resultOf,
  saveMemory,
  storeResult,
  transitionOf,
  verdictOf,
} from '../kit.ts'

function openMemory() {
  const file = openMemorySqlite({ now: NOW })
  const store = storeOver(file, { now: () => NOW })
  onTestFinished(() => store.close())
  return { file, store }
}

/** A database and a copy of what judging and alerting need of it. */
function setUp() {
  const [primary, standby] = [openMemory(), openMemory()]
  return {
    ...{ store: primary.store, copy: standby.store },
    seed: () => seed(primary.file.reader, standby.file.writer, NOW),
  }
}

const ALL = { from: 0, to: NOW + HOUR }

describe('the copy of a database that cannot be written', () => {
  it('is empty where the database is', async () => {
    const { copy, seed } = setUp()
    await seed()
    expect([await copy.surfaces(), await copy.incidents(ALL), await copy.alerts({ limit: 9 })]).toEqual([[], [], []])
  })

  it('has the states of surfaces and the memory of the judge, and no runs', async () => {
    const { store, copy, seed } = setUp()
    await storeResult(store, resultOf())
    await applyVerdict(store, verdictOf({ transitions: [transitionOf('operational', 'down')] }))
    await saveMemory(store, NOW - MINUTE)
    await seed()
    expect(await copy.surfaces()).toEqual(await store.surfaces())
    expect(await readMemory(copy)).toEqual(await readMemory(store))
    expect(await copy.runs({ limit: 9 })).toEqual([])
  })

  it('has open incidents and those of the last 30 days, which may open again', async () => {
    const { store, copy, seed } = setUp()
    const add = (name: string, target: string, resolvedAt?: number) =>
      applyVerdict(
        store,
        verdictOf({
          incident: {
            incident: incidentOf(name, {
              ...{ target, openedAt: NOW - 60 * DAY },
              ...defined({ resolvedAt }),
            }),
            entries: [],
          },
        }),
      )
    await add('open', 'a')
    await add('recent', 'b', NOW - 29 * DAY)
    await add('old', 'c', NOW - 31 * DAY)
    await seed()
    expect((await copy.incidents(ALL)).map(({ name }) => name).toSorted()).toEqual(['open', 'recent'])
  })

  it.each([
    { state: 'open', resolvedAt: undefined },
    { state: 'over', resolvedAt: NOW - DAY },
  ])('has the timeline and the notes of an incident that is $state', async ({ resolvedAt }) => {
    const { store, copy, seed } = setUp()
    const incident = incidentOf('i-1', resolvedAt === undefined ? {} : { resolvedAt })
    const entries = [
      { at: NOW - 2 * DAY, kind: 'opened', text: 'login is down', surface: 'login', to: 'down' },
      { at: NOW - DAY, kind: 'scope', text: 'sign-in only' },
    ] as const
    await applyVerdict(store, verdictOf({ incident: { incident, entries } }))
    await store.noteIncident('i-1', { at: NOW, kind: 'note', by: 'Ana', text: 'called the vendor' })
    await seed()
    expect(await copy.incidents(ALL)).toEqual(await store.incidents(ALL))
    expect((await copy.incidents(ALL))[0]?.timeline).toHaveLength(2)
  })

  it('has the acknowledgement of an open incident', async () => {
    const { store, copy, seed } = setUp()
    await applyVerdict(store, verdictOf({ incident: { incident: incidentOf('i-1'), entries: [] } }))
    await store.transaction((tx) => tx.acknowledge('i-1', { at: NOW, by: 'Ana', via: 'cli' }))
    await seed()
    expect((await copy.incidents(ALL))[0]?.acknowledgement).toMatchObject({ by: 'Ana', at: NOW })
  })

  it('has open notices, and none that is closed', async () => {
    const { store, copy, seed } = setUp()
    const closed = noticeOf({ key: 'closed' })
    await applyVerdict(store, verdictOf({ notices: [noticeOf({ key: 'open' }), closed] }))
    await applyVerdict(store, verdictOf({ notices: [{ ...closed, open: false, at: NOW + MINUTE }] }))
    await seed()
    expect((await copy.openNotices()).map(({ key }) => key)).toEqual(['open'])
  })

  it('has alerts that wait, which are then leased once', async () => {
    const { store, copy, seed } = setUp()
    await planAlert(store, 'i-1:opened', ['slack', 'mail'])
    const [sent] = await store.outbox.lease(NOW, leaseEach(MINUTE))
    if (sent) await store.outbox.sent(sent.id, NOW)
    await seed()
    const leased = await copy.outbox.lease(NOW + 2 * MINUTE, leaseEach(MINUTE))
    expect(leased.map(({ key, channel }) => [key, channel])).toEqual([
      ['i-1:opened', sent?.channel === 'slack' ? 'mail' : 'slack'],
    ])
  })

  it('has where the opening of a running incident went, however old it is', async () => {
    const { store, copy, seed } = setUp()
    await applyVerdict(store, verdictOf({ incident: { incident: incidentOf('i-1'), entries: [] } }))
    const opening = alertOf('i-1:opened', { at: NOW - 90 * DAY, incident: incidentOf('i-1') })
    await store.transaction((tx) => tx.saveAlerts([{ alert: opening, channels: ['slack'] }], NOW - 90 * DAY))
    const [delivery] = await store.outbox.lease(NOW - 90 * DAY, leaseEach(MINUTE))
    if (delivery) await store.outbox.sent(delivery.id, NOW - 90 * DAY)
    await seed()
    const recipients = await copy.transaction((tx) => tx.recipients('i-1', NOW))
    expect(recipients.map(({ channel }) => channel)).toEqual(['slack'])
  })

  it('copies more rows than one statement takes', async () => {
    const { store, copy, seed } = setUp()
    const transitions = Array.from({ length: 450 }, (_, index) =>
      transitionOf('unknown', 'operational', { surface: `model-${index}` }),
    )
    await applyVerdict(store, verdictOf({ transitions }))
    await seed()
    expect(await copy.surfaces()).toHaveLength(450)
  })

  it('keeps the ids of rows, so that what is written later refers to the same ones', async () => {
    const { store, copy, seed } = setUp()
    await planAlert(store, 'a:opened', ['slack'])
    await planAlert(store, 'b:opened', ['slack'])
    await seed()
    const idsOf = async (of: typeof store) =>
      (await of.outbox.lease(NOW, leaseEach(MINUTE))).map(({ id, key }) => [id, key])
    expect(await idsOf(copy)).toEqual(await idsOf(store))
  })
})
