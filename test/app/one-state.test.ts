import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { startWatching } from '../../src/app/startup/watch-list.ts'
import { readLines } from '../../src/cli/commands/status.ts'
import { answerWhy } from '../../src/cli/commands/why.ts'
import { defined, HOUR, MINUTE, type QuietWindow, SECOND, SILENT } from '../../src/core/index.ts'
import { buildReport, type NowModel } from '../../src/report/index.ts'
import { openStoreReader, type WorkerClaim } from '../../src/store/index.ts'
import { createApp } from '../../src/web/app.ts'
import { createLiveUpdates } from '../../src/web/live-updates.ts'
import { createModels } from '../../src/web/models.ts'
import { createPublicStateReader } from '../../src/web/public-state.ts'
import { NO_DRAWING } from '../support/dashboard.ts'
import { newFolder } from '../support/folder.ts'
import { openTestbed, type Testbed } from '../support/testbed.ts'

const T0 = Date.UTC(2026, 10, 23, 21)

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

type States = Readonly<Record<string, string>>

/** The states that each answer gives at a moment, by the name of the answer. */
async function answersAt(
  path: string,
  testbed: Testbed | undefined,
  now: number,
  maintenance: readonly QuietWindow[],
): Promise<Readonly<Record<string, States>>> {
  const store = await openStoreReader({ path })
  const config = { maintenance, falseAlarmDays: 30, sandbox: true }
  try {
    const lines = await readLines(store, { wanted: [], now, maintenance })
    const watched = lines.filter(({ basis }) => basis !== 'retired')
    const report = await buildReport(store, {
      ...{ range: { from: now - HOUR, to: now }, now, timezone: 'UTC', location: 'here', maintenance },
      monitor: { version: '1' },
    })
    const why: Record<string, string> = {}
    for (const { surface } of watched) {
      const answer = await answerWhy(store, config, { subject: surface, at: undefined, now })
      for (const surfaceState of answer.states ?? []) why[surfaceState.surface] = surfaceState.state
    }
    return {
      status: Object.fromEntries(watched.map(({ surface, state }) => [surface, state])),
      report: doorStates(report.now),
      why,
      ...(testbed ? { api: doorStates(await askApi(testbed, now, maintenance)) } : {}),
    }
  } finally {
    await store.close()
  }
}

async function askApi(testbed: Testbed, now: number, maintenance: readonly QuietWindow[]): Promise<NowModel> {
  const clock = { now: () => now }
  const probes = testbed.plans.map(({ target, surface, probe }) => ({ target, surface, probe, everyMs: 10 * SECOND }))
  const live = { snapshot: () => ({ probes }), subscribe: () => () => {} }
  const shared = { history: testbed.store, clock, live, log: SILENT }
  const models = createModels({
    ...{ ...shared, timezone: 'UTC', location: 'here', monitor: { version: '1' }, budgets: {}, maintenance },
  })
  const liveUpdates = createLiveUpdates({ ...shared, models })
  try {
    const app = createApp({
      ...shared,
      models,
      liveUpdates,
      host: '127.0.0.1',
      artifactsDir: '/nowhere',
      drawing: NO_DRAWING,
      ...{ timezone: 'UTC', secure: false, share: false, maintenance },
      publicState: createPublicStateReader({ ...shared, maintenance, titles: {}, timezone: 'UTC' }),
      scrub: (data) => data,
      objectives: async () => [],
      probes: () => probes,
    })
    const response = await app.request('/api/status', { headers: { host: '127.0.0.1' } })
    return (await response.json()) as NowModel
  } finally {
    liveUpdates.stop()
  }
}

/** A door that waits is a surface whose state is unknown. */
function doorStates({ doors }: NowModel): States {
  return Object.fromEntries(
    doors.map(({ surface, standing }) => [surface, standing === 'waiting' ? 'unknown' : standing]),
  )
}

describe('status, API, report and why', () => {
  it('give the same states at every moment of start, outage, windows, silence, stop, gap and retirement', async () => {
    const path = join(newFolder('one-state'), 'd.sqlite')
    const seen: string[] = []
    const maintenance: QuietWindow[] = []
    const check = async (what: string, testbed: Testbed | undefined, now: number) => {
      const answers = await answersAt(path, testbed, now, maintenance)
      for (const [name, states] of Object.entries(answers)) {
        expect({ [`${what}: ${name}`]: states }).toEqual({ [`${what}: ${name}`]: answers.status })
      }
      seen.push(
        `${what}: ${Object.entries(answers.status ?? {})
          .map(([surface, state]) => `${surface} ${state}`)
          .join(', ')}`,
      )
    }
    const begin = async (at: number, surfaces?: readonly string[]): Promise<[Testbed, WorkerClaim]> => {
      const testbed = await openTestbed({ path, at, quiet: maintenance, ...defined({ surfaces }) })
      const claim = await testbed.store.claimWorker({ location: 'here', pid: process.pid, startedAt: at })
      await claim.heartbeat(at)
      await startWatching({ ...testbed, problems: [], shared: false })
      return [testbed, claim]
    }

    const [testbed, claim] = await begin(T0)
    closing.push(() => testbed.store.close())
    let now = T0
    const round = async (surfaces: readonly string[] = ['login', 'api']) => {
      for (const surface of surfaces) await testbed.run(surface, now)
      await testbed.pass(now + SECOND)
      await claim.heartbeat(now + SECOND)
      now += 10 * SECOND
    }
    await check('before the first run', testbed, now)
    await testbed.run('login', now)
    await check('after the first run of one', testbed, now + SECOND)
    for (let count = 0; count < 30; count += 1) await round()
    await check('all well', testbed, now)
    testbed.set('login', 'server_error')
    for (let count = 0; count < 3; count += 1) await round()
    await check('down', testbed, now)
    await testbed.store.addQuietWindow({ kind: 'mute', from: now, to: now + MINUTE })
    await check('muted', testbed, now + SECOND)
    maintenance.push({ kind: 'maintenance', surface: 'login', from: now, to: now + 30 * SECOND })
    await check('as maintenance begins', testbed, now)
    await round()
    await check('in maintenance', testbed, now)
    await round()
    await round()
    await check('as maintenance ends', testbed, now)
    await round()
    await check('after maintenance', testbed, now)
    for (let count = 0; count < 4; count += 1) await round(['api'])
    await check('one is silent', testbed, now)
    for (const passed of [5, 15, 25, 45]) {
      await claim.heartbeat(now + passed * SECOND)
      await check(`silent for ${passed} s`, testbed, now + passed * SECOND)
    }
    await check('heartbeat stopped', testbed, now + 5 * MINUTE)
    await claim.release()
    await check('stopped', undefined, now + 5 * MINUTE)

    now += 20 * HOUR
    const [later, laterClaim] = await begin(now, ['api'])
    closing.push(() => later.store.close())
    await check('started after a gap, without login', later, now)
    await later.run('api', now)
    await check('first run after the gap', later, now + SECOND)
    await laterClaim.release()
    await check('stopped at once', undefined, now + SECOND)

    expect(seen).toEqual([
      'before the first run: api unknown, login unknown',
      'after the first run of one: api unknown, login operational',
      'all well: api operational, login operational',
      'down: api operational, login down',
      'muted: api operational, login down',
      'as maintenance begins: api operational, login maintenance',
      'in maintenance: api operational, login maintenance',
      'as maintenance ends: api operational, login down',
      'after maintenance: api operational, login down',
      'one is silent: api operational, login unknown',
      'silent for 5 s: api operational, login unknown',
      'silent for 15 s: api unknown, login unknown',
      'silent for 25 s: api unknown, login unknown',
      'silent for 45 s: api unknown, login unknown',
      'heartbeat stopped: api unknown, login unknown',
      'stopped: api unknown, login unknown',
      'started after a gap, without login: api unknown',
      'first run after the gap: api operational',
      'stopped at once: api unknown',
    ])
  })
})
