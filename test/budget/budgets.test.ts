import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createBudgetKeeper } from '../../src/app/upkeep/keep-budgets.ts'
import { runSlot } from '../../src/app/worker/launcher.ts'
import { createPipeline } from '../../src/app/worker/pipeline.ts'
import { openBudgets } from '../../src/budget/budgets.ts'
import {
  type Budget,
  DAY,
  HOUR,
  MINUTE,
  NOTHING_SPENT,
  type ProbePlan,
  type RunRequest,
  SECOND,
  SILENT,
  type Target,
} from '../../src/core/index.ts'
import { createPolicy } from '../../src/judge/index.ts'
import { newFolder, openEmptyStore, resultOf, stepOf } from '../store/kit.ts'
import { createClock } from '../support/clock.ts'

/** How often the time is judged: 30 s is as far as active time advances at once. */
const TICK = 30 * SECOND

const T0 = Date.UTC(2026, 2, 2, 12)
const api: ProbePlan = {
  ...{ target: 'claude', surface: 'api', probe: 'api', kind: 'api', timeoutMs: 1, file: 'f' },
  cadence: { every: MINUTE },
}

/** Store, judge, notices and budgets for real; every run spends ten tokens, and time is passed by hand. */
async function setUp(budget: Budget) {
  const clock = createClock(T0)
  let byHand = 0
  const store = await openEmptyStore(join(newFolder(), 'doorwatch.sqlite'), { clock })
  const door = { url: 'http://127.0.0.1:1', model: 'small', prompt: 'p', answer: 'a' }
  const targets: Target[] = [{ name: 'claude', title: 'Claude', api: { ...door, key: {} as never }, budget }]
  const budgets = await openBudgets({ targets, plans: [api], store, clock })
  const engine = {
    run: async (request: RunRequest) => {
      const { evidence: _, ...ref } = request
      const steps = [stepOf('ask', clock.at, { statuses: { '200': 1 }, measures: { output_tokens: 10 } })]
      return resultOf({ ...ref, startedAt: clock.at, durationMs: 100, outcome: 'passed', steps })
    },
  }
  const pipeline = createPipeline({
    ...{ store, plans: [api], targets, budgets, clock, log: SILENT },
    policyFor: () => createPolicy({}),
    routing: { routes: [], channels: [{ name: 'slack', mode: 'always' }] },
    dashboardUrl: undefined,
    timezone: 'UTC',
    runbooks: {},
    statusPage: () => undefined,
  })
  const keeper = createBudgetKeeper({ budgets, pipeline, store })
  return {
    ...{ store, budgets, pipeline },
    run: async () => {
      const ref = { target: 'claude', surface: 'api', probe: 'api', location: 'here' }
      const request = { ...ref, trigger: 'schedule', scheduledAt: clock.at, evidence: false } as const
      await runSlot({ engine, join: pipeline }, request, { signal: new AbortController().signal })
    },
    /** Runs by hand in another process. */
    spend: (outputTokens: number) =>
      store.transaction(async (tx) => {
        byHand += 1
        const run = resultOf({
          ...api,
          trigger: 'manual',
          scheduledAt: clock.at + byHand,
          startedAt: clock.at,
          steps: [],
        })
        const id = await tx.claimRun({ ...run, evidence: false }, clock.at)
        await tx.finishRun(id ?? 0, run, { ...NOTHING_SPENT, outputTokens })
      }),
    keep: () => keeper.keep(clock.at),
    async pass(ms: number) {
      for (const end = clock.at + ms; clock.at < end; ) {
        clock.advance(TICK)
        await budgets.refresh()
        await pipeline.judgeTime('claude')
      }
    },
    state: async () => (await store.surfaces())[0]?.state,
  }
}

describe('the budget of a running target', () => {
  it('slows its probes as soon as other clients use it up, and is alerted once a day', async () => {
    const { run, spend, keep, pass, budgets, store } = await setUp({ outputTokens: 15_000 })
    await run()
    expect(await keep()).toEqual([])
    await spend(9_740)
    const [alert, ...others] = await keep()
    expect(others).toEqual([])
    expect(alert?.headline).toBe(
      'claude: probing is slowed to keep within its budget (used 65 % of its 15,000 output tokens for today by 12:00 UTC)',
    )
    expect(alert?.lines.join(' ')).toMatch(
      /and as configured would take about 17,000 output tokens: api now runs every 2 min\..*Raise the budget/,
    )
    expect(budgets.spacing(api)).toBe(2 * MINUTE)
    await spend(5_250)
    expect(await keep()).toEqual([])
    expect((await store.openNotices()).map(({ text }) => text)).toEqual([
      expect.stringMatching(/used 100 % .*: api now runs every 1 h, without confirm runs$/),
    ])
    expect([budgets.spacing(api), budgets.mayRunMore(api)]).toEqual([HOUR, false])
    await pass(12 * HOUR)
    expect(await keep()).toEqual([])
    expect([budgets.spacing(api), budgets.mayRunMore(api)]).toEqual([undefined, true])
    expect((await store.openNotices()).filter(({ failure }) => failure.class === 'budget')).toEqual([])
    await spend(1_000)
    const [next] = await keep()
    expect(next?.headline).toContain('today would take about 15,000 output tokens, its budget is 15,000 output tokens')
    const notices = (await store.alerts({ limit: 9 })).filter(({ notice }) => notice?.failure.class === 'budget')
    expect(notices).toHaveLength(2)
  })

  it('causes no silence, neither when the cadence falls nor when it rises again', async () => {
    const { run, spend, pass, state, store, budgets } = await setUp({ outputTokens: 20_000 })
    for (let minute = 0; minute < 4; minute += 1) {
      await run()
      await pass(MINUTE)
    }
    expect(await state()).toBe('operational')
    await spend(20_000)
    await pass(50 * MINUTE)
    expect([await state(), await store.openNotices()]).toEqual(['operational', []])
    await run()
    await pass(DAY / 2 - 58 * MINUTE)
    await run()
    await pass(30 * MINUTE)
    expect(budgets.spacing(api)).toBeUndefined()
    expect([await state(), await store.openNotices()]).toEqual(['operational', []])
    await run()
    await pass(3 * MINUTE)
    expect(await state()).toBe('unknown')
  })

  it('counts money by the price of the model of the probe', async () => {
    const prices = [
      { model: 'small', input: 1, output: 5 },
      { model: 'large', input: 10, output: 50 },
    ]
    const { run, store } = await setUp({ prices })
    await run()
    expect(await store.spend({ from: T0, to: T0 + 1 })).toMatchObject([{ outputTokens: 10, microUsd: 50 }])
  })
})
