import { utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createMonitorFacts } from '../../../src/app/live/monitor-facts.ts'
import { createDeadManState } from '../../../src/app/upkeep/dead-man-state.ts'
import { MINUTE, MonitorError } from '../../../src/core/index.ts'
import type { StorageCondition } from '../../../src/store/index.ts'
import { load, wrap } from '../../config/kit.ts'
import { createClock } from '../../support/clock.ts'
import { newFolder } from '../../support/folder.ts'

const NOW = Date.UTC(2026, 10, 23, 9)

async function start(condition: StorageCondition = { ok: true }) {
  const folder = newFolder('facts')
  const config = {
    ...(await load(wrap(`{ alerts: { deadMan: { url: env('DEAD_MAN_URL') } } }`), {
      DEAD_MAN_URL: 'https://hc.example.org/ping/1',
    })),
    database: join(folder, 'd.sqlite'),
  }
  const [clock, deadMan] = [createClock(NOW), createDeadManState()]
  const facts = createMonitorFacts({ config, store: { condition: () => condition }, deadMan, clock })
  return { folder, config, clock, deadMan, facts }
}

describe('what the worker knows of itself', () => {
  it('is when it began, its memory, the free disk, and how long rows are kept', async () => {
    const { facts, clock, config } = await start()
    clock.advance(MINUTE)
    const { startedAt, memory, diskFree, retention, condition, copy } = await facts()
    expect([startedAt, condition, copy]).toEqual([NOW, {}, undefined])
    expect(memory.worker).toBeGreaterThan(1e6)
    expect(memory.total).toBeGreaterThan(memory.free)
    expect(diskFree).toBeGreaterThan(0)
    expect(retention.runsMs).toBe(config.retention.runsMs)
  })

  it('is why nothing is stored, and why the switch is not pinged, without its address', async () => {
    const error = new MonitorError('disk_full', 'The disk is full', { hint: 'Free space.' })
    const { facts, deadMan } = await start({ ok: false, since: NOW, error, heldRuns: 3, droppedRuns: 0 })
    deadMan.set({ since: NOW, why: 'it answered HTTP 404' })
    const { condition } = await facts()
    expect(condition).toMatchObject({
      storage: { code: 'disk_full', message: 'The disk is full', heldRuns: 3 },
      deadMan: { addressName: 'DEAD_MAN_URL' },
    })
    expect(JSON.stringify(condition)).not.toContain('hc.example.org')
  })

  it('is the newest copy of the database, no other file', async () => {
    const { facts, folder } = await start()
    for (const [name, minutesAgo] of [
      ['d.sqlite.before-v24', 90],
      ['d.sqlite.before-v25', 30],
      ['other.sqlite.before-v25', 1],
    ] as const) {
      writeFileSync(join(folder, name), 'copy')
      utimesSync(join(folder, name), new Date(NOW), new Date(NOW - minutesAgo * MINUTE))
    }
    expect((await facts()).copy).toEqual({ name: 'd.sqlite.before-v25', at: NOW - 30 * MINUTE, bytes: 4 })
  })

  it('is silent about a folder that cannot be read', async () => {
    const { config } = await start()
    const facts = createMonitorFacts({
      ...{ config: { ...config, database: '/nowhere/at/all/d.sqlite' }, store: { condition: () => ({ ok: true }) } },
      ...{ deadMan: createDeadManState(), clock: createClock(NOW) },
    })
    expect(await facts()).not.toHaveProperty('diskFree')
    expect(await facts()).not.toHaveProperty('copy')
  })
})
