import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { keepScore } from '../../../src/app/drill/keep-score.ts'
import { openReal, readRealState } from '../../../src/app/drill/real-state.ts'
import type { Config } from '../../../src/config/index.ts'
import { DAY, type DrillSummary, dayOf, defined, NOTHING_SPENT, SILENT, type Target } from '../../../src/core/index.ts'
import { NOTHING_REAL } from '../../../src/drill/index.ts'
import { newFolder } from '../../support/folder.ts'
import { type HistoryData, memoryHistory, NO_HISTORY } from '../../support/history.ts'

const NOW = Date.UTC(2026, 10, 29, 15)
const claude = { name: 'claude', title: 'Claude', budget: { requests: 1_000, outputTokens: 50_000 } } as Target
const config = { maintenance: [], targets: [claude] } as unknown as Config

const historyOf = (data: HistoryData) => memoryHistory(() => data)

const incident = (resolvedAt?: number) => ({
  ...{ name: 'claude-1', target: 'claude', openedAt: NOW - 60_000, impactAt: NOW - 60_000, scope: '', timeline: [] },
  surfaces: [],
  ...defined({ resolvedAt }),
})

describe('what the real monitor knows when a drill begins', () => {
  it('is nothing without a database', async () => {
    expect(await openReal({ database: join(newFolder('real'), 'none.sqlite') })).toBeUndefined()
    expect(await readRealState(undefined, config, NOW)).toEqual(NOTHING_REAL)
  })

  it('is its open incidents, not those that are over', async () => {
    const open = historyOf({ ...NO_HISTORY, incidents: [incident()] })
    expect((await readRealState(open, config, NOW)).incidents).toEqual(['claude-1'])
    const over = historyOf({ ...NO_HISTORY, incidents: [incident(NOW - 1_000)] })
    expect((await readRealState(over, config, NOW)).incidents).toEqual([])
  })

  it('is the largest share of a daily budget that is spent today', async () => {
    const spent = { ...NOTHING_SPENT, target: 'claude', requests: 300, outputTokens: 42_000 }
    const history = historyOf({
      ...NO_HISTORY,
      spend: [
        { ...spent, day: dayOf(NOW) },
        { ...spent, day: dayOf(NOW - DAY) },
      ],
    })
    expect((await readRealState(history, config, NOW)).spent).toEqual([{ target: 'claude', share: 0.84 }])
  })
})

describe('keeping the score', () => {
  const drill: DrillSummary = {
    ...{ id: 'd', scenario: 's', seed: 1, begunAt: NOW, at: NOW, status: 'completed', deviated: false },
    ...{ score: 60.6, possible: 96, open: false, example: true },
  }

  it('creates the database of a fresh clone', async () => {
    const database = join(newFolder('score'), 'd.sqlite')
    await keepScore({ database }, drill, { log: SILENT, clock: { now: () => NOW } })
    const real = await openReal({ database })
    expect(await real?.drills()).toEqual([drill])
    await real?.close()
  })

  it('warns and goes on where the database cannot be written', async () => {
    const warnings: string[] = []
    const log = { ...SILENT, warn: (text: string) => void warnings.push(text) }
    const file = join(newFolder('score'), 'a-file')
    writeFileSync(file, '')
    await keepScore({ database: join(file, 'd.sqlite') }, drill, { log, clock: { now: () => NOW } })
    expect(warnings[0]).toMatch(/^the score could not be stored: /)
  })
})
