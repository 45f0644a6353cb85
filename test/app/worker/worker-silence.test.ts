import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, SECOND } from '../../../src/core/index.ts'
import { plan, setUp, T0 } from './worker-kit.ts'

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

  it('ignores the night and the weekend of a cron cadence, and counts a slot in its working hours', async () => {
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
