import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, type RunResult } from '../../../src/core/index.ts'
import { failureOf, NOW, requestOf, resultOf, type StoreFactory, stepOf, storeResult } from '../kit.ts'

export function runsContract(factory: StoreFactory): void {
  const { open } = factory

  describe('a run', () => {
    it('is read as it was stored', async () => {
      const { store, again } = await open()
      const failure = failureOf('server_error', {
        step: 'submit',
        httpStatus: 500,
        detail: 'request req_1',
        network: {
          host: 'api.lumen.dev',
          sign: 'answer',
          decidedBy: 'controls',
          votes: [{ control: 'tls://one.one.one.one:443', source: 'default', up: false, code: 'ECONNREFUSED' }],
        },
        message: 'HTTP 500',
      })
      const result = resultOf({
        trigger: 'confirm',
        outcome: 'failed',
        browser: 'chromium-headless-shell 156',
        failure,
        steps: [
          stepOf('open', NOW + 30, { measures: { server_ms: 12.3456, tokens: 7 }, statuses: { '200': 14, '304': 2 } }),
          stepOf('submit', NOW + 190, {
            outcome: 'failed',
            statuses: { '500': 1 },
            failure: failureOf('server_error'),
          }),
          stepOf('sign out', NOW + 400, { outcome: 'skipped', durationMs: 0, statuses: {} }),
        ],
        artifacts: [
          { kind: 'screenshot', path: 'login/1.png', bytes: 40_321 },
          { kind: 'trace', path: 'login/1.zip', bytes: 903_221 },
        ],
      })
      const id = await storeResult(store, result)
      expect(await store.runs({ limit: 5 })).toEqual([{ ...result, id }])
      expect(await (await again()).runs({ limit: 5 })).toEqual([{ ...result, id }])
    })

    it('claims its slot, so that no other worker runs it', async () => {
      const { store } = await open()
      const claim = (more = {}) => store.transaction((tx) => tx.claimRun(requestOf(more), NOW))
      expect(await claim()).toBeTypeOf('number')
      expect(await claim()).toBeUndefined()
      const others = [{ trigger: 'confirm' }, { location: 'elsewhere' }, { scheduledAt: NOW + 1 }, { probe: 'login-2' }]
      for (const other of others) expect(await claim(other)).toBeTypeOf('number')
    })

    it('is not listed before it ends', async () => {
      const { store } = await open()
      await store.transaction((tx) => tx.claimRun(requestOf(), NOW))
      expect(await store.runs({ limit: 5 })).toEqual([])
      expect(await store.lastRuns()).toEqual([])
      expect((await store.health({ from: 0, to: NOW + MINUTE })).runs).toBe(0)
    })

    it('is finished once, and only after its claim', async () => {
      const { store } = await open()
      const id = (await storeResult(store, resultOf())) ?? 0
      const finish = (run: number) => store.transaction((tx) => tx.finishRun(run, resultOf({ outcome: 'failed' })))
      await expect(finish(id)).rejects.toMatchObject({ code: 'run_not_open' })
      await expect(finish(id + 1)).rejects.toMatchObject({ code: 'run_not_open' })
      expect((await store.runs({ limit: 5 })).map(({ outcome }) => outcome)).toEqual(['passed'])
    })

    it('drops measures that are not numbers', async () => {
      const { store } = await open()
      const measures = { ttft_ms: Number.NaN, tokens: Number.POSITIVE_INFINITY, lcp_ms: -0.25 }
      await storeResult(store, resultOf({ steps: [stepOf('open', NOW + 25, { measures })] }))
      expect((await store.runs({ limit: 1 }))[0]?.steps[0]?.measures).toEqual({ lcp_ms: -0.25 })
    })

    it('keeps integers, and six digits of other measures', async () => {
      const { store } = await open()
      const measures = { tokens: 123_456_789, cost_usd: 0.000123456789, server_ms: 41.25349 }
      await storeResult(
        store,
        resultOf({ durationMs: 1_234.56, steps: [stepOf('open', NOW + 25, { measures, durationMs: 99.6 })] }),
      )
      const [run] = await store.runs({ limit: 1 })
      expect(run).toMatchObject({ durationMs: 1_235, steps: [{ durationMs: 100 }] })
      expect(run?.steps[0]?.measures).toEqual({ tokens: 123_456_789, cost_usd: 0.000123457, server_ms: 41.2535 })
    })
  })

  describe('slots that were not run', () => {
    const skipped = resultOf({
      outcome: 'skipped',
      steps: [],
      durationMs: 0,
      startedAt: NOW,
      skip: { reason: 'missed', count: 12, until: NOW + 11 * MINUTE },
    })

    it('are stored with number and reason', async () => {
      const { store } = await open()
      await storeResult(store, skipped)
      expect(await store.runs({ limit: 5 })).toEqual([{ ...skipped, id: expect.any(Number) }])
      expect(await store.health({ from: NOW, to: NOW + MINUTE })).toMatchObject({ runs: 0, missed: 12 })
      expect(await store.lastRuns()).toEqual([])
    })

    it('count as the last slots of their probe, so that later ones are missed as well', async () => {
      const { store } = await open()
      expect(await store.lastSlots()).toEqual(new Map())
      await storeResult(store, skipped)
      await storeResult(store, resultOf({ probe: 'api', surface: 'api' }))
      expect(await store.lastSlots()).toEqual(
        new Map([
          ['sandbox/login', NOW + 11 * MINUTE],
          ['sandbox/api', NOW],
        ]),
      )
      await storeResult(store, resultOf({ scheduledAt: NOW + 12 * MINUTE }))
      expect((await store.lastSlots()).get('sandbox/login')).toBe(NOW + 12 * MINUTE)
    })

    it('do not count once the clock was set back before them', async () => {
      const { store } = await open()
      await storeResult(store, {
        ...skipped,
        scheduledAt: NOW + HOUR,
        skip: { reason: 'missed', count: 2, until: NOW + 2 * HOUR },
      })
      await storeResult(store, resultOf())
      expect(await store.lastSlots()).toEqual(new Map([['sandbox/login', NOW]]))
    })

    it('are not stored where the slot is claimed', async () => {
      const { store } = await open()
      await storeResult(store, resultOf())
      await storeResult(store, skipped)
      expect((await store.runs({ limit: 5 })).map(({ outcome }) => outcome)).toEqual(['passed'])
    })
  })

  describe('unfinished runs of a dead worker', () => {
    it('are closed as interrupted, once, and only at that location', async () => {
      const { store, again } = await open()
      await store.transaction((tx) => tx.claimRun(requestOf(), NOW + 40))
      await store.transaction((tx) => tx.claimRun(requestOf({ location: 'elsewhere' }), NOW))
      const next = await again()
      expect(await next.markInterrupted(NOW + MINUTE, 'here')).toBe(1)
      expect(await next.markInterrupted(NOW + MINUTE, 'here')).toBe(0)
      const [run, ...others] = await next.runs({ limit: 5 })
      expect(run).toMatchObject({ location: 'here', startedAt: NOW + 40, outcome: 'error', steps: [] })
      expect(run?.failure).toMatchObject({ class: 'interrupted', blame: 'ours' })
      expect(others).toEqual([])
      expect(await next.health({ from: NOW, to: NOW + 1 })).toMatchObject({ runs: 1, errors: 1, interrupted: 1 })
    })

    it('do not include a manual run that another process may still run', async () => {
      const { store } = await open()
      const id = await store.transaction((tx) => tx.claimRun(requestOf({ trigger: 'manual' }), NOW))
      expect(await store.markInterrupted(NOW + MINUTE, 'here')).toBe(0)
      await store.transaction((tx) => tx.finishRun(id ?? 0, resultOf({ trigger: 'manual' })))
      await store.transaction((tx) => tx.claimRun(requestOf({ trigger: 'manual', scheduledAt: NOW + 1 }), NOW))
      expect(await store.markInterrupted(NOW + 20 * MINUTE, 'here')).toBe(1)
    })
  })

  describe('runs are found', () => {
    async function filled() {
      const { store } = await open()
      const kinds: Partial<RunResult>[] = [
        { surface: 'login', probe: 'login' },
        { surface: 'chat', probe: 'chat', outcome: 'failed', failure: failureOf('timeout') },
        { surface: 'chat', probe: 'chat', outcome: 'failed', trigger: 'confirm', failure: failureOf('timeout') },
        { surface: 'login', probe: 'login-totp', outcome: 'slow' },
        { target: 'claude', surface: 'login', probe: 'login', trigger: 'manual' },
        { surface: 'login', probe: 'login', outcome: 'error', failure: failureOf('spawn') },
      ]
      for (const [minute, kind] of kinds.entries()) {
        await storeResult(store, resultOf({ scheduledAt: NOW + minute * MINUTE, ...kind }))
      }
      return async (query: object) => {
        const runs = await store.runs({ limit: 10, ...query })
        return runs.map(({ scheduledAt }) => (scheduledAt - NOW) / MINUTE)
      }
    }

    it('newest first, up to a limit', async () => {
      const minutes = await filled()
      expect(await minutes({})).toEqual([5, 4, 3, 2, 1, 0])
      expect(await minutes({ limit: 2 })).toEqual([5, 4])
    })

    it('by time, target, surface, probe, outcome and trigger', async () => {
      const minutes = await filled()
      expect(await minutes({ from: NOW + 2 * MINUTE, to: NOW + 4 * MINUTE })).toEqual([3, 2])
      expect(await minutes({ target: 'claude' })).toEqual([4])
      expect(await minutes({ surface: 'login' })).toEqual([5, 4, 3, 0])
      expect(await minutes({ target: 'sandbox', probe: 'login' })).toEqual([5, 0])
      expect(await minutes({ outcomes: ['failed', 'slow'] })).toEqual([3, 2, 1])
      expect(await minutes({ outcomes: ['failed', 'passed'] })).toEqual([4, 2, 1, 0])
      expect(await minutes({ outcomes: ['failed'], triggers: ['confirm'] })).toEqual([2])
      expect(await minutes({ surface: 'mobile' })).toEqual([])
    })

    it('with all their steps, for any number of them', async () => {
      const { store } = await open()
      await store.transaction(async (tx) => {
        for (let slot = 0; slot < 503; slot += 1) {
          const result = resultOf({ scheduledAt: NOW + slot })
          await tx.finishRun((await tx.claimRun({ ...result, evidence: false }, result.startedAt)) ?? 0, result)
        }
      })
      const runs = await store.runs({ limit: 2_000 })
      expect(runs).toHaveLength(503)
      expect(runs.every(({ steps }) => steps.length === 2)).toBe(true)
    })

    it('the newest slot of each probe, whichever run ended last', async () => {
      const { store } = await open()
      const late = (await store.transaction((tx) => tx.claimRun(requestOf(), NOW))) ?? 0
      await storeResult(
        store,
        resultOf({ scheduledAt: NOW + MINUTE, outcome: 'failed', failure: failureOf('timeout') }),
      )
      await store.transaction((tx) => tx.finishRun(late, resultOf({ outcome: 'slow', durationMs: 2 * MINUTE })))
      await storeResult(store, resultOf({ scheduledAt: NOW + 2 * MINUTE, trigger: 'manual' }))
      await storeResult(store, resultOf({ scheduledAt: NOW, probe: 'api', surface: 'api', trigger: 'confirm' }))
      const last = await store.lastRuns()
      expect(last.map(({ probe, outcome }) => [probe, outcome])).toEqual([
        ['api', 'passed'],
        ['login', 'failed'],
      ])
    })
  })

  it('returns the current run as the newest of its probe after the clock is set back', async () => {
    const { store } = await open()
    await storeResult(store, resultOf({ scheduledAt: NOW + HOUR }))
    await storeResult(store, resultOf({ scheduledAt: NOW, outcome: 'failed', failure: failureOf('timeout') }))
    expect(await store.lastRuns()).toMatchObject([{ scheduledAt: NOW, outcome: 'failed' }])
  })
}
