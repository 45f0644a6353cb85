import { describe, expect, it } from 'vitest'
import { createLauncher, type LauncherDeps } from '../../../src/app/worker/launcher.ts'
import type { WorkerEvent } from '../../../src/app/worker/worker-event.ts'
import { MINUTE, MonitorError, type ProbePlan, SECOND, SILENT, type SkippedSlot } from '../../../src/core/index.ts'
import { createHandAnswers } from '../../support/hand-answers.ts'
import { createMachine } from '../../support/machine.ts'

const T0 = Date.UTC(2026, 2, 2, 11, 0, 0)

const planOf = (probe: string): ProbePlan => ({
  ...{ target: 't', surface: probe, probe, kind: 'api', timeoutMs: 1, file: 'f' },
  cadence: { every: MINUTE },
})
const login = planOf('login')

function setUp(more: Partial<LauncherDeps> = {}) {
  const machine = createMachine(T0)
  const runs = createHandAnswers(machine.clock)
  const events: WorkerEvent[] = []
  const reported: string[] = []
  const skipped: SkippedSlot[] = []
  const launcher = createLauncher({
    ...{ engine: runs.engine, join: runs.join, location: 'here', pacing: { mayRunMore: () => true } },
    ...{ clock: machine.clock, setTimer: machine.setTimer, log: SILENT },
    confirmAfterMs: () => 10 * SECOND,
    emit: (event) => void events.push(event),
    reported: ({ probe }) => void reported.push(probe),
    skipped: (slot) => void skipped.push(slot),
    ...more,
  })
  const start = (scheduledAt = T0, mayBeTaken = false, plan = login) =>
    launcher.launch({ plan, trigger: 'schedule', scheduledAt, evidence: false, mayBeTaken })
  return { ...runs, launcher, start, pass: machine.pass, events, reported, skipped }
}

const typesOf = (events: readonly WorkerEvent[]) => events.map(({ type }) => type)

describe('a launch', () => {
  it('emits start, result and end in this order, and the probe is free before the end is emitted', async () => {
    const isRunning: boolean[] = []
    const events: WorkerEvent[] = []
    const { launcher, start, answer, pass } = setUp({
      emit: (event) => {
        events.push(event)
        isRunning.push(launcher.runOf(login) !== undefined)
      },
    })
    start()
    await pass(0)
    await answer('login', 'passed')
    expect(typesOf(events)).toEqual(['started', 'finished', 'ended'])
    expect(isRunning).toEqual([true, true, false])
  })

  it('does nothing while the probe runs', async () => {
    const { start, pass, requests } = setUp()
    start(T0)
    start(T0 + MINUTE)
    await pass(0)
    expect(requests).toHaveLength(1)
  })

  it('starts one probe while another hangs', async () => {
    const { start, pass, answer, recorded } = setUp()
    start()
    start(T0, false, planOf('chat'))
    await pass(0)
    await answer('chat', 'passed')
    expect(recorded.map(({ probe }) => probe)).toEqual(['chat'])
  })

  it('runs nothing for a claimed slot, and still emits its end', async () => {
    const { launcher, start, pass, answer, events, recorded } = setUp()
    for (let round = 0; round < 2; round += 1) {
      start()
      await pass(0)
      await answer('login', 'passed')
    }
    expect(recorded).toHaveLength(1)
    expect(typesOf(events)).toEqual(['started', 'finished', 'ended', 'started', 'ended'])
    expect(launcher.running()).toEqual([])
  })

  it('takes the next free millisecond where the clock was set back to a slot that ran before', async () => {
    const { start, pass, answer, recorded } = setUp()
    for (let round = 0; round < 3; round += 1) {
      start(T0, true)
      await pass(0)
      await answer('login', 'passed')
    }
    expect(recorded.map(({ scheduledAt }) => scheduledAt - T0)).toEqual([0, 1, 2])
  })

  it('reports a result before it is stored, and keeps the reason where it cannot be stored', async () => {
    const { launcher, start, pass, answer, events, reported, failRecording } = setUp()
    failRecording(new MonitorError('run_not_open', 'run 7 is not under way'))
    start()
    await pass(0)
    await answer('login', 'passed')
    expect(reported).toEqual(['login'])
    expect(typesOf(events)).toEqual(['started', 'broken', 'ended'])
    expect(launcher.lastError(login)).toBe('run 7 is not under way')
    failRecording(undefined)
    start(T0 + MINUTE)
    await pass(0)
    await answer('login', 'passed')
    expect(launcher.lastError(login)).toBeUndefined()
  })

  it('abandons its claim where the engine fails, so that the reserved spend is free again', async () => {
    const { join } = createHandAnswers({ now: () => T0 })
    const abandoned: number[] = []
    const { start, pass, events } = setUp({
      join: { ...join, abandon: async ({ id }) => void abandoned.push(id) },
      engine: { run: () => Promise.reject(new Error('no runner')) },
    })
    start()
    await pass(0)
    expect(abandoned).toEqual([1])
    expect(typesOf(events)).toEqual(['started', 'broken', 'ended'])
  })
})

describe('a confirm run', () => {
  it('keeps its slot when its timer is late', async () => {
    const late = createMachine(T0)
    const { start, pass, answer, requests } = setUp({
      clock: late.clock,
      setTimer: (work, ms) => late.setTimer(work, ms + 3 * SECOND),
    })
    start()
    await pass(0)
    await answer('login', 'failed', true)
    await late.pass(13 * SECOND)
    expect(requests.map(({ trigger, scheduledAt }) => [trigger, scheduledAt - T0])).toEqual([
      ['schedule', 0],
      ['confirm', 10 * SECOND],
    ])
  })

  it('that the budget does not allow is a skipped slot', async () => {
    const { launcher, start, pass, answer, skipped } = setUp({ pacing: { mayRunMore: () => false } })
    start()
    await pass(0)
    await answer('login', 'failed', true)
    expect(launcher.awaitsConfirm(login)).toBe(true)
    await pass(10 * SECOND)
    expect(launcher.awaitsConfirm(login)).toBe(false)
    expect(skipped).toMatchObject([{ trigger: 'confirm', reason: 'budget', count: 1, until: T0 + 10 * SECOND }])
  })
})

describe('a stop', () => {
  it('interrupts and records running probes, cancels confirm runs and starts none', async () => {
    const { launcher, start, pass, answer, recorded, requests } = setUp()
    start(T0, false, planOf('chat'))
    start()
    await pass(0)
    await answer('chat', 'failed', true)
    await launcher.stop()
    expect(recorded.map(({ probe, outcome }) => `${probe} ${outcome}`)).toEqual(['chat failed', 'login error'])
    start(T0 + MINUTE)
    await pass(MINUTE)
    expect(requests).toHaveLength(2)
  })
})
