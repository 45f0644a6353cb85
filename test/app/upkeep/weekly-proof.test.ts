import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createWeeklyProof, proofDueAt } from '../../../src/app/upkeep/weekly-proof.ts'
import { DAY, HOUR, MINUTE, Secret } from '../../../src/core/index.ts'
import { newFolder } from '../../support/folder.ts'
import { propertyRuns } from '../../support/property-runs.ts'
import { healthy, openTestbed, runConfirmed } from '../../support/testbed.ts'

/** Monday 30 November 2026, 09:00 UTC. */
const MONDAY = Date.UTC(2026, 10, 30, 9)
const SLACK = {
  kind: 'slack',
  name: 'slack',
  mode: 'always',
  webhook: new Secret('HOOK', 'http://127.0.0.1:1'),
} as const
const PAGER = {
  kind: 'pagerduty',
  name: 'pager',
  mode: 'always',
  api: 'http://127.0.0.1:1',
  key: SLACK.webhook,
} as const

async function setUp(more: { readonly measuredFrom?: number; readonly weeklyProof?: boolean } = {}) {
  const { measuredFrom = MONDAY - HOUR, weeklyProof = true } = more
  const testbed = await openTestbed({ path: join(newFolder('proof'), 'd.sqlite'), at: measuredFrom })
  await healthy(testbed, measuredFrom, 10)
  const config = {
    channels: [SLACK, PAGER],
    location: 'office',
    timezone: 'UTC',
    weeklyProof,
    maintenance: [],
  } as never
  const start = () =>
    createWeeklyProof({
      ...{ store: testbed.store, config, routing: { routes: [], channels: [] } },
      targets: [{ name: 'sandbox' }],
      dashboardUrl: undefined,
    })
  return { testbed, start, proof: start() }
}

describe('the weekly proof', () => {
  it('is sent once a week, also over restarts, through every channel but PagerDuty', async () => {
    const { testbed, proof, start } = await setUp()
    expect(await proof(MONDAY - MINUTE)).toEqual([])
    const [alert] = await proof(MONDAY + MINUTE)
    expect(alert).toMatchObject({ kind: 'proof', key: 'proof:office:2026-11-30' })
    expect(alert?.lines.join('\n')).toContain('sandbox: 20 runs, no incident')
    expect(await proof(MONDAY + HOUR)).toEqual([])
    expect(await start()(MONDAY + 2 * HOUR)).toEqual([])
    const [stored] = await testbed.store.alerts({ limit: 1 })
    expect(stored?.deliveries.map(({ channel }) => channel)).toEqual(['slack'])
    expect(await proof(MONDAY + 7 * DAY + MINUTE)).toMatchObject([{ key: 'proof:office:2026-12-07' }])
    await testbed.store.close()
  })

  it('is sent late where no worker ran on Monday, and not for a week that began before it measured', async () => {
    const late = await setUp()
    expect(await late.start()(MONDAY + 3 * DAY)).toMatchObject([{ key: 'proof:office:2026-11-30' }])
    await late.testbed.store.close()
    const fresh = await setUp({ measuredFrom: MONDAY + DAY })
    expect(await fresh.proof(MONDAY + DAY + HOUR)).toEqual([])
    expect(await fresh.proof(MONDAY + 7 * DAY + MINUTE)).toMatchObject([{ key: 'proof:office:2026-12-07' }])
    await fresh.testbed.store.close()
  })

  it('waits for the end of an incident, and says so', async () => {
    const { testbed, proof } = await setUp()
    testbed.set('login', 'server_error')
    await runConfirmed(testbed, 'login', MONDAY - 10 * MINUTE)
    expect(await proof(MONDAY + MINUTE)).toEqual([])
    testbed.set('login', undefined)
    await healthy(testbed, MONDAY + HOUR, 60)
    const [alert] = await proof(MONDAY + 2 * HOUR)
    expect(alert?.headline).toContain('1 incident')
    expect(alert?.lines.join('\n')).toMatch(/It was due at 09:00:\d\d UTC on Mon 30 Nov 2026 and waited for the end of/)
    await testbed.store.close()
  })

  it('is sent after a day where the incident lasts, and says that it is still open', async () => {
    const { testbed, proof } = await setUp()
    testbed.set('login', 'server_error')
    await runConfirmed(testbed, 'login', MONDAY - 10 * MINUTE)
    expect(await proof(MONDAY + DAY - MINUTE)).toEqual([])
    const [alert] = await proof(MONDAY + DAY)
    expect(alert?.headline).toContain('1 incident')
    expect(alert?.headline).not.toContain('All quiet')
    expect(alert?.lines.join('\n')).toMatch(/and waited for the end of sandbox-\S+, which is still open\.$/m)
    expect(await proof(MONDAY + 6 * DAY)).toEqual([])
    expect(await proof(MONDAY + 8 * DAY)).toMatchObject([{ key: 'proof:office:2026-12-07' }])
    await testbed.store.close()
  })

  it('waits while a mute covers everything, and is off where the configuration says so', async () => {
    const { testbed, proof } = await setUp()
    await testbed.store.addQuietWindow({ kind: 'mute', from: MONDAY - HOUR, to: MONDAY + HOUR })
    expect(await proof(MONDAY + MINUTE)).toEqual([])
    expect(await proof(MONDAY + HOUR + MINUTE)).toHaveLength(1)
    await testbed.store.close()
    const off = await setUp({ weeklyProof: false })
    expect(await off.proof(MONDAY + MINUTE)).toEqual([])
    await off.testbed.store.close()
  })

  it('names the channels that do not deliver', async () => {
    const { testbed, proof } = await setUp()
    const [alert] = await proof(MONDAY + MINUTE)
    await testbed.store.saveTest({ alert: alert as never, channel: 'slack', receipt: {}, at: MONDAY })
    const next = await proof(MONDAY + 14 * DAY + MINUTE)
    expect(next[0]?.lines.join('\n')).toContain('Channel slack delivered nothing since 09:00:00 UTC on Mon 30 Nov 2026')
    await testbed.store.close()
  })

  it('is due on Monday at 09:00 of its zone, over clock changes', () => {
    const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland')
    const anyTime = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) })
    fc.assert(
      fc.property(zones, anyTime, (zone, now) => {
        const due = proofDueAt(now, zone)
        const words = new Intl.DateTimeFormat('en-GB', {
          timeZone: zone,
          weekday: 'short',
          hour: '2-digit',
          minute: '2-digit',
        })
        expect(words.format(due)).toMatch(/^Mon,? 09:00$/)
        expect(due).toBeLessThanOrEqual(now)
        expect(now - due).toBeLessThan(7 * DAY + 2 * HOUR)
      }),
      propertyRuns(60),
    )
  })
})
