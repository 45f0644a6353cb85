import { describe, expect, it } from 'vitest'
import { createActiveTime } from '../../../src/app/worker/active-time.ts'
import { createAgendaSource, type LastSlots } from '../../../src/app/worker/agenda-source.ts'
import { createWorker } from '../../../src/app/worker/worker.ts'
import type { WorkerEvent } from '../../../src/app/worker/worker-event.ts'
import { type Cadence, DAY, HOUR, MINUTE, type ProbePlan, SECOND, SILENT } from '../../../src/core/index.ts'
import type { Pacing } from '../../../src/schedule/pacing.ts'
import { createHandAnswers } from '../../support/hand-answers.ts'
import { createMachine } from '../../support/machine.ts'

const T0 = Date.UTC(2026, 2, 2, 11, 0, 0)

function plan(probe: string, cadence: Cadence = { every: MINUTE }): ProbePlan {
  return { target: 't', surface: probe, probe, kind: 'api', cadence, timeoutMs: 1, file: 'f' }
}

const FREELY: Pacing = { spacing: () => undefined, mayRunMore: () => true }

/** A worker over the agenda and a join that the test answers by hand, on a machine whose clocks the test moves. */
function setUp(plans: readonly ProbePlan[], pacing: Pacing = FREELY) {
  const machine = createMachine(T0)
  const { clock, setTimer } = machine
  const runs = createHandAnswers(clock)
  const events: WorkerEvent[] = []
  const activeTime = createActiveTime(clock, setTimer)
  let last: LastSlots = { slots: new Map(), runs: new Map() }
  const source = createAgendaSource({
    ...{ plans, pacing, activeTime, clock, setTimer, log: SILENT, location: 'here' },
    readLast: async () => last,
  })
  const worker = createWorker({
    ...{ source, activeTime, pacing, clock, setTimer, log: SILENT, location: 'here' },
    ...{ engine: runs.engine, join: runs.join },
    confirmAfterMs: () => 10_000,
    emit: (event) => void events.push(event),
  })
  /** Lets time pass while every run passes within half a second. */
  async function healthy(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 500) {
      await machine.pass(Math.min(500, ms - passed))
      for (const { plan: running } of worker.running()) await runs.answer(running.probe, 'passed')
    }
  }
  return {
    ...{ ...runs, worker, source, machine, healthy, events, pass: machine.pass },
    /** Starts the worker; `slots` and `runs` as they were stored before. */
    begin(slots: LastSlots['slots'] = new Map(), lastRuns: LastSlots['runs'] = slots): void {
      last = { slots, runs: lastRuns }
      void worker.start()
    },
    runs: () => runs.requests.map(({ probe, trigger }) => `${probe} ${trigger}`),
  }
}

describe('the worker', () => {
  it('runs every probe once within seconds of its start', async () => {
    const { begin, pass, runs } = setUp([plan('login'), plan('chat'), plan('api')])
    begin()
    await pass(2_000)
    expect(runs()).toEqual(['login schedule', 'chat schedule', 'api schedule'])
  })

  it('stores the slots missed before its start as one gap', async () => {
    const { begin, pass, skipped } = setUp([plan('login')])
    begin(new Map([['t/login', T0 - 60 * MINUTE]]))
    await pass(1_000)
    expect(skipped).toMatchObject([{ reason: 'missed', count: 60, until: T0 }])
  })

  it('runs no slot before the missed ones are stored, so that a crash loses none', async () => {
    const { begin, pass, requests, holdSkips } = setUp([plan('login')])
    const release = holdSkips()
    begin(new Map([['t/login', T0 - 60 * MINUTE]]))
    await pass(5 * MINUTE)
    expect(requests).toEqual([])
    release()
    await pass(MINUTE)
    expect(requests.length).toBeGreaterThan(0)
  })

  it('confirms a failure after the time set, with evidence', async () => {
    const { begin, pass, answer, requests, runs } = setUp([plan('login')])
    begin()
    await pass(1_000)
    await answer('login', 'failed', true)
    await pass(9_000)
    expect(runs()).toEqual(['login schedule'])
    await pass(2_000)
    expect(runs()).toEqual(['login schedule', 'login confirm'])
    expect(requests.at(-1)).toMatchObject({ evidence: true })
  })

  it('lets a scheduled run that comes first take the place of the confirm run', async () => {
    const { begin, pass, answer, requests, runs } = setUp([plan('login')])
    begin()
    await pass(55_000)
    await answer('login', 'failed', true)
    await pass(5_000)
    await answer('login', 'failed')
    await pass(20_000)
    expect(runs()).toEqual(['login schedule', 'login schedule'])
    expect(requests.at(-1)).toMatchObject({ evidence: true })
  })

  it('does not record evidence where a good run is to be confirmed', async () => {
    const { begin, pass, answer, requests } = setUp([plan('login')])
    begin()
    await pass(1_000)
    await answer('login', 'passed', true)
    await pass(11_000)
    expect(requests.at(-1)).toMatchObject({ trigger: 'confirm', evidence: false })
  })

  it('never runs a probe twice at a time, and a hanging one delays no other', async () => {
    const { begin, pass, answer, runs, skipped } = setUp([plan('login'), plan('chat')])
    begin()
    await pass(1_000)
    await answer('chat', 'passed')
    await pass(MINUTE)
    expect(runs()).toEqual(['login schedule', 'chat schedule', 'chat schedule'])
    expect(skipped.map(({ probe, reason }) => `${probe} ${reason}`)).toEqual(['login overlap'])
  })

  it('keeps runs as far apart as their budget asks, and calls no slot between them missed', async () => {
    let spacing: number | undefined = 4 * MINUTE
    const { begin, source, pass, answer, requests, skipped } = setUp([plan('api')], {
      ...FREELY,
      spacing: () => spacing,
    })
    begin()
    for (let minute = 0; minute < 9; minute += 1) {
      await pass(MINUTE)
      await answer('api', 'passed')
    }
    expect(requests.map(({ scheduledAt }) => scheduledAt - T0)).toEqual([0, 4 * MINUTE, 8 * MINUTE])
    expect((source.nextSlot(plan('api')) ?? 0) - T0).toBe(12 * MINUTE)
    spacing = undefined
    await pass(MINUTE)
    expect(requests.at(-1)?.scheduledAt).toBe(T0 + 10 * MINUTE)
    expect(skipped).toEqual([])
  })

  it('makes no first run at a start that a slowed probe could not afford', async () => {
    const { begin, pass, runs } = setUp([plan('api'), plan('cli')], { ...FREELY, spacing: () => 30 * MINUTE })
    const last = new Map([
      ['t/api', T0 - 10 * MINUTE],
      ['t/cli', T0 - 31 * MINUTE],
    ])
    begin(last)
    await pass(19 * MINUTE)
    expect(runs()).toEqual(['cli schedule'])
    await pass(2 * MINUTE)
    expect(runs()).toEqual(['cli schedule', 'api schedule'])
  })

  it('makes no confirm run that the budget does not pay for, and notes it', async () => {
    const { begin, pass, answer, runs, skipped } = setUp([plan('api')], { ...FREELY, mayRunMore: () => false })
    begin()
    await pass(1_000)
    await answer('api', 'failed', true)
    await pass(15_000)
    expect(runs()).toEqual(['api schedule'])
    expect(skipped).toMatchObject([{ trigger: 'confirm', reason: 'budget', count: 1, until: T0 + 11_000 }])
  })

  it('starts nothing once it is stopped, and waits for what runs', async () => {
    const { begin, worker, pass, answer, runs } = setUp([plan('login'), plan('chat')])
    begin()
    await pass(1_000)
    await answer('login', 'failed', true)
    await worker.stop()
    await pass(5 * MINUTE)
    expect(runs()).toHaveLength(2)
    expect(worker.running()).toEqual([])
  })
})

describe('a start', () => {
  it('tries a thousand probes every 10 s within 9 s, a few at a time', async () => {
    const plans = Array.from({ length: 1_000 }, (_, index) => plan(`p${index}`, { every: 10 * SECOND }))
    const { begin, pass, startedAt, requests, skipped } = setUp(plans)
    begin()
    await pass(9 * SECOND)
    expect(new Set(requests.map(({ probe }) => probe)).size).toBe(1_000)
    await pass(3 * SECOND)
    for (let from = T0; from < T0 + 12 * SECOND; from += 100) {
      expect(startedAt.filter((at) => at >= from && at < from + 100).length).toBeLessThanOrEqual(14)
    }
    const lags = requests.map(({ scheduledAt }, index) => (startedAt[index] ?? 0) - scheduledAt)
    expect(Math.max(...lags)).toBeLessThanOrEqual(50)
    expect(skipped.filter(({ reason }) => reason !== 'overlap')).toEqual([])
  })

  it.each([
    [200, 30 * SECOND],
    [100, 10 * SECOND],
    [1_000, 10 * SECOND],
    [3, SECOND],
  ])('of %i probes every %i ms takes none of them for silent', async (count, every) => {
    const plans = Array.from({ length: count }, (_, index) => plan(`p${index}`, { every }))
    const { begin, worker, healthy } = setUp(plans)
    begin()
    for (let round = 0; round < 16; round += 1) {
      await healthy(5 * SECOND)
      expect(worker.silent()).toEqual([])
    }
  })
})

describe('silence', () => {
  it('is a slot that was due and brought no report, and names the run that has not ended', async () => {
    const { begin, worker, pass, answer } = setUp([plan('login')])
    begin()
    await pass(SECOND)
    await answer('login', 'passed')
    await pass(2 * MINUTE - 2 * SECOND)
    expect(worker.silent()).toEqual([])
    await pass(SECOND + 10)
    expect(worker.silent()).toMatchObject([
      { target: 't', probe: 'login', cause: 'the run that began at 11:01:00 UTC has not ended' },
    ])
    await answer('login', 'error')
    expect(worker.silent()).toEqual([])
  })

  it('is not the night and the weekend of a cron cadence, but a slot of its working hours', async () => {
    const office = plan('api', { cron: '*/5 8-18 * * 1-5', timezone: 'UTC' })
    const { begin, worker, machine, healthy, requests } = setUp([office])
    machine.setClock(Date.UTC(2026, 2, 6, 18, 30) - T0)
    begin()
    await healthy(31 * MINUTE)
    const before = requests.length
    for (let hour = 0; hour < 60; hour += 1) {
      await machine.pass(HOUR)
      expect(worker.silent()).toEqual([])
    }
    expect(requests.length).toBe(before)
    await machine.pass(HOUR + 10 * MINUTE)
    expect(worker.silent()).toMatchObject([{ probe: 'api' }])
  })

  it('of a monthly probe does not wait for the month after', async () => {
    const { begin, worker, machine, healthy } = setUp([plan('api', { cron: '0 6 1 * *', timezone: 'UTC' })])
    begin()
    await healthy(SECOND)
    machine.setClock(Date.UTC(2026, 3, 1, 5, 59) - machine.clock.now())
    await machine.pass(10 * MINUTE)
    expect(worker.silent()).toEqual([])
    await machine.pass(10 * MINUTE)
    expect(worker.silent()).toHaveLength(1)
  })
})

describe('a clock that is set', () => {
  const plans = [
    plan('login'),
    plan('api', { every: 10 * SECOND }),
    plan('cli', { cron: '*/2 * * * *', timezone: 'UTC' }),
  ]

  it.each([HOUR, -HOUR, DAY, -DAY, 90 * SECOND, -90 * SECOND])(
    'by %i ms stops no probe, starts no burst, and reports no silence',
    async (by) => {
      const { begin, worker, machine, healthy, requests, startedAt, skipped } = setUp(plans)
      begin()
      await healthy(10 * MINUTE + 3 * SECOND)
      const before = requests.length
      machine.setClock(by)
      for (let minute = 0; minute < 10; minute += 1) {
        const first = requests.length
        await healthy(MINUTE)
        expect(worker.silent()).toEqual([])
        const per = (probe: string) => requests.slice(first).filter((one) => one.probe === probe).length
        expect(per('api')).toBeGreaterThanOrEqual(5)
        expect(per('api')).toBeLessThanOrEqual(6)
        expect(per('login')).toBeLessThanOrEqual(1)
      }
      expect(requests.slice(before).filter(({ probe }) => probe === 'login').length).toBeGreaterThanOrEqual(9)
      for (const [index, { scheduledAt }] of requests.entries()) {
        expect(Math.abs((startedAt[index] ?? 0) - scheduledAt)).toBeLessThan(SECOND)
      }
      expect(new Set(skipped.map(({ reason }) => reason))).toEqual(new Set(by > 0 ? ['clock_change'] : []))
      const missed = skipped.filter(({ probe }) => probe === 'api').reduce((sum, { count }) => sum + count, 0)
      expect(Math.abs(missed - Math.max(0, by) / (10 * SECOND))).toBeLessThanOrEqual(1)
    },
  )

  it('back and forth runs on, also where it was corrected in between', async () => {
    const { begin, worker, machine, healthy, requests } = setUp(plans)
    begin()
    for (const by of [-HOUR, HOUR, -DAY, DAY, -HOUR, -HOUR, 2 * HOUR]) {
      machine.setClock(by)
      const first = requests.length
      await healthy(3 * MINUTE)
      expect(requests.slice(first).filter(({ probe }) => probe === 'api').length).toBeGreaterThanOrEqual(16)
      expect(worker.silent()).toEqual([])
    }
  })

  it('back before a restart keeps no probe from running', async () => {
    const { begin, healthy, runs, skipped } = setUp([plan('login')])
    begin(new Map([['t/login', T0 + DAY]]))
    await healthy(3 * MINUTE)
    expect(runs().length).toBeGreaterThanOrEqual(3)
    expect(skipped).toEqual([])
  })
})

describe('a machine that slept', () => {
  it.each(['sleep', 'stop'] as const)(
    'two minutes (%s) has its slots missed for that reason, without a burst',
    async (kind) => {
      const plans = Array.from({ length: 100 }, (_, index) => plan(`p${index}`, { every: 10 * SECOND }))
      const { begin, worker, machine, healthy, requests, skipped } = setUp(plans)
      begin()
      await healthy(30 * SECOND)
      machine[kind](2 * MINUTE)
      const first = requests.length
      await healthy(SECOND)
      expect(requests.length - first).toBeLessThanOrEqual(22)
      await healthy(20 * SECOND)
      expect(worker.silent()).toEqual([])
      expect(new Set(skipped.map(({ reason }) => reason))).toEqual(new Set(['suspended']))
      const missed = skipped.reduce((sum, { count }) => sum + count, 0)
      expect(Math.abs(missed - 1_200)).toBeLessThanOrEqual(20)
    },
  )

  it('a night runs only the next slots', async () => {
    const { begin, machine, healthy, requests, skipped } = setUp([plan('login')])
    begin()
    await healthy(MINUTE)
    machine.sleep(8 * HOUR)
    const first = requests.length
    await healthy(MINUTE)
    expect(requests.length - first).toBe(1)
    expect(skipped).toMatchObject([{ reason: 'suspended', count: 480 }])
  })
})
