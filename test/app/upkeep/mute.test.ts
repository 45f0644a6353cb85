import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createAlertAges } from '../../../src/app/upkeep/alert-ages.ts'
import { remind } from '../../../src/app/upkeep/reminders.ts'
import {
  type Alert,
  HOUR,
  MINUTE,
  type QuietWindow,
  readCurrentStates,
  SECOND,
  SILENT,
} from '../../../src/core/index.ts'
import type { Store } from '../../../src/store/index.ts'
import { createClock } from '../../support/clock.ts'
import { newFolder } from '../../support/folder.ts'
import { healthy, openTestbed, runConfirmed, type Testbed } from '../../support/testbed.ts'

const T0 = Date.UTC(2026, 10, 23, 21)

const opened: Store[] = []
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close()
})

/** The database of two surfaces that were well for ten minutes; made once. */
let healthyDatabase: Promise<Buffer> | undefined
async function makeHealthyDatabase(): Promise<Buffer> {
  const path = join(newFolder('mute'), 'd.sqlite')
  const testbed = await openTestbed({ path, at: T0 })
  await healthy(testbed, T0, 60)
  await testbed.store.close()
  return readFileSync(path)
}

async function start() {
  healthyDatabase ??= makeHealthyDatabase()
  const quiet: QuietWindow[] = []
  const path = join(newFolder('mute'), 'd.sqlite')
  writeFileSync(path, await healthyDatabase, { mode: 0o600 })
  const at = T0 + 10 * MINUTE
  const testbed = await openTestbed({ path, at, quiet })
  opened.push(testbed.store)
  await testbed.store.claimWorker({ location: 'here', pid: process.pid, startedAt: at })
  return { testbed, quiet, at }
}

async function reminders(
  testbed: Testbed,
  now: number,
  maintenance: readonly QuietWindow[] = [],
): Promise<readonly Alert[]> {
  const config = { maintenance, reminderEveryMs: 4 * HOUR, timezone: 'UTC', runbooks: {} }
  const routing = { routes: [], channels: [] }
  const ages = createAlertAges(createClock(now))
  return remind({
    ...{
      store: testbed.store,
      config,
      routing,
      statusPage: () => undefined,
      targets: [],
      dashboardUrl: 'http://127.0.0.1:1',
      log: SILENT,
      ages,
      now,
    },
  })
}

/** Runs both surfaces every ten seconds from `at` to `until`; gives the alerts of it. */
async function run(testbed: Testbed, at: number, until: number): Promise<readonly Alert[]> {
  const alerts: Alert[] = []
  for (let now = at; now < until; now += 10 * SECOND) {
    alerts.push(...((await testbed.run('api', now))?.alerts ?? []))
    alerts.push(...((await testbed.run('login', now))?.alerts ?? []))
    alerts.push(...(await testbed.pass(now + SECOND)))
  }
  return alerts
}

const kinds = (alerts: readonly Alert[]) => alerts.map(({ kind }) => kind)

describe('a mute', () => {
  it('of a surface that is down leaves its state and its incident as they are; only alerts stop', async () => {
    const { testbed, quiet, at } = await start()
    testbed.set('login', 'server_error')
    expect(kinds((await runConfirmed(testbed, 'login', at)).alerts)).toEqual(['opened'])
    const mute: QuietWindow = { kind: 'mute', surface: 'login', from: at + MINUTE, to: at + HOUR }
    quiet.push(mute)
    await testbed.store.addQuietWindow(mute)
    expect(await run(testbed, at + 2 * MINUTE, at + 5 * MINUTE)).toEqual([])
    const now = at + 5 * MINUTE
    const states = await readCurrentStates({ ...testbed.store, lastHeartbeat: async () => now }, { now })
    expect(states.find(({ surface }) => surface === 'login')).toMatchObject({ state: 'down', mute: { until: mute.to } })
    const spans = await testbed.store.states({ from: T0, to: now })
    expect(spans.filter(({ state }) => state === 'maintenance')).toEqual([])
    const [incident] = await testbed.store.incidents({ from: T0, to: now })
    expect(incident?.resolvedAt).toBeUndefined()
    expect(await reminders(testbed, at + 6 * HOUR - 1)).toHaveLength(1)
  })

  it('does not suppress the end of an incident whose opening was alerted', async () => {
    const { testbed, quiet, at } = await start()
    testbed.set('login', 'server_error')
    await runConfirmed(testbed, 'login', at)
    quiet.push({ kind: 'mute', from: at + MINUTE, to: at + HOUR })
    testbed.set('login', undefined)
    expect(kinds(await run(testbed, at + 2 * MINUTE, at + 6 * MINUTE))).toEqual(['resolved'])
  })

  it('that covers a whole incident suppresses all its alerts', async () => {
    const { testbed, quiet, at } = await start()
    quiet.push({ kind: 'mute', surface: 'login', from: at, to: at + HOUR })
    testbed.set('login', 'server_error')
    const alerts = [...(await runConfirmed(testbed, 'login', at + SECOND)).alerts]
    testbed.set('login', undefined)
    alerts.push(...(await run(testbed, at + 2 * MINUTE, at + 6 * MINUTE)))
    expect(alerts).toEqual([])
    const [incident] = await testbed.store.incidents({ from: T0, to: at + HOUR })
    expect(incident?.resolvedAt).toBeDefined()
  })

  it.each([
    ['the opening, where none was sent', 0, 'opened'],
    ['that it lasts, where the opening was sent', 5 * MINUTE, 'reminder'],
  ] as const)('that ends over trouble gives one alert: %s', async (_what, after, kind) => {
    const { testbed, quiet, at } = await start()
    const mute: QuietWindow = { kind: 'mute', surface: 'login', from: at + after, to: at + HOUR }
    quiet.push(mute)
    await testbed.store.addQuietWindow(mute)
    testbed.set('login', 'server_error')
    expect((await runConfirmed(testbed, 'login', at + SECOND)).alerts).toHaveLength(after > 0 ? 1 : 0)
    expect(await reminders(testbed, mute.to - 1)).toEqual([])
    expect(kinds(await reminders(testbed, mute.to + SECOND))).toEqual([kind])
    expect(await reminders(testbed, mute.to + MINUTE)).toEqual([])
    testbed.set('login', undefined)
    expect(kinds(await run(testbed, mute.to + 2 * MINUTE, mute.to + 8 * MINUTE))).toEqual(['resolved'])
  })

  it('holds back a notice about its surface until it ends', async () => {
    const { testbed, quiet, at } = await start()
    const mute: QuietWindow = { kind: 'mute', surface: 'login', from: at, to: at + HOUR }
    quiet.push(mute)
    await testbed.store.addQuietWindow(mute)
    testbed.set('login', 'drift')
    expect((await runConfirmed(testbed, 'login', at + SECOND)).alerts).toEqual([])
    expect(await testbed.store.openNotices()).toHaveLength(1)
    expect(kinds(await reminders(testbed, mute.to + SECOND))).toEqual(['notice'])
    expect(await reminders(testbed, mute.to + MINUTE)).toEqual([])
  })
})

describe('a maintenance window', () => {
  it('is shown with the measured state, opens no incident, and its surface is judged the moment it ends', async () => {
    const { testbed, quiet, at } = await start()
    const window: QuietWindow = { kind: 'maintenance', surface: 'login', from: at, to: at + 10 * MINUTE, reason: 'db' }
    quiet.push(window)
    testbed.set('login', 'server_error')
    expect(await run(testbed, at, window.to)).toEqual([])
    const stateAt = async (now: number) => {
      const states = await readCurrentStates(
        { ...testbed.store, lastHeartbeat: async () => now },
        { now, maintenance: [window] },
      )
      return states.find(({ surface }) => surface === 'login')
    }
    expect(await stateAt(window.to - 1)).toMatchObject({ state: 'maintenance', measured: 'down' })
    expect(await stateAt(window.to)).toMatchObject({ state: 'down', measured: 'down' })
    expect(await testbed.store.incidents({ from: T0, to: window.to })).toEqual([])
    expect(kinds(await testbed.pass(window.to + SECOND))).toEqual(['opened'])
    const [incident] = await testbed.store.incidents({ from: T0, to: window.to + HOUR })
    expect(incident?.impactAt).toBeGreaterThanOrEqual(window.to)
  })
})
