import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/core/index.ts'
import { plan, setUp, T0 } from './worker-kit.ts'

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
