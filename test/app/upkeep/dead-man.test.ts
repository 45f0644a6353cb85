import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createLastTick, deadManChore } from '../../../src/app/upkeep/dead-man.ts'
import { createDeadManState } from '../../../src/app/upkeep/dead-man-state.ts'
import { createWorkerNote, readWorkerNote } from '../../../src/app/upkeep/worker-note.ts'
import { MINUTE, type Outbox, Secret, SILENT } from '../../../src/core/index.ts'
import { type Channel, ChannelError, createDispatcher } from '../../../src/notify/index.ts'
import { openGuardedStore } from '../../../src/store/index.ts'
import { openHttp } from '../../contract/channel-peers-http.ts'
import { LOGIN_DOWN, NOW, onlyAlert } from '../../notify/kit.ts'
import { newFolder } from '../../store/kit.ts'
import { createClock } from '../../support/clock.ts'
import { placeEmptyDatabase } from '../../support/empty-database.ts'

/** A worker's parts and a real server that is pinged; `status`: what that answers. */
async function worker(options: { send?: Channel['send']; status?: number; fetcher?: typeof fetch } = {}) {
  const { send, status = 200, fetcher = fetch } = options
  const answer = { status }
  const server = await openHttp((response) => response.writeHead(answer.status, { location: 'http://x' }).end('OK'))
  onTestFinished(() => server.close())
  const logged: string[] = []
  const keep = (level: string) => (event: string, fields: object) => {
    logged.push(`${level}: ${event} ${JSON.stringify(fields ?? {})}`)
  }
  const log = { debug: () => {}, info: keep('info'), warn: keep('warn'), error: () => {} } as never
  const clock = createClock(NOW)
  const path = join(newFolder(), 'doorwatch.sqlite')
  await placeEmptyDatabase(path)
  const store = await openGuardedStore({ path, log: SILENT, clock })
  onTestFinished(() => store.close())
  const broken: { outbox?: true } = {}
  const outbox: Outbox = {
    ...store.outbox,
    counts: () => (broken.outbox ? Promise.reject(new Error('disk I/O error')) : store.outbox.counts()),
  }
  const channels: Channel[] = [{ name: 'slack', mode: 'always', send: send ?? (async () => ({})) }]
  const dispatcher = createDispatcher({ outbox, channels, clock, random: () => 0.5, log: SILENT })
  const lastTick = createLastTick(clock)
  const deadMan = { url: new Secret('DEAD_MAN_URL', server.url), everyMs: MINUTE }
  const stateDir = newFolder()
  const state = createDeadManState()
  const workerNote = createWorkerNote({ stateDir, log: SILENT, clock: { uptime: () => MINUTE }, deadMan: state })
  onTestFinished(() => workerNote.remove())
  const chore = deadManChore({ deadMan, lastTick, store, dispatcher, state, fetch: fetcher, log })
  const pings = async () => {
    const before = server.received.length
    await chore.work(clock.now())
    return server.received.length - before
  }
  const inNote = () => {
    workerNote.write({ ok: true })
    return readWorkerNote(stateDir)?.deadMan
  }
  return { inNote, answer, broken, clock, dispatcher, lastTick, logged, path, pings, server, store }
}

describe('the dead-man switch', () => {
  it('is pinged while the worker ticks, commits and can deliver', async () => {
    const { pings, clock, lastTick } = await worker()
    expect(await pings()).toBe(1)
    clock.at += MINUTE
    lastTick.note()
    expect(await pings()).toBe(1)
  })

  it('is not pinged while the tick is stuck, and again when it goes on', async () => {
    const { pings, clock, lastTick, logged } = await worker()
    clock.at += MINUTE + 1
    expect(await pings()).toBe(0)
    expect(await pings()).toBe(0)
    lastTick.note()
    expect(await pings()).toBe(1)
    expect(logged).toEqual([
      'warn: the dead-man switch is not pinged {"why":"the worker has not ticked for 1 min","variable":"DEAD_MAN_URL"}',
      'info: the dead-man switch is pinged again {}',
    ])
  })

  it('is not pinged while the database cannot be written', async () => {
    const { pings, path, store } = await worker()
    const other = new BetterSqlite(path)
    other.exec('BEGIN EXCLUSIVE')
    await store.transaction((tx) => tx.saveAlerts([{ alert: onlyAlert(LOGIN_DOWN), channels: [] }], NOW))
    expect(await pings()).toBe(0)
    other.exec('ROLLBACK')
    other.close()
    await store.check()
    expect(await pings()).toBe(1)
  })

  it('is not pinged while the outbox cannot be read', async () => {
    const { pings, broken } = await worker()
    broken.outbox = true
    expect(await pings()).toBe(0)
    delete broken.outbox
    expect(await pings()).toBe(1)
  })

  it('is not pinged while a channel takes no alert for five minutes', async () => {
    const send = () => Promise.reject(new ChannelError('slack: HTTP 404 (no_service)', { permanent: true }))
    const { pings, store, dispatcher, clock, lastTick } = await worker({ send })
    await store.transaction((tx) => tx.saveAlerts([{ alert: onlyAlert(LOGIN_DOWN), channels: ['slack'] }], NOW))
    await dispatcher.drain()
    expect(await pings()).toBe(1)
    clock.at += 5 * MINUTE
    lastTick.note()
    expect(await pings()).toBe(0)
  })

  it.each([302, 404, 500])('logs once that HTTP %i is no ping, and never the address', async (status) => {
    const { pings, answer, logged, server } = await worker({ status })
    await pings()
    await pings()
    answer.status = 200
    await pings()
    expect(logged).toEqual([
      `warn: the dead-man switch is not pinged {"why":"it answered HTTP ${status}","variable":"DEAD_MAN_URL"}`,
      'info: the dead-man switch is pinged again {}',
    ])
    expect(logged.join()).not.toContain(server.url)
  })

  it('stands in the note of the worker since its first failure, with the last reason, until a ping arrives', async () => {
    const { pings, answer, clock, lastTick, inNote } = await worker({ status: 404 })
    expect(inNote()).toBeUndefined()
    await pings()
    expect(inNote()).toEqual({ since: NOW, why: 'it answered HTTP 404' })
    clock.at += MINUTE
    answer.status = 500
    await pings()
    expect(inNote()).toEqual({ since: NOW, why: 'it answered HTTP 500' })
    answer.status = 200
    await pings()
    expect(inNote()).toBeUndefined()
    clock.at += MINUTE
    lastTick.note()
    answer.status = 404
    await pings()
    expect(inNote()).toEqual({ since: NOW + 2 * MINUTE, why: 'it answered HTTP 404' })
  })

  it('logs that nothing answers, without the address', async () => {
    const { pings, logged, server } = await worker()
    await server.close()
    await pings()
    expect(logged).toHaveLength(1)
    expect(logged[0]).toContain('it did not answer (ECONNREFUSED)')
    expect(logged[0]).not.toContain('127.0.0.1')
  })

  it.each([
    ['in time', new DOMException('The operation was aborted due to timeout', 'TimeoutError'), 'within 10 s'],
    ['with a usable answer', new TypeError('fetch failed'), '(TypeError)'],
  ])('logs that nothing answered %s, without what the error says', async (_what, error, words) => {
    const { pings, logged } = await worker({ fetcher: () => Promise.reject(error) })
    await pings()
    expect(logged[0]).toContain(`it did not answer ${words}`)
    expect(logged[0]).not.toContain(error.message)
  })
})
