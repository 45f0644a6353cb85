import { describe, expect, it } from 'vitest'
import type { Pacing } from '../../src/app/pacing.ts'
import type { Pipeline, Recorded } from '../../src/app/pipeline.ts'
import { createWorker, type WorkerEvent } from '../../src/app/worker.ts'
import { MINUTE, type ProbePlan, type RunRequest, type RunResult, SILENT } from '../../src/core/index.ts'

const T0 = Date.UTC(2026, 2, 2, 11, 0, 0)

function plan(probe: string): ProbePlan {
  return { target: 't', surface: probe, probe, kind: 'api', cadence: { every: MINUTE }, timeoutMs: 1, file: 'f' }
}

const FREELY: Pacing = { spacing: () => undefined, mayRunMore: () => true }

/** A worker over a pipeline that the test answers by hand, with timers that fire when time is moved. */
function setUp(plans: readonly ProbePlan[], pacing: Pacing = FREELY) {
  let now = T0
  const timers: { at: number; work: () => void }[] = []
  const requests: RunRequest[] = []
  const skipped: RunResult[] = []
  const events: WorkerEvent[] = []
  const answers = new Map<string, (recorded: Recorded | undefined) => void>()
  const pipeline: Pipeline = {
    execute: (request, signal) => {
      requests.push(request)
      return new Promise((resolve) => {
        answers.set(request.probe, resolve)
        signal.addEventListener('abort', () => resolve(undefined))
      })
    },
    judgeTime: async () => [],
    note: async () => [],
    skip: async (result) => void skipped.push(result),
  }
  const worker = createWorker({
    plans,
    pipeline,
    location: 'here',
    pacing,
    confirmAfterMs: () => 10_000,
    clock: { now: () => now },
    log: SILENT,
    tell: (event) => void events.push(event),
    setTimer: (work, ms) => {
      const timer = { at: now + ms, work }
      timers.push(timer)
      return () => void timers.splice(timers.indexOf(timer), timers.includes(timer) ? 1 : 0)
    },
  })
  /** Moves time in whole seconds, ticking each. */
  async function pass(ms: number): Promise<void> {
    for (const end = now + ms; now < end; ) {
      now += Math.min(1_000, end - now)
      for (const timer of timers.filter(({ at }) => at <= now)) {
        timers.splice(timers.indexOf(timer), 1)
        timer.work()
      }
      worker.tick()
      await Promise.resolve()
    }
  }
  async function answer(probe: string, outcome: RunResult['outcome'], confirm = false): Promise<void> {
    const request = requests.filter((one) => one.probe === probe).at(-1) as RunRequest
    const result: RunResult = { ...request, startedAt: now, durationMs: 5, outcome, steps: [] }
    answers.get(probe)?.({ result, verdict: { outcome, confirm, transitions: [], notices: [] }, alerts: [] })
    await new Promise((resolve) => setImmediate(resolve))
  }
  return {
    worker,
    pass,
    answer,
    requests,
    skipped,
    events,
    runs: () => requests.map(({ probe, trigger }) => `${probe} ${trigger}`),
  }
}

describe('the worker', () => {
  it('runs every probe once within seconds of its start', async () => {
    const { worker, pass, runs } = setUp([plan('login'), plan('chat'), plan('api')])
    worker.begin(new Map())
    await pass(2_000)
    expect(runs()).toEqual(['login schedule', 'chat schedule', 'api schedule'])
  })

  it('notes the slots that went by while nobody was there as one gap', async () => {
    const { worker, pass, skipped } = setUp([plan('login')])
    worker.begin(new Map([['t/login', T0 - 60 * MINUTE]]))
    await pass(1_000)
    expect(skipped.map(({ skip }) => skip)).toEqual([{ reason: 'missed', count: 60, until: T0 }])
  })

  it('confirms a failure after the time set, with evidence', async () => {
    const { worker, pass, answer, requests, runs } = setUp([plan('login')])
    worker.begin(new Map())
    await pass(1_000)
    await answer('login', 'failed', true)
    await pass(9_000)
    expect(runs()).toEqual(['login schedule'])
    await pass(2_000)
    expect(runs()).toEqual(['login schedule', 'login confirm'])
    expect(requests.at(-1)).toMatchObject({ evidence: true })
  })

  it('lets a scheduled run that comes first take the place of the confirm run', async () => {
    const { worker, pass, answer, requests, runs } = setUp([plan('login')])
    worker.begin(new Map())
    await pass(55_000)
    await answer('login', 'failed', true)
    await pass(5_000)
    await answer('login', 'failed')
    await pass(20_000)
    expect(runs()).toEqual(['login schedule', 'login schedule'])
    expect(requests.at(-1)).toMatchObject({ evidence: true })
  })

  it('does not record evidence where a good run is to be confirmed', async () => {
    const { worker, pass, answer, requests } = setUp([plan('login')])
    worker.begin(new Map())
    await pass(1_000)
    await answer('login', 'passed', true)
    await pass(11_000)
    expect(requests.at(-1)).toMatchObject({ trigger: 'confirm', evidence: false })
  })

  it('never has two runs of one probe, and a hanging one holds back nobody', async () => {
    const { worker, pass, answer, runs, skipped } = setUp([plan('login'), plan('chat')])
    worker.begin(new Map())
    await pass(1_000)
    await answer('chat', 'passed')
    await pass(MINUTE)
    expect(runs()).toEqual(['login schedule', 'chat schedule', 'chat schedule'])
    expect(skipped.map(({ probe, skip }) => `${probe} ${skip?.reason}`)).toEqual(['login overlap'])
  })

  it('keeps runs as far apart as their budget asks, and calls no slot between them missed', async () => {
    let spacing: number | undefined = 4 * MINUTE
    const { worker, pass, answer, requests, skipped } = setUp([plan('api')], { ...FREELY, spacing: () => spacing })
    worker.begin(new Map())
    for (let minute = 0; minute < 9; minute += 1) {
      await pass(MINUTE)
      await answer('api', 'passed')
    }
    // The first run begins a little after the slot of its minute, so the one four minutes on is too early.
    expect(requests.map(({ scheduledAt }) => scheduledAt - T0)).toEqual([0, 5 * MINUTE, 9 * MINUTE])
    expect((worker.nextSlot(plan('api')) ?? 0) - T0).toBe(13 * MINUTE)
    spacing = undefined
    await pass(MINUTE)
    expect(requests.at(-1)?.scheduledAt).toBe(T0 + 10 * MINUTE)
    expect(skipped).toEqual([])
  })

  it('makes no first run at a start that a slowed probe could not afford', async () => {
    const { worker, pass, runs } = setUp([plan('api'), plan('cli')], { ...FREELY, spacing: () => 30 * MINUTE })
    const last = new Map([
      ['t/api', T0 - 10 * MINUTE],
      ['t/cli', T0 - 31 * MINUTE],
    ])
    worker.begin(last)
    await pass(19 * MINUTE)
    expect(runs()).toEqual(['cli schedule'])
    await pass(2 * MINUTE)
    expect(runs()).toEqual(['cli schedule', 'api schedule'])
  })

  it('makes no confirm run that the budget does not pay for, and notes it', async () => {
    const { worker, pass, answer, runs, skipped } = setUp([plan('api')], { ...FREELY, mayRunMore: () => false })
    worker.begin(new Map())
    await pass(1_000)
    await answer('api', 'failed', true)
    await pass(15_000)
    expect(runs()).toEqual(['api schedule'])
    const skip = { reason: 'budget', count: 1, until: T0 + 11_000 }
    expect(skipped).toMatchObject([{ trigger: 'confirm', outcome: 'skipped', skip }])
  })

  it('starts nothing once it is stopped, and waits for what runs', async () => {
    const { worker, pass, answer, runs } = setUp([plan('login'), plan('chat')])
    worker.begin(new Map())
    await pass(1_000)
    await answer('login', 'failed', true)
    await worker.stop()
    await pass(5 * MINUTE)
    expect(runs()).toHaveLength(2)
    expect(worker.running()).toEqual([])
  })
})
