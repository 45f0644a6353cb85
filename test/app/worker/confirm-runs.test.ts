import { describe, expect, it } from 'vitest'
import { createConfirmRuns } from '../../../src/app/worker/confirm-runs.ts'
import { MINUTE, type ProbePlan, SECOND } from '../../../src/core/index.ts'
import { createClock } from '../../support/clock.ts'

const planOf = (probe: string) => ({ target: 't', surface: probe, probe }) as ProbePlan
const LOGIN = planOf('login')
const T0 = Date.UTC(2026, 2, 2, 11)

/** Timers that a test fires by hand. */
function setUp() {
  const clock = createClock(T0)
  const timers: { work: () => void; ms: number; cancelled: boolean }[] = []
  const confirms = createConfirmRuns(clock, (work, ms) => {
    const timer = { work, ms, cancelled: false }
    timers.push(timer)
    return () => {
      timer.cancelled = true
    }
  })
  const slots: number[] = []
  return { clock, timers, confirms, slots, start: (at: number) => void slots.push(at) }
}

describe('a confirm run that waits for its time', () => {
  it('has the slot at which it was due, however late its timer is', () => {
    const { clock, timers, confirms, slots, start } = setUp()
    confirms.schedule(LOGIN, 10 * SECOND, start)
    expect(timers[0]?.ms).toBe(10 * SECOND)
    clock.advance(10 * SECOND + 700)
    timers[0]?.work()
    expect(slots).toEqual([T0 + 10 * SECOND])
  })

  it('that starts too early keeps the time of its start: a slot in the future may be given again', () => {
    const { clock, timers, confirms, slots, start } = setUp()
    confirms.schedule(LOGIN, 10 * SECOND, start)
    clock.advance(10 * SECOND - 3)
    timers[0]?.work()
    expect(slots).toEqual([T0 + 10 * SECOND - 3])
  })

  it('has its slot by the clock that holds when it starts, where that was set meanwhile', () => {
    const { clock, timers, confirms, slots, start } = setUp()
    confirms.schedule(LOGIN, 10 * SECOND, start)
    clock.advance(10 * SECOND)
    clock.setBy = -60 * MINUTE
    timers[0]?.work()
    expect(slots).toEqual([T0 + 10 * SECOND - 60 * MINUTE])
  })

  it('waits until it starts', () => {
    const { timers, confirms, start } = setUp()
    confirms.schedule(LOGIN, SECOND, start)
    expect([confirms.isWaiting(LOGIN), confirms.isWaiting(planOf('chat'))]).toEqual([true, false])
    timers[0]?.work()
    expect(confirms.isWaiting(LOGIN)).toBe(false)
  })

  it('is no longer waiting when it starts, so that it can schedule the next one', () => {
    const { timers, confirms } = setUp()
    confirms.schedule(LOGIN, SECOND, () => confirms.schedule(LOGIN, SECOND, () => {}))
    timers[0]?.work()
    expect(confirms.isWaiting(LOGIN)).toBe(true)
    expect(timers).toHaveLength(2)
  })

  it('is cancelled alone or with all others, any number of times', () => {
    const { timers, confirms, start } = setUp()
    for (const probe of ['login', 'chat', 'api']) confirms.schedule(planOf(probe), SECOND, start)
    confirms.cancel(LOGIN)
    confirms.cancel(LOGIN)
    expect(timers.map(({ cancelled }) => cancelled)).toEqual([true, false, false])
    confirms.cancelAll()
    confirms.cancelAll()
    expect(timers.every(({ cancelled }) => cancelled)).toBe(true)
    expect(confirms.isWaiting(planOf('chat'))).toBe(false)
  })
})
