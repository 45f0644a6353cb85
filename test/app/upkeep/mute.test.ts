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
import { type House, healthy, openHouse, runConfirmed } from '../../support/house.ts'

const T0 = Date.UTC(2026, 10, 23, 21)

const opened: Store[] = []
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close()
})

/** The database of two surfaces that were well for ten minutes; made once. */
let healthyDatabase: Promise<Buffer> | undefined
async function makeHealthyDatabase(): Promise<Buffer> {
  const path = join(newFolder('mute'), 'd.sqlite')
  const house = await openHouse({ path, at: T0 })
  await healthy(house, T0, 60)
  await house.store.close()
  return readFileSync(path)
}

async function start() {
  healthyDatabase ??= makeHealthyDatabase()
  const quiet: QuietWindow[] = []
  const path = join(newFolder('mute'), 'd.sqlite')
  writeFileSync(path, await healthyDatabase, { mode: 0o600 })
  const at = T0 + 10 * MINUTE
  const house = await openHouse({ path, at, quiet })
  opened.push(house.store)
  await house.store.claimWorker({ location: 'here', pid: process.pid, startedAt: at })
  return { house, quiet, at }
}

async function reminders(
  house: House,
  now: number,
  maintenance: readonly QuietWindow[] = [],
): Promise<readonly Alert[]> {
  const config = { maintenance, reminderEveryMs: 4 * HOUR, timezone: 'UTC', runbooks: {} }
  const routing = { routes: [], channels: [] }
  const ages = createAlertAges(createClock(now))
  return remind({
    ...{
      store: house.store,
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
async function run(house: House, at: number, until: number): Promise<readonly Alert[]> {
  const alerts: Alert[] = []
  for (let now = at; now < until; now += 10 * SECOND) {
    alerts.push(...((await house.run('api', now))?.alerts ?? []))
    alerts.push(...((await house.run('login', now))?.alerts ?? []))
    alerts.push(...(await house.pass(now + SECOND)))
  }
  return alerts
}

const kinds = (alerts: readonly Alert[]) => alerts.map(({ kind }) => kind)

describe('a mute', () => {
  it('of a surface that is down leaves its state and its incident as they are; only alerts stop', async () => {
    const { house, quiet, at } = await start()
    house.set('login', 'server_error')
    expect(kinds((await runConfirmed(house, 'login', at)).alerts)).toEqual(['opened'])
    const mute: QuietWindow = { kind: 'mute', surface: 'login', from: at + MINUTE, to: at + HOUR }
    quiet.push(mute)
    await house.store.addQuietWindow(mute)
    expect(await run(house, at + 2 * MINUTE, at + 5 * MINUTE)).toEqual([])
    const now = at + 5 * MINUTE
    const states = await readCurrentStates({ ...house.store, lastHeartbeat: async () => now }, { now })
    expect(states.find(({ surface }) => surface === 'login')).toMatchObject({ state: 'down', mute: { until: mute.to } })
    const spans = await house.store.states({ from: T0, to: now })
    expect(spans.filter(({ state }) => state === 'maintenance')).toEqual([])
    const [incident] = await house.store.incidents({ from: T0, to: now })
    expect(incident?.resolvedAt).toBeUndefined()
    expect(await reminders(house, at + 6 * HOUR - 1)).toHaveLength(1)
  })

  it('does not suppress the end of an incident whose opening was alerted', async () => {
    const { house, quiet, at } = await start()
    house.set('login', 'server_error')
    await runConfirmed(house, 'login', at)
    quiet.push({ kind: 'mute', from: at + MINUTE, to: at + HOUR })
    house.set('login', undefined)
    expect(kinds(await run(house, at + 2 * MINUTE, at + 6 * MINUTE))).toEqual(['resolved'])
  })

  it('that covers a whole incident suppresses all its alerts', async () => {
    const { house, quiet, at } = await start()
    quiet.push({ kind: 'mute', surface: 'login', from: at, to: at + HOUR })
    house.set('login', 'server_error')
    const alerts = [...(await runConfirmed(house, 'login', at + SECOND)).alerts]
    house.set('login', undefined)
    alerts.push(...(await run(house, at + 2 * MINUTE, at + 6 * MINUTE)))
    expect(alerts).toEqual([])
    const [incident] = await house.store.incidents({ from: T0, to: at + HOUR })
    expect(incident?.resolvedAt).toBeDefined()
  })

  it.each([
    ['the opening, where none was sent', 0, 'opened'],
    ['that it lasts, where the opening was sent', 5 * MINUTE, 'reminder'],
  ] as const)('that ends over trouble gives one alert: %s', async (_what, after, kind) => {
    const { house, quiet, at } = await start()
    const mute: QuietWindow = { kind: 'mute', surface: 'login', from: at + after, to: at + HOUR }
    quiet.push(mute)
    await house.store.addQuietWindow(mute)
    house.set('login', 'server_error')
    expect((await runConfirmed(house, 'login', at + SECOND)).alerts).toHaveLength(after > 0 ? 1 : 0)
    expect(await reminders(house, mute.to - 1)).toEqual([])
    expect(kinds(await reminders(house, mute.to + SECOND))).toEqual([kind])
    expect(await reminders(house, mute.to + MINUTE)).toEqual([])
    house.set('login', undefined)
    expect(kinds(await run(house, mute.to + 2 * MINUTE, mute.to + 8 * MINUTE))).toEqual(['resolved'])
  })

  it('holds back a notice about its surface until it ends', async () => {
    const { house, quiet, at } = await start()
    const mute: QuietWindow = { kind: 'mute', surface: 'login', from: at, to: at + HOUR }
    quiet.push(mute)
    await house.store.addQuietWindow(mute)
    house.set('login', 'drift')
    expect((await runConfirmed(house, 'login', at + SECOND)).alerts).toEqual([])
    expect(await house.store.openNotices()).toHaveLength(1)
    expect(kinds(await reminders(house, mute.to + SECOND))).toEqual(['notice'])
    expect(await reminders(house, mute.to + MINUTE)).toEqual([])
  })
})

describe('a maintenance window', () => {
  it('is shown with the measured state, opens no incident, and its surface is judged the moment it ends', async () => {
    const { house, quiet, at } = await start()
    const window: QuietWindow = { kind: 'maintenance', surface: 'login', from: at, to: at + 10 * MINUTE, reason: 'db' }
    quiet.push(window)
    house.set('login', 'server_error')
    expect(await run(house, at, window.to)).toEqual([])
    const stateAt = async (now: number) => {
      const states = await readCurrentStates(
        { ...house.store, lastHeartbeat: async () => now },
        { now, maintenance: [window] },
      )
      return states.find(({ surface }) => surface === 'login')
    }
    expect(await stateAt(window.to - 1)).toMatchObject({ state: 'maintenance', measured: 'down' })
    expect(await stateAt(window.to)).toMatchObject({ state: 'down', measured: 'down' })
    expect(await house.store.incidents({ from: T0, to: window.to })).toEqual([])
    expect(kinds(await house.pass(window.to + SECOND))).toEqual(['opened'])
    const [incident] = await house.store.incidents({ from: T0, to: window.to + HOUR })
    expect(incident?.impactAt).toBeGreaterThanOrEqual(window.to)
  })
})
