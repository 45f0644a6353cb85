import { beforeEach, describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/core/index.ts'
import { createMessageAges } from '../../../src/notify/deliver/message-ages.ts'
import { NOW } from '../kit.ts'

describe('the age of a message', () => {
  /** Time that passed, awake and asleep, and what the wall clock was set by, ms. */
  let time = { awake: 0, asleep: 0, set: 0 }
  const clock = {
    now: () => NOW + time.awake + time.asleep + time.set,
    elapsed: () => time.awake,
    uptime: () => time.awake + time.asleep,
  }
  const plannedNow = (id = 1) => ({ id, alerts: [{ at: clock.now() }] })
  beforeEach(() => {
    time = { awake: 0, asleep: 0, set: 0 }
  })

  it('is the time since the alert was planned, also by an earlier worker', () => {
    const message = plannedNow()
    time.awake = HOUR
    const ages = createMessageAges(clock)
    expect(ages.agesMs(message).newest).toBe(HOUR)
    time.awake += MINUTE
    expect(ages.agesMs(message).newest).toBe(HOUR + MINUTE)
  })

  it.each([HOUR, 2 * DAY, -HOUR, -2 * DAY])('ignores that the clock was set by %i ms before the first try', (by) => {
    const ages = createMessageAges(clock)
    time.awake += MINUTE
    const message = plannedNow()
    time.set += by
    time.awake += SECOND
    expect(ages.agesMs(message).newest).toBeLessThanOrEqual(SECOND)
  })

  it('ignores a clock that was set back and then forward between two tries', () => {
    const ages = createMessageAges(clock)
    time.set = -DAY
    ages.followClock()
    time.awake += SECOND
    const message = plannedNow()
    time.set = DAY
    ages.followClock()
    time.awake += SECOND
    expect(ages.agesMs(message).newest).toBe(SECOND)
  })

  it('counts the time before the jump where an earlier worker planned the alert', () => {
    const message = plannedNow()
    time.awake = 3 * HOUR
    const ages = createMessageAges(clock)
    time.set = DAY
    expect(ages.agesMs(message).newest).toBe(3 * HOUR)
  })

  it('counts the time in which the machine slept', () => {
    const ages = createMessageAges(clock)
    const message = plannedNow()
    time.asleep = 8 * HOUR
    expect(ages.agesMs(message).newest).toBe(8 * HOUR)
  })

  it('ignores a jump of the clock before the alert', () => {
    const ages = createMessageAges(clock)
    time.set = DAY
    ages.followClock()
    time.awake += SECOND
    const message = plannedNow()
    time.awake += 5 * MINUTE
    expect(ages.agesMs(message).newest).toBe(5 * MINUTE)
  })
})
