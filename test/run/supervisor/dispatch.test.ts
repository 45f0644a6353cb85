import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type RunRequest, SILENT } from '../../../src/core/index.ts'
import type { EngineOptions } from '../../../src/run/index.ts'
import { createDispatcher } from '../../../src/run/supervisor/dispatch.ts'
import type { Fleet } from '../../../src/run/supervisor/fleet.ts'
import type { EnginePlan } from '../../../src/run/supervisor/plan.ts'
import { tempFolder } from '../engine-kit.ts'
import { type FakeRunner, fakeRunner } from './fake-runner.ts'
import { fakeTiming } from './fake-timing.ts'

const folder = tempFolder()
const AT = Date.UTC(2026, 10, 29, 8, 0, 0, 250)

function plan(probe: string): EnginePlan {
  return {
    ...{ target: 'site', surface: 'chat', probe, definition: probe, kind: 'browser', file: `${probe}.probe.ts` },
    ...{ cadence: { every: 60_000 }, timeoutMs: 30_000, stepTimeoutMs: 10_000 },
  }
}

function request(probe: string, more: Partial<RunRequest> = {}): RunRequest {
  const base = { target: 'site', surface: 'chat', location: 'test', trigger: 'schedule', evidence: false } as const
  return { ...base, probe, scheduledAt: AT, ...more }
}

function start(more: Partial<EngineOptions> = {}) {
  const timing = fakeTiming()
  const shared: FakeRunner[] = []
  const alone: FakeRunner[] = []
  const launch = (runners: FakeRunner[]) => {
    const start = { setup: {} as never, env: {}, tmpDir: join(folder, 'none'), log: SILENT, loadLimitMs: 1, timing }
    const runner = fakeRunner(start)
    runner.load()
    runners.push(runner)
    return runner
  }
  const fleet = {
    artifactDir: folder,
    shared: () => (shared.at(-1)?.lost === false ? (shared.at(-1) as FakeRunner) : launch(shared)),
    alone: () => launch(alone),
    refresh: () => {},
  } as unknown as Fleet
  const options = { log: SILENT, clock: { now: () => AT + timing.now() - 1_000 }, ...more } as unknown as EngineOptions
  const dispatcher = createDispatcher(options, fleet, timing)
  return { dispatcher, timing, shared, alone, run: (probe: string) => dispatcher.run(request(probe), plan(probe), {}) }
}

const settle = () => new Promise((resolve) => setImmediate(resolve))

describe('a run', () => {
  it('starts when its preparation is over, and so do its steps', async () => {
    const { run, shared } = start()
    const result = run('chat')
    await settle()
    const step = { name: 'open', outcome: 'passed', durationMs: 5, statuses: {}, measures: {}, offsetMs: 7 } as const
    shared[0]?.report(1, { preparedMs: 400, durationMs: 90, steps: [step] })
    expect(await result).toMatchObject({
      ...{ startedAt: AT + 400, durationMs: 90, outcome: 'passed', scheduledAt: AT },
      steps: [{ name: 'open', startedAt: AT + 407 }],
    })
  })

  it('has more time where it records evidence or a person watches it slowly', async () => {
    const { dispatcher, shared } = start({ look: { headed: true, slowMoMs: 100, keepEvidence: true } })
    void dispatcher.run(request('chat', { evidence: true }), plan('chat'), {})
    await settle()
    expect(shared[0]?.orders[0]).toMatchObject({ timeoutMs: 30_000 + 5_000 + 6_000, stepTimeoutMs: 10_000 + 2_000 })
  })

  it('records evidence in a folder that names probe, time and trigger, with an unguessable part', async () => {
    const { dispatcher, shared } = start()
    for (const probe of ['chat', 'chat']) {
      void dispatcher.run(request(probe, { evidence: true, trigger: 'confirm' }), plan(probe), {})
      await settle()
    }
    const folders = shared.flatMap(({ orders }) => orders.map(({ evidence }) => evidence))
    for (const folder of folders) expect(folder).toMatch(/^site\/chat\/20261129T080000Z-250-confirm-[0-9a-f]{24}$/)
    expect(new Set(folders).size).toBe(2)
  })

  it('reports each step to its caller', async () => {
    const { dispatcher, shared } = start()
    const steps: string[] = []
    void dispatcher.run(request('chat'), plan('chat'), { onStep: (name) => steps.push(name) })
    await settle()
    shared[0]?.watches.get(1)?.step('open')
    expect(steps).toEqual(['open'])
  })

  it('asks its runner to report steps only where someone follows them', async () => {
    const { dispatcher, shared } = start()
    void dispatcher.run(request('chat'), plan('chat'), {})
    void dispatcher.run(request('chat'), plan('chat'), { onStep: () => {} })
    await settle()
    expect(shared[0]?.orders.map(({ followed }) => followed)).toEqual([undefined, true])
  })
})

describe('a run that does not report', () => {
  it('has 40 s to prepare, its timeout and 5 s more; then its runner is killed and the probe quarantined', async () => {
    const { run, timing, dispatcher } = start()
    const result = run('chat')
    await settle()
    timing.advance(74_999)
    expect(dispatcher.health().inFlight).toBe(1)
    timing.advance(1)
    expect(await result).toMatchObject({
      outcome: 'error',
      durationMs: 75_000,
      failure: { class: 'probe_error', blame: 'probe', message: 'the probe did not end: it was overdue' },
    })
    expect(dispatcher.health()).toMatchObject({ quarantined: ['site/chat'], lost: 1, inFlight: 0 })
  })

  it('has its whole timeout from when its preparation is over', async () => {
    const { run, timing, shared } = start()
    void run('chat')
    await settle()
    timing.advance(39_000)
    shared[0]?.watches.get(1)?.begun()
    timing.advance(34_999)
    expect(shared[0]?.lost).toBe(false)
    timing.advance(1)
    expect(shared[0]?.lost).toBe(true)
  })

  it('has no time to prepare where it needs no browser', async () => {
    const { dispatcher, timing, shared } = start()
    void dispatcher.run(request('api'), { ...plan('api'), kind: 'api' }, {})
    await settle()
    timing.advance(34_999)
    expect(shared[0]?.lost).toBe(false)
    timing.advance(1)
    expect(shared[0]?.lost).toBe(true)
  })

  it('leaves no timer once it has reported', async () => {
    const { run, timing, shared } = start()
    const result = run('chat')
    await settle()
    shared[0]?.report(1)
    await result
    expect(timing.pending).toBe(0)
  })
})

describe('a runner that is lost', () => {
  it('is the result of the only run in it', async () => {
    const { run, shared, alone, dispatcher } = start()
    const result = run('chat')
    await settle()
    shared[0]?.lose('killed', 'SIGKILL')
    expect(await result).toMatchObject({
      outcome: 'error',
      failure: { blame: 'ours', message: 'the runner process was killed by SIGKILL, not by the probe' },
    })
    expect(alone).toHaveLength(0)
    expect(dispatcher.health().quarantined).toEqual([])
  })

  it('has each of several runs repeated alone, so that only the guilty probe is quarantined', async () => {
    const { run, shared, alone, dispatcher } = start()
    const results = [run('guilty'), run('innocent')]
    await settle()
    shared[0]?.lose('blocked')
    await settle()
    const guilty = alone.find(({ orders }) => orders[0]?.probe === 'guilty')
    const innocent = alone.find(({ orders }) => orders[0]?.probe === 'innocent')
    guilty?.lose('blocked')
    innocent?.report(innocent.orders[0]?.id ?? 0)
    expect(await Promise.all(results)).toMatchObject([
      { probe: 'guilty', outcome: 'error', failure: { class: 'probe_error' } },
      { probe: 'innocent', outcome: 'passed' },
    ])
    expect(dispatcher.health().quarantined).toEqual(['site/guilty'])
  })

  it('keeps a quarantined probe alone until one of its runs ends without a loss', async () => {
    const { run, shared, alone, dispatcher } = start()
    const first = run('guilty')
    await settle()
    shared[0]?.lose('grown')
    await first
    const second = run('guilty')
    await settle()
    expect(alone).toHaveLength(1)
    alone[0]?.report(alone[0].orders[0]?.id ?? 0)
    await second
    expect(dispatcher.health().quarantined).toEqual([])
    void run('guilty')
    await settle()
    expect(shared).toHaveLength(2)
  })
})

describe('an interruption', () => {
  it('aborts the run in its runner, and is its result even where the runner is lost', async () => {
    const { dispatcher, shared } = start()
    const interrupt = new AbortController()
    const result = dispatcher.run(request('chat'), plan('chat'), { signal: interrupt.signal })
    await settle()
    interrupt.abort()
    expect(shared[0]?.aborted).toEqual([1])
    shared[0]?.lose('overdue')
    expect(await result).toMatchObject({ outcome: 'error', failure: { class: 'interrupted', blame: 'ours' } })
  })

  it('of the engine aborts every run and refuses new ones', async () => {
    const { dispatcher, run, shared } = start()
    void run('chat')
    void run('login')
    await settle()
    dispatcher.interrupt()
    expect(shared[0]?.aborted).toEqual([1, 2])
    await expect(run('chat')).rejects.toMatchObject({ code: 'stopped' })
  })
})
