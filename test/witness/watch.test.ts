import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { MINUTE, type Range, SECOND, SILENT } from '../../src/core/index.ts'
import { openStore, type Store } from '../../src/store/index.ts'
import { type WitnessWatch, watchWitness } from '../../src/witness/index.ts'
import { useSandbox } from '../sandbox/support.ts'
import { createClock } from '../support/clock.ts'

const clock = createClock(Date.UTC(2026, 4, 4, 10))
const running = useSandbox({ clock })

let folder = ''
let store: Store
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'doorwatch-witness-'))
  store = await openStore({ path: join(folder, 'db.sqlite'), log: SILENT, clock })
  await running.control.statusPage({ reset: true })
  clock.advance(MINUTE)
})
afterEach(async () => {
  await store.close()
  rmSync(folder, { recursive: true, force: true })
})

function watch(): WitnessWatch {
  const reading = { fetch, clock, random: () => 0.5, userAgent: 'Doorwatch/9', log: SILENT }
  return watchWitness({ target: 'sandbox', statusPage: running.sandbox.url, store, ...reading })
}

/** One poll a minute after the last. */
async function poll(watcher: WitnessWatch, minutes = 1): Promise<void> {
  clock.advance(minutes * MINUTE)
  await watcher.poll()
}

async function record(range?: Partial<Range>) {
  const [found] = await store.witness({ from: clock.now() - 60 * MINUTE, to: clock.now() + 1, ...range })
  if (!found) throw new Error('nothing was kept')
  return found
}

const claimsOf = (spans: readonly { surface: string; claim: string }[], surface: string) =>
  spans.filter((span) => span.surface === surface).map(({ claim }) => claim)

describe("watching the sandbox's status page", () => {
  it('stores each change of status, and the posts', async () => {
    const watcher = watch()
    await poll(watcher)
    const greenAt = clock.now()
    clock.advance(20 * SECOND)
    await running.control.statusPage({ component: 'app', status: 'major_outage' })
    const redAt = clock.now()
    await poll(watcher)
    const incident = { name: 'Errors on log-in', status: 'investigating', body: 'Looking.' } as const
    await running.control.statusPage({ component: 'app', incident })
    await poll(watcher)
    await running.control.statusPage({ component: 'app', status: 'operational' })
    await running.control.statusPage({ incident: { ...incident, status: 'resolved', body: 'Over.' } })
    const overAt = clock.now()
    await poll(watcher)
    const { surfaces, posts, reachability } = await record()
    expect(claimsOf(surfaces, 'chat')).toEqual(['operational', 'major_outage', 'operational'])
    expect(claimsOf(surfaces, 'login')).toEqual(claimsOf(surfaces, 'chat'))
    expect(claimsOf(surfaces, 'api')).toEqual(['operational'])
    expect(surfaces.filter(({ surface }) => surface === 'chat').map(({ from }) => from)).toEqual([
      greenAt,
      redAt,
      clock.now(),
    ])
    expect(posts.map(({ status, at, text }) => [status, at, text])).toEqual([
      ['investigating', overAt - MINUTE, 'Looking.'],
      ['resolved', overAt, 'Over.'],
    ])
    expect(posts[0]?.surfaces).toEqual(['chat', 'login', 'mobile'])
    expect(reachability).toEqual([{ voice: 'heard', from: greenAt, to: clock.now() + 1 }])
    expect(watcher.line()).toMatch(/^all systems operational \(read \d\d:\d\d:20 UTC\)$/)
  })

  it('writes nothing but the time while nothing changes', async () => {
    const watcher = watch()
    await poll(watcher)
    const before = await store.witnessMemory('sandbox')
    for (let minute = 0; minute < 5; minute += 1) await poll(watcher)
    const { components } = await record()
    expect(components.map(({ name, claim }) => `${name} ${claim}`)).toEqual(
      ['Lumen API', 'Lumen Code', 'Lumen Console', 'Lumen app'].map((name) => `${name} operational`),
    )
    const after = await store.witnessMemory('sandbox')
    expect((after?.askedAt ?? 0) - (before?.askedAt ?? 0)).toBe(5 * MINUTE)
  })

  it('distinguishes a page that cannot be read from a green page', async () => {
    const watcher = watch()
    await poll(watcher)
    await running.control.break('status', '503')
    await poll(watcher)
    expect(watcher.line()).toMatch(/^nothing, it could not be read \(HTTP 503 since /)
    await running.control.heal()
    await poll(watcher, 2)
    await running.control.break('status', 'html-200')
    await poll(watcher)
    const { surfaces, reachability } = await record()
    expect(claimsOf(surfaces, 'api')).toEqual(['operational', 'unread', 'operational', 'unread'])
    expect(reachability.map(({ voice, httpStatus }) => [voice, httpStatus])).toEqual([
      ['heard', undefined],
      ['unavailable', 503],
      ['heard', undefined],
      ['malformed', 200],
    ])
  })

  it('continues after the last worker, and stores when the page was unwatched', async () => {
    const first = watch()
    await poll(first)
    const incident = { name: 'Slow replies', status: 'investigating', body: 'Hm.' } as const
    await running.control.statusPage({ component: 'api', status: 'degraded_performance', incident })
    await poll(first)
    await poll(first)
    const leftAt = clock.now()
    await running.control.statusPage({ incident: { ...incident, status: 'resolved', body: 'Done.' } })
    clock.advance(30 * MINUTE)
    const second = watch()
    expect(second.line()).toBeUndefined()
    await poll(second)
    const { reachability, posts, surfaces } = await record()
    expect(reachability.map(({ voice }) => voice)).toEqual(['heard', 'unwatched', 'heard'])
    expect(reachability[1]).toMatchObject({ from: leftAt, to: leftAt + 31 * MINUTE })
    expect(posts.map(({ status, at }) => [status, at])).toEqual([
      ['investigating', leftAt - 2 * MINUTE],
      ['resolved', leftAt],
    ])
    expect(claimsOf(surfaces, 'api')).toEqual(['operational', 'degraded_performance', 'unread', 'degraded_performance'])
  })

  it('continues without a gap after a short restart', async () => {
    await poll(watch())
    await poll(watch(), 5)
    expect((await record()).reachability).toHaveLength(1)
  })

  it('cuts what is read to the range, with what held before it', async () => {
    const watcher = watch()
    await poll(watcher)
    await running.control.statusPage({ component: 'cli', status: 'partial_outage' })
    await poll(watcher)
    await poll(watcher, 10)
    const from = clock.now() - 5 * MINUTE
    const { surfaces, reachability, posts } = await record({ from, to: from + MINUTE, target: 'sandbox' })
    expect(surfaces.filter(({ surface }) => surface === 'cli')).toEqual([
      { surface: 'cli', claim: 'partial_outage', from, to: from + MINUTE },
    ])
    expect([reachability, posts]).toEqual([[{ voice: 'heard', from, to: from + MINUTE }], []])
    expect(await store.witness({ from, to: clock.now(), target: 'other' })).toEqual([])
  })
})
