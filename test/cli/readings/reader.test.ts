import { writeFileSync } from 'node:fs'
import { uptime } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { systemClock } from '../../../src/app/process/system-clock.ts'
import { createWorkerNote } from '../../../src/app/upkeep/worker-note.ts'
import { openReader, type Reader } from '../../../src/cli/readings/reader.ts'
import { HOUR, isWorkerAlive, MINUTE, MonitorError, Secret, SILENT } from '../../../src/core/index.ts'
import { createPolicy, whyState } from '../../../src/judge/index.ts'
import { openStore } from '../../../src/store/index.ts'
import { benchOf, T0 } from '../../judge/kit.ts'
import { startTestDashboard } from '../../support/dashboard.ts'
import { newFolder } from '../../support/folder.ts'
import { memoryHistory, NO_HISTORY } from '../../support/history.ts'
import { outageNow } from '../../support/scenarios.ts'

const noRoom = {
  ...{ ok: false as const, since: Date.now(), heldRuns: 0, droppedRuns: 0 },
  error: new MonitorError('db_full', 'there is no room'),
}

/** A database whose worker had its last heartbeat so long ago, ms; undefined where it never had a worker. */
async function setUp(heartbeatAgoMs?: number) {
  const stateDir = newFolder('reader')
  const database = join(stateDir, 'd.sqlite')
  const clock = { now: () => Date.now() - (heartbeatAgoMs ?? 0) }
  const store = await openStore({ path: database, log: SILENT, clock })
  const worker = { location: 'here', pid: process.pid, startedAt: clock.now() }
  if (heartbeatAgoMs !== undefined) await store.claimWorker(worker)
  await store.close()
  return { stateDir, database, dashboard: {} }
}

async function open(...from: Parameters<typeof openReader>): Promise<Reader> {
  const reader = await openReader(...from)
  onTestFinished(() => reader.close())
  return reader
}

const isAlive = async (reader: Reader) => isWorkerAlive(await reader.lastHeartbeat(), Date.now())

describe('a command that reads', () => {
  it('takes a worker for alive that can only leave a note, and no longer once the note is gone', async () => {
    const config = await setUp()
    const reader = await open(config)
    expect(await isAlive(reader)).toBe(false)
    const note = createWorkerNote({ stateDir: config.stateDir, log: SILENT, clock: systemClock() })
    expect(await isAlive(reader)).toBe(false)
    note.write(noRoom)
    expect(await isAlive(reader)).toBe(true)
    note.remove()
    expect(await isAlive(reader)).toBe(false)
  })

  it('takes a worker for dead a minute of uptime after its last note, whatever the wall clock says', async () => {
    const config = await setUp(HOUR)
    const note = createWorkerNote({ stateDir: config.stateDir, log: SILENT, clock: systemClock() })
    onTestFinished(() => note.remove())
    const { now, uptime } = systemClock()
    for (const [laterMs, alive] of [
      [MINUTE / 2, true],
      [2 * MINUTE, false],
    ] as const) {
      const reader = await open(config, { now, uptime: () => uptime() + laterMs })
      expect(await isAlive(reader)).toBe(alive)
    }
  })

  it('takes a worker for alive whose heartbeat is old because the clock was set forward', async () => {
    const config = await setUp(HOUR)
    const reader = await open(config)
    expect(await isAlive(reader)).toBe(false)
    const note = createWorkerNote({ stateDir: config.stateDir, log: SILENT, clock: systemClock() })
    expect(await isAlive(reader)).toBe(true)
    note.remove()
    expect(await isAlive(reader)).toBe(false)
  })

  it.each([-120, 120])('does not believe a note that was refreshed %i s from now', async (seconds) => {
    const config = await setUp(HOUR)
    const note = { pid: process.pid, aliveAtUptime: uptime() + seconds }
    writeFileSync(join(config.stateDir, 'worker.json'), JSON.stringify(note))
    expect(await isAlive(await open(config))).toBe(false)
  })
})

describe('a command that reads while the database takes no writes', () => {
  const states = async (reader: Reader) => (await reader.surfaces()).map(({ surface, state }) => [surface, state])
  const token = new Secret('the dashboard token', 'a-token-of-the-dashboard')

  async function withWorker(options: Parameters<typeof startTestDashboard>[1] = {}) {
    const config = await setUp(HOUR)
    const dashboard = await startTestDashboard(outageNow(), options)
    onTestFinished(() => dashboard.stop())
    const note = createWorkerNote({
      ...{ stateDir: config.stateDir, log: SILENT, clock: systemClock() },
      dashboardUrl: dashboard.url,
    })
    note.write(noRoom)
    onTestFinished(() => note.remove())
    return { config, dashboard, note }
  }

  it('reads from the worker, at the address in its note', async () => {
    const { config, dashboard } = await withWorker()
    const reader = await open(config)
    expect(reader.source).toBe('worker')
    expect(await states(reader)).toContainEqual(['login', 'down'])
    const range = { from: 0, to: dashboard.clock.at + 1 }
    expect(await reader.incidents(range)).toHaveLength(outageNow().incidents.length)
    expect(await reader.transitions({ ...range, target: 'no such target' })).toEqual([])
    expect(await reader.runs({ limit: 3 })).toHaveLength(3)
  })

  it("reads the judge's memory from the worker, for the reasons of a state", async () => {
    const judged = benchOf()
    for (let run = 0; run < 3; run += 1) judged.apply({ at: T0 + run * MINUTE })
    const stored = { memory: judged.memory, unreadable: ['pool: expected object'] }
    const history = { ...memoryHistory(outageNow), judgeMemory: async () => stored }
    const reader = await open((await withWorker({ history })).config)
    const read = await reader.judgeMemory('sandbox')
    expect(read.unreadable).toEqual(stored.unreadable)
    expect([...read.memory.streams.keys()]).toEqual([...judged.memory.streams.keys()])
    expect(read.memory.paces.size).toBe(judged.memory.paces.size)
    const why = (from: typeof judged.memory) => whyState(from, 'login', createPolicy(), T0 + 3 * MINUTE)
    expect(why(read.memory)).toEqual(why(judged.memory))
  })

  it('sends the token of the configuration, and reads the database where the token is another one', async () => {
    const { config } = await withWorker({ token })
    expect((await open({ ...config, dashboard: { token } })).source).toBe('worker')
    const other = new Secret('the dashboard token', 'another-token-entirely')
    const reader = await open({ ...config, dashboard: { token: other } })
    expect(reader.source).toBe('database')
    expect(await states(reader)).toEqual([])
  })

  it('reads the database where the worker does not answer, also in the middle', async () => {
    const { config, dashboard } = await withWorker()
    const reader = await open(config)
    await dashboard.stop()
    expect(await states(reader)).toEqual([])
    expect((await open(config)).source).toBe('database')
  })

  it('reads the database again once it takes writes', async () => {
    const { config, note, dashboard } = await withWorker()
    note.write({ ok: true })
    dashboard.data = NO_HISTORY
    expect((await open(config)).source).toBe('database')
  })
})
