import { afterEach, describe, expect, it } from 'vitest'
import { type Alert, DAY, HOUR, MINUTE, SECOND } from '../../src/core/index.ts'
import { openStoreReader, type Store } from '../../src/store/index.ts'
import { newFolder } from '../support/folder.ts'
import { leaseEach } from '../support/lease.ts'
import { openTestbed, runConfirmed } from '../support/testbed.ts'
import { SCHEMA_6, unpackDatabase } from '../support/upgrade.ts'

const opened: Store[] = []
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close()
})

async function restarted() {
  const path = unpackDatabase(newFolder('upgrade'))
  const testbed = await openTestbed({ path, at: SCHEMA_6.to + MINUTE })
  opened.push(testbed.store)
  return { testbed, path }
}

describe('a database of schema version 6, after the worker is started with this version', () => {
  it('sends the waiting alert under the same key', async () => {
    const { testbed } = await restarted()
    const leased = await testbed.store.outbox.lease(SCHEMA_6.to + MINUTE, leaseEach(MINUTE))
    expect(leased.map(({ channel, key, alerts: [alert] }) => [channel, alert?.kind, key])).toEqual([
      ['slack', 'opened', `${SCHEMA_6.openIncident}:opened`],
    ])
  })

  it('sends no second alert of the open incident, and one of its end', async () => {
    const { testbed } = await restarted()
    const alerts: Alert[] = []
    const later = async (minute: number) => {
      const at = SCHEMA_6.to + minute * MINUTE
      await testbed.run('api', at - 5 * SECOND)
      alerts.push(...(await runConfirmed(testbed, 'login', at)).alerts)
    }
    testbed.set('login', 'server_error')
    for (let minute = 1; minute <= 10; minute += 1) await later(minute)
    expect(alerts).toEqual([])
    testbed.set('login', undefined)
    for (let minute = 11; minute <= 60; minute += 1) await later(minute)
    expect(alerts.map(({ kind }) => kind)).toEqual(['resolved'])
    expect(alerts[0]?.key).toContain(SCHEMA_6.openIncident)
    const incidents = await testbed.store.incidents({ from: SCHEMA_6.from, to: SCHEMA_6.to + 2 * HOUR })
    expect(incidents.map(({ name, resolvedAt }) => [name, resolvedAt !== undefined])).toEqual([
      [SCHEMA_6.openIncident, true],
      [SCHEMA_6.endedIncident, true],
    ])
  })

  it('reads the same history as before, from raw runs and from sums', async () => {
    const { testbed, path } = await restarted()
    const day = { from: SCHEMA_6.from, to: SCHEMA_6.from + DAY, bucketMs: HOUR }
    const runsOf = async (store: Pick<Store, 'outcomes'>) =>
      Object.fromEntries(
        (await store.outcomes(day)).map(({ surface, buckets }) => [
          surface,
          buckets.reduce((sum, { counts }) => sum + Object.values(counts).reduce((one, more) => one + more, 0), 0),
        ]),
      )
    const counts = await runsOf(testbed.store)
    expect(counts).toMatchObject({ login: 1440, api: 1440 })
    const reader = await openStoreReader({ path })
    expect(await runsOf(reader)).toEqual(counts)
    await reader.close()
  })
})
