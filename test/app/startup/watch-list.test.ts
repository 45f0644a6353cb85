import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { closeByHand } from '../../../src/app/close-incident.ts'
import { startWatching } from '../../../src/app/startup/watch-list.ts'
import { HOUR, MINUTE, type Problem, readCurrentStates, SECOND } from '../../../src/core/index.ts'
import { buildReport } from '../../../src/report/index.ts'
import type { Store } from '../../../src/store/index.ts'
import { newFolder } from '../../support/folder.ts'
import { healthy, openTestbed, runConfirmed, type Testbed } from '../../support/testbed.ts'

const T0 = Date.UTC(2026, 10, 23, 21)

const opened: Store[] = []
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close()
})

/** A database in which login is down, left by a worker that watched login and API. */
async function leftDown() {
  const path = join(newFolder('watch-list'), 'd.sqlite')
  const testbed = await openTestbed({ path, at: T0 })
  const broken = await healthy(testbed, T0, 60)
  testbed.set('login', 'server_error')
  const { at } = await runConfirmed(testbed, 'login', broken)
  await testbed.store.close()
  return { path, at }
}

/** A worker starts on it. */
async function start(
  path: string,
  at: number,
  more: { surfaces?: readonly string[]; problems?: readonly Problem[]; shared?: boolean } = {},
) {
  const { surfaces = ['api'], problems = [], shared = false } = more
  const testbed = await openTestbed({ path, at, surfaces })
  opened.push(testbed.store)
  const alerts = await startWatching({ ...testbed, problems, shared })
  return { testbed, alerts }
}

async function statesOf({ store }: Testbed, now: number) {
  const states = await readCurrentStates({ ...store, lastHeartbeat: async () => now }, { now })
  return Object.fromEntries(
    states.map(({ surface, measured, basis, reason }) => [surface, { measured, basis, reason }]),
  )
}

const PROBLEM: Problem = {
  ...{
    source: 'probes/login.probe.ts',
    path: 'module',
    expected: 'a file that can be imported',
    got: 'a syntax error',
  },
  probe: { name: 'login', surface: 'login' },
}

describe('a surface that is no longer in the configuration', () => {
  it('is retired: its incident closes with the reason, its channels are alerted, its lane ends', async () => {
    const { path, at } = await leftDown()
    const { testbed, alerts } = await start(path, at + MINUTE)
    expect(alerts.map(({ kind, headline }) => `${kind} ${headline}`)).toEqual([
      'resolved incident closed: login is no longer watched',
    ])
    expect((await statesOf(testbed, at + MINUTE)).login).toMatchObject({ basis: 'retired', measured: 'unknown' })
    const [incident] = await testbed.store.incidents({ from: T0, to: at + HOUR })
    expect(incident).toMatchObject({ closed: 'login is no longer watched', resolvedAt: at + MINUTE })
    expect(incident?.timeline.at(-1)).toMatchObject({ kind: 'resolved', text: 'closed: login is no longer watched' })
    const now = at + 2 * HOUR
    const report = await buildReport(testbed.store, {
      ...{ range: { from: T0, to: now }, now, timezone: 'UTC', location: 'here', monitor: { version: '1' } },
    })
    const lane = report.trend.lanes.find(({ surface }) => surface === 'login')
    expect(lane?.spans.at(-1)).toMatchObject({ state: 'unwatched', to: now })
    expect(lane?.watchedMs).toBeLessThan(HOUR)
    expect(report.now.doors.map(({ surface }) => surface)).toEqual(['api'])
    expect((await start(path, at + 2 * MINUTE)).alerts).toEqual([])
  })

  it('continues its history when it returns, and waits for its first run', async () => {
    const { path, at } = await leftDown()
    await start(path, at + MINUTE)
    const { testbed, alerts } = await start(path, at + 10 * MINUTE, { surfaces: ['login', 'api'] })
    expect(alerts).toEqual([])
    expect((await statesOf(testbed, at + 10 * MINUTE)).login).toMatchObject({ basis: 'waiting', measured: 'unknown' })
    await testbed.run('login', at + 10 * MINUTE)
    await testbed.pass(at + 10 * MINUTE + 5 * SECOND)
    expect((await statesOf(testbed, at + 10 * MINUTE + 6 * SECOND)).login).toMatchObject({
      ...{ basis: 'judged', measured: 'operational' },
    })
    const changes = await testbed.store.transitions({ from: T0, to: at + HOUR })
    expect(
      changes.filter(({ surface }) => surface === 'login').map(({ to, retired }) => `${to} ${retired ?? ''}`),
    ).toEqual(['operational ', 'down ', 'unknown true', 'operational '])
  })
})

describe('a surface that is not watched for another reason', () => {
  it.each([
    ['its probe could not be loaded', { problems: [PROBLEM] }, /^The probe login could not be loaded: .*syntax error/],
    ['another worker may watch it', { shared: true }, /^No probe of this worker watches it/],
  ] as const)('is unknown with the reason where %s, and its incident stays open', async (_why, more, reason) => {
    const { path, at } = await leftDown()
    const { testbed, alerts } = await start(path, at + MINUTE, more)
    expect(alerts).toEqual([])
    expect((await statesOf(testbed, at + MINUTE)).login).toEqual({
      ...{ measured: 'unknown', basis: 'no-probe' },
      reason: expect.stringMatching(reason),
    })
    const [incident] = await testbed.store.incidents({ from: T0, to: at + HOUR })
    expect(incident?.resolvedAt).toBeUndefined()
  })
})

describe('a worker that starts after a stop', () => {
  it('has unknown states until a run is judged, in the history as well', async () => {
    const { path, at } = await leftDown()
    const later = at + 20 * HOUR
    const { testbed } = await start(path, later, { surfaces: ['login', 'api'] })
    expect((await statesOf(testbed, later)).login).toMatchObject({ measured: 'unknown' })
    await testbed.pass(later + SECOND)
    expect((await testbed.store.surfaces()).map(({ state }) => state)).toEqual(['unknown', 'unknown'])
    await testbed.run('api', later + 2 * SECOND)
    expect((await testbed.store.surfaces()).map(({ surface, state }) => `${surface} ${state}`)).toEqual([
      'api operational',
      'login unknown',
    ])
    const spans = await testbed.store.states({ from: at, to: later })
    const blind = spans.filter(({ surface, state }) => surface === 'login' && state === 'unknown')
    expect(blind.reduce((sum, { from, to }) => sum + to - from, 0)).toBeGreaterThan(19 * HOUR)
  })

  it('changes nothing where the stop was shorter than the allowed silence', async () => {
    const { path, at } = await leftDown()
    const { testbed, alerts } = await start(path, at + 5 * SECOND, { surfaces: ['login', 'api'] })
    expect(alerts).toEqual([])
    expect((await testbed.store.surfaces()).find(({ surface }) => surface === 'login')?.state).toBe('down')
  })
})

describe('an incident that is closed by hand', () => {
  it('ends with the reason in its timeline, while a worker runs, and stays closed', async () => {
    const { path, at } = await leftDown()
    const { testbed } = await start(path, at + SECOND, { surfaces: ['login', 'api'] })
    const [before] = await testbed.store.incidents({ from: T0, to: at + HOUR })
    const close = () =>
      closeByHand(
        testbed.store,
        { channels: [], routes: [], sandbox: true, targets: [], timezone: 'UTC' },
        { name: before?.name ?? '', why: 'planned', now: at + 3 * SECOND, log: { warn() {} } },
      )
    expect(await close()).toMatchObject({ closed: 'by hand: planned', resolvedAt: at + 3 * SECOND })
    testbed.set('login', 'server_error')
    const alerts = []
    for (let now = at + 10 * SECOND; now < at + 2 * MINUTE; now += 10 * SECOND) {
      alerts.push(...((await testbed.run('login', now))?.alerts ?? []))
    }
    expect(alerts).toEqual([])
    const [after] = await testbed.store.incidents({ from: T0, to: at + HOUR })
    expect(after?.timeline.at(-1)).toMatchObject({ kind: 'resolved', text: 'closed by hand: planned' })
    await expect(close()).rejects.toMatchObject({ code: 'usage' })
    const alert = (await testbed.store.alerts({ limit: 1 }))[0]
    expect(alert?.headline).toBe('incident closed: by hand: planned')
  })
})
