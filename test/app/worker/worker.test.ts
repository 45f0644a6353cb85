import { describe, expect, it } from 'vitest'
import { MINUTE, SECOND } from '../../../src/core/index.ts'
import { plan, setUp, T0, UNLIMITED } from './worker-kit.ts'

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
      ...UNLIMITED,
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
    const { begin, pass, runs } = setUp([plan('api'), plan('cli')], { ...UNLIMITED, spacing: () => 30 * MINUTE })
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
    const { begin, pass, answer, runs, skipped } = setUp([plan('api')], { ...UNLIMITED, mayRunMore: () => false })
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
