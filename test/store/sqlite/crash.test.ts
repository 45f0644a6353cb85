import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { HOUR } from '../../../src/core/index.ts'
import { leaseEach } from '../../support/lease.ts'
import { type Child, startChild } from '../children.ts'
import { NO_MEMORY, NOW, newFolder, openSqliteStore, readMemory } from '../kit.ts'

function recorder(path: string, options: { location?: string; mode?: string; first?: number } = {}): Child {
  const { location = 'here', mode = 'endless', first = NOW } = options
  return startChild('record', [path, location, mode], { env: { FIRST_SLOT: String(first) } })
}

/** The slots that a child reported. */
function slots(child: Child, word: string): number[] {
  const lines = child.output().split('\n').slice(0, -1)
  return lines.filter((line) => line.startsWith(`${word} `)).map((line) => Number(line.split(' ')[1]))
}

describe('a worker that is killed', () => {
  it('within a transaction leaves nothing of it, and its run is closed as interrupted', async () => {
    const path = join(newFolder(), 'doorwatch.sqlite')
    const child = recorder(path, { mode: 'stuck' })
    await child.waitForLine('inside')
    await child.kill()
    const store = await openSqliteStore(path)
    expect([await store.runs({ limit: 5 }), await store.surfaces(), await store.alerts({ limit: 5 })]).toEqual([
      [],
      [],
      [],
    ])
    expect(await readMemory(store)).toEqual(NO_MEMORY)
    expect(await store.markInterrupted(NOW + HOUR, 'here')).toBe(1)
    expect(await store.runs({ limit: 5 })).toMatchObject([
      { scheduledAt: NOW, outcome: 'error', failure: { class: 'interrupted', blame: 'ours' }, steps: [] },
    ])
  })

  it('at any moment, many times, loses no commit and repeats none', async () => {
    const path = join(newFolder(), 'doorwatch.sqlite')
    const committed: number[] = []
    for (let life = 0; life < 5; life += 1) {
      const child = recorder(path, { first: NOW + life * 100_000 })
      await child.waitForLine('committed')
      await new Promise((resolve) => setTimeout(resolve, 15 + 37 * life))
      await child.kill()
      committed.push(...slots(child, 'committed'))
      expect(slots(child, 'taken')).toEqual([])
    }
    const store = await openSqliteStore(path)
    const interrupted = await store.markInterrupted(NOW + HOUR, 'here')
    expect(interrupted).toBeLessThanOrEqual(5)
    const runs = await store.runs({ limit: 100_000 })
    const whole = runs.filter(({ outcome }) => outcome === 'passed')
    expect(runs.length).toBe(whole.length + interrupted)
    expect(new Set(runs.map(({ scheduledAt }) => scheduledAt)).size).toBe(runs.length)
    // A kill may fall between a commit and the word of it: one more run per life at most.
    const stored = whole.map(({ scheduledAt }) => scheduledAt)
    expect(committed.filter((slot) => !stored.includes(slot))).toEqual([])
    expect(stored.length - committed.length).toBeLessThanOrEqual(5)
    expect(whole.every(({ steps }) => steps.length === 5)).toBe(true)
    await expectAllOfEach(store, stored)
  })

  async function expectAllOfEach(store: Awaited<ReturnType<typeof openSqliteStore>>, found: readonly number[]) {
    const ordered = found.toSorted((a, b) => a - b)
    const transitions = await store.transitions({ from: 0, to: NOW + HOUR })
    expect(transitions.map(({ at }) => at)).toEqual(ordered)
    const alerts = await store.alerts({ limit: 100_000 })
    expect(alerts.map(({ at }) => at).toReversed()).toEqual(ordered)
    expect(await store.outbox.counts()).toEqual({ pending: found.length, dead: 0 })
    expect((await readMemory(store)).time.now).toBe(ordered.at(-1))
    const leased = await store.outbox.lease(NOW + HOUR, leaseEach(1_000))
    expect(new Set(leased.map(({ key }) => key)).size).toBe(found.length)
  }
})

describe('two processes that write at once', () => {
  it('run each slot once between them, and no transaction fails', async () => {
    const path = join(newFolder(), 'doorwatch.sqlite')
    const children = [recorder(path, { mode: 'slots' }), recorder(path, { mode: 'slots' })]
    await Promise.all(children.map((child) => child.waitForExit()))
    expect(children.map((child) => child.process.exitCode)).toEqual([0, 0])
    const claimed = children.flatMap((child) => slots(child, 'claimed'))
    const taken = children.flatMap((child) => slots(child, 'taken'))
    expect([claimed.length, new Set(claimed).size, taken.length]).toEqual([60, 60, 60])
    const runs = await (await openSqliteStore(path)).runs({ limit: 100 })
    expect(runs.map(({ outcome }) => outcome)).toEqual(Array(60).fill('passed'))
  })
})
