import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, type OutageHistory } from '../../src/core/index.ts'
import { priceOutage, readOutages } from '../../src/costs/index.ts'
import { readAhead } from '../../src/costs/read-ahead.ts'
import { NOW, newFolder, noticeOf, openEmptyStore } from '../store/kit.ts'
import { storeModelB, storeOutage } from './kit.ts'

/** Incidents of two surfaces, some at the same time, the last one open; and keys of model B that were refused. */
async function storeOf(incidents: number) {
  const store = await openEmptyStore(`${newFolder()}/d.sqlite`)
  const first = NOW - incidents * 5 * HOUR
  await storeModelB(store, first - HOUR)
  for (let index = 0; index < incidents; index += 1) {
    const from = first + index * 5 * HOUR
    const last = index === incidents - 1
    await storeOutage(store, { name: `claude-${index}`, from, ...(last ? {} : { to: from + 2 * HOUR }) })
    if (index % 3 === 0) {
      const surface = 'openai/cli'
      await storeOutage(store, { name: `openai-${index}`, surface, from: from + HOUR, to: from + 3 * HOUR })
    }
    if (index % 4 === 0) {
      const notice = noticeOf({ target: 'openai', surface: 'cli', key: `k${index}`, blame: 'ours', at: from + MINUTE })
      const closed = { ...notice, open: false, at: from + HOUR }
      for (const one of [notice, closed]) {
        await store.transaction((tx) => tx.applyChanges('openai', undefined, { transitions: [], notices: [one] }))
      }
    }
  }
  return { store, incidents: await store.incidents({ from: 0, to: NOW + HOUR }) }
}

/** Counts the readings of a history. */
function counted(history: OutageHistory) {
  const counts: Record<string, number> = {}
  const count =
    <Q, A>(name: string, read: (query: Q) => Promise<A>) =>
    (query: Q) => {
      counts[name] = (counts[name] ?? 0) + 1
      return read(query)
    }
  const source: OutageHistory = {
    outagePlans: count('outagePlans', history.outagePlans),
    surfaceChanges: count('surfaceChanges', history.surfaceChanges),
    noticesOf: count('noticesOf', history.noticesOf),
    outcomes: count('outcomes', history.outcomes),
    measures: count('measures', history.measures),
    incidents: count('incidents', history.incidents),
  }
  return { source, counts }
}

describe('the prices of many incidents', () => {
  it('are those of each alone', async () => {
    const { store, incidents } = await storeOf(13)
    const together = (await readOutages(store, incidents, NOW)).map((one) => priceOutage(one))
    expect(together).toHaveLength(incidents.length)
    for (const [index, incident] of incidents.entries()) {
      const [alone] = await readOutages(store, [incident], NOW)
      expect(together[index]).toEqual(alone && priceOutage(alone))
    }
    expect(together.some(({ totals }) => (totals[0]?.cost ?? 0) > 0)).toBe(true)
  })

  it('take as many readings as those of a few', async () => {
    const readings = async (howMany: number) => {
      const { store, incidents } = await storeOf(howMany)
      const { source, counts } = counted(store)
      await readOutages(source, incidents, NOW)
      return counts
    }
    const [few, many] = [await readings(4), await readings(24)]
    expect(many).toEqual(few)
    expect(many).toMatchObject({ incidents: 1, surfaceChanges: 2, noticesOf: 1 })
  })
})

describe('reading ahead', () => {
  it('answers every part of the span as the history does', async () => {
    const { store } = await storeOf(5)
    const span = { from: NOW - 26 * HOUR, to: NOW + 1 }
    const ahead = readAhead(store, span)
    const surfaces = [
      { target: 'claude', surface: 'cli' },
      { target: 'openai', surface: 'cli' },
    ]
    const minute = fc.integer({ min: -60, max: 27 * 60 })
    await fc.assert(
      fc.asyncProperty(minute, minute, async (a, b) => {
        const range = { from: NOW - Math.max(a, b) * MINUTE, to: NOW - Math.min(a, b) * MINUTE + 1 }
        expect(await ahead.surfaceChanges({ ...range, surfaces })).toEqual(
          await store.surfaceChanges({ ...range, surfaces }),
        )
        expect(await ahead.noticesOf({ ...range, surfaces })).toEqual(await store.noticesOf({ ...range, surfaces }))
        expect(await ahead.incidents(range)).toEqual(await store.incidents(range))
      }),
      { numRuns: 60 },
    )
  })

  it('reads each plan once, also a missing one', async () => {
    const { store } = await storeOf(3)
    const { source, counts } = counted(store)
    const ahead = readAhead(source, { from: 0, to: NOW })
    const subjects = async (names: readonly string[]) => (await ahead.outagePlans(names)).map(({ subject }) => subject)
    expect(await subjects(['claude-1', 'none'])).toEqual(['claude-1'])
    expect(await subjects(['none', 'claude-1'])).toEqual(['claude-1'])
    expect(await subjects(['claude-2', 'claude-1'])).toEqual(['claude-2', 'claude-1'])
    expect(counts).toEqual({ outagePlans: 2 })
  })
})
