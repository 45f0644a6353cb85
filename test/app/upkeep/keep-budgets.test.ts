import { describe, expect, it } from 'vitest'
import { type BudgetKeeperDeps, createBudgetKeeper, reportForecasts } from '../../../src/app/upkeep/keep-budgets.ts'
import type { BudgetStanding } from '../../../src/budget/index.ts'
import {
  type Alert,
  type AlertRecord,
  HOUR,
  MINUTE,
  NOTHING_SPENT,
  type Notice,
  SILENT,
} from '../../../src/core/index.ts'

const NOON = Date.UTC(2026, 2, 2, 12)

/** A target that spent so many of its 1,000 output tokens and runs this often. */
function standingOf(outputTokens: number, everyMs?: number, bare = false): BudgetStanding {
  return {
    target: { name: 'claude', title: 'Claude', budget: { outputTokens: 1_000 } },
    spent: { ...NOTHING_SPENT, outputTokens },
    plan: {
      ...{ day: NOON - 12 * HOUR, slowdowns: { outputTokens: 2 }, forecast: { ...NOTHING_SPENT, outputTokens: 2_000 } },
      ...{ everyMs: new Map(everyMs ? [['claude/api', everyMs]] : []), bare: new Set(bare ? ['claude/api'] : []) },
      scarce: 'outputTokens',
    },
    spenders: [{ id: 'claude/api', everyMs: MINUTE, perDay: 1_440, cost: { ...NOTHING_SPENT, requests: 1 } }],
  }
}

function setUp() {
  let standing = standingOf(0)
  const open = new Map<string, Notice>()
  const alerts: AlertRecord[] = []
  const written: Notice[] = []
  const deps: BudgetKeeperDeps = {
    budgets: { standings: () => [standing], refresh: async () => {} },
    pipeline: {
      note: async (notice) => {
        written.push(notice)
        if (!notice.open) {
          open.delete(notice.key)
          return []
        }
        open.set(notice.key, notice)
        const alert = { kind: 'notice', key: notice.key, notice } as unknown as Alert
        alerts.push(alert as AlertRecord)
        return [alert]
      },
    },
    store: { openNotices: async () => [...open.values()], alerts: async () => alerts },
  }
  return {
    ...{ deps, written },
    set: (next: BudgetStanding) => {
      standing = next
    },
    openCount: () => open.size,
  }
}

describe('the notice of a target that its budget slows down', () => {
  it('is alerted once a day, and updated only where the pace changes', async () => {
    const { deps, written, set } = setUp()
    const keeper = createBudgetKeeper(deps)
    expect(await keeper.keep(NOON)).toEqual([])
    set(standingOf(600, 2 * MINUTE))
    expect(await keeper.keep(NOON)).toHaveLength(1)
    set(standingOf(650, 2 * MINUTE))
    expect(await keeper.keep(NOON + MINUTE)).toEqual([])
    expect(written).toHaveLength(1)
    set(standingOf(700, 4 * MINUTE))
    expect(await keeper.keep(NOON + 2 * MINUTE)).toEqual([])
    set(standingOf(700, 4 * MINUTE, true))
    expect(await keeper.keep(NOON + 3 * MINUTE)).toEqual([])
    expect(written.map(({ at, text }) => [at - NOON, text.split(': ').at(-1)])).toEqual([
      [0, 'api now runs every 2 min'],
      [0, 'api now runs every 4 min'],
      [0, 'api now runs every 4 min, without confirm runs'],
    ])
  })

  it('is not alerted again by a worker that starts on the same day', async () => {
    const { deps, set, written } = setUp()
    set(standingOf(600, 2 * MINUTE))
    await createBudgetKeeper(deps).keep(NOON)
    const restarted = createBudgetKeeper(deps)
    expect(await restarted.keep(NOON + MINUTE)).toEqual([])
    await restarted.keep(NOON + 2 * MINUTE)
    expect(written).toHaveLength(2)
  })

  it('closes when the target is back at its configured pace, and is alerted again the next day', async () => {
    const { deps, set, openCount } = setUp()
    const keeper = createBudgetKeeper(deps)
    set(standingOf(600, 2 * MINUTE))
    await keeper.keep(NOON)
    set(standingOf(0))
    expect(await keeper.keep(NOON + 12 * HOUR)).toEqual([])
    expect(openCount()).toBe(0)
    set(standingOf(600, 2 * MINUTE))
    expect(await keeper.keep(NOON + 24 * HOUR)).toHaveLength(1)
  })
})

it('reports at the start what a day costs, and warns where the budget cannot pay for one run an hour', () => {
  const texts: string[] = []
  const warnings: string[] = []
  const standing = standingOf(0)
  const dear = {
    ...standing,
    spenders: standing.spenders.map((one) => ({ ...one, cost: { ...one.cost, outputTokens: 100 } })),
  }
  const log = { ...SILENT, warn: (event: string) => void warnings.push(event) }
  reportForecasts({ standings: () => [standing] }, { progress: (text) => void texts.push(text), log })
  expect(texts).toEqual(['claude: as configured about 1,400 requests a day; the budget is 1,000 output tokens'])
  expect(warnings).toEqual([])
  reportForecasts({ standings: () => [dear] }, { progress: () => {}, log })
  expect(warnings).toEqual([
    'claude: a budget of 1,000 output tokens cannot pay for one run an hour of each probe (about 2,400 output tokens a day). Probes still run once an hour, so it will be exceeded.',
  ])
})
