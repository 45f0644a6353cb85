import { beforeEach, describe, expect, it } from 'vitest'
import { type Alert, DAY, HOUR, MINUTE, SECOND } from '../../../src/core/index.ts'
import { createDeliveryAges } from '../../../src/notify/deliver/delivery-ages.ts'
import { LOGIN_DOWN, NOW, onlyAlert } from '../kit.ts'

const ALERT = onlyAlert(LOGIN_DOWN)

describe('the age of a delivery', () => {
  /** Time that passed, awake and asleep, and what the wall clock was set by, ms. */
  let time = { awake: 0, asleep: 0, set: 0 }
  const clock = {
    now: () => NOW + time.awake + time.asleep + time.set,
    elapsed: () => time.awake,
    uptime: () => time.awake + time.asleep,
  }
  const plannedNow = (id = 1) => ({ id, alert: { ...ALERT, at: clock.now() } as Alert, channel: 'slack', attempts: 1 })
  beforeEach(() => {
    time = { awake: 0, asleep: 0, set: 0 }
  })

  it('is the time since the alert was planned, also by an earlier worker', () => {
    const delivery = plannedNow()
    time.awake = HOUR
    const ages = createDeliveryAges(clock)
    expect(ages.ageMs(delivery)).toBe(HOUR)
    time.awake += MINUTE
    expect(ages.ageMs(delivery)).toBe(HOUR + MINUTE)
  })

  it.each([HOUR, 2 * DAY, -HOUR, -2 * DAY])('ignores that the clock was set by %i ms before the first try', (by) => {
    const ages = createDeliveryAges(clock)
    time.awake += MINUTE
    const delivery = plannedNow()
    time.set += by
    time.awake += SECOND
    expect(ages.ageMs(delivery)).toBeLessThanOrEqual(SECOND)
  })

  it('ignores a clock that was set back and then forward between two tries', () => {
    const ages = createDeliveryAges(clock)
    time.set = -DAY
    ages.followClock()
    time.awake += SECOND
    const delivery = plannedNow()
    time.set = DAY
    ages.followClock()
    time.awake += SECOND
    expect(ages.ageMs(delivery)).toBe(SECOND)
  })

  it('counts the time before the jump where an earlier worker planned the alert', () => {
    const delivery = plannedNow()
    time.awake = 3 * HOUR
    const ages = createDeliveryAges(clock)
    time.set = DAY
    expect(ages.ageMs(delivery)).toBe(3 * HOUR)
  })

  it('counts the time in which the machine slept', () => {
    const ages = createDeliveryAges(clock)
    const delivery = plannedNow()
    time.asleep = 8 * HOUR
    expect(ages.ageMs(delivery)).toBe(8 * HOUR)
  })

  it('knows nothing of a jump that came before the alert', () => {
    const ages = createDeliveryAges(clock)
    time.set = DAY
    ages.followClock()
    time.awake += SECOND
    const delivery = plannedNow()
    time.awake += 5 * MINUTE
    expect(ages.ageMs(delivery)).toBe(5 * MINUTE)
  })
})
