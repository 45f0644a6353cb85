import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createAlertAges } from '../../../src/app/upkeep/alert-ages.ts'
import { HOUR, MINUTE } from '../../../src/core/index.ts'
import { createClock } from '../../support/clock.ts'

const T0 = Date.UTC(2026, 10, 23, 21)
const incident = { name: 'sandbox-1', openedAt: T0 }

describe('the ages of an incident', () => {
  it('count from its opening and from its last alert', () => {
    const clock = createClock(T0 + 30 * MINUTE)
    const ages = createAlertAges(clock)
    expect(ages.of(incident, T0 + 10 * MINUTE)).toEqual({
      sinceOpenedMs: 30 * MINUTE,
      sinceLastAlertMs: 20 * MINUTE,
    })
    clock.advance(5 * MINUTE)
    expect(ages.of(incident, T0 + 10 * MINUTE)).toEqual({
      sinceOpenedMs: 35 * MINUTE,
      sinceLastAlertMs: 25 * MINUTE,
    })
  })

  it('are the same where no alert was sent yet', () => {
    const ages = createAlertAges(createClock(T0 + HOUR))
    expect(ages.of(incident, undefined)).toEqual({ sinceOpenedMs: HOUR, sinceLastAlertMs: HOUR })
  })

  it.each([HOUR, -HOUR, 24 * HOUR])('do not follow a wall clock that is set by %i ms', (setBy) => {
    const clock = createClock(T0 + MINUTE)
    const ages = createAlertAges(clock)
    ages.of(incident, T0)
    clock.setBy = setBy
    clock.advance(MINUTE)
    expect(ages.of(incident, T0)).toEqual({ sinceOpenedMs: 2 * MINUTE, sinceLastAlertMs: 2 * MINUTE })
  })

  it('begin again for the last alert once one was planned', () => {
    const clock = createClock(T0 + HOUR)
    const ages = createAlertAges(clock)
    ages.of(incident, T0)
    ages.alerted(incident.name)
    clock.advance(MINUTE)
    expect(ages.of(incident, T0)).toEqual({ sinceOpenedMs: HOUR + MINUTE, sinceLastAlertMs: MINUTE })
  })

  it('take the time of an alert that another part of the worker planned', () => {
    const clock = createClock(T0 + HOUR)
    const ages = createAlertAges(clock)
    ages.of(incident, T0)
    expect(ages.of(incident, T0 + 50 * MINUTE)).toMatchObject({ sinceLastAlertMs: 10 * MINUTE })
  })

  it('are forgotten for incidents that are over', () => {
    const clock = createClock(T0 + HOUR)
    const ages = createAlertAges(clock)
    ages.of(incident, T0)
    ages.keepOnly(['another'])
    // Read again from the wall clock, as after a restart.
    clock.setBy = HOUR
    expect(ages.of(incident, T0).sinceOpenedMs).toBe(2 * HOUR)
  })

  it('are never negative, and the incident is at least as old as its last alert, wherever the wall clock is', () => {
    const offset = fc.integer({ min: -HOUR, max: HOUR })
    const times = fc.record({ openedAt: offset, alertAt: offset, setBy: offset, passes: fc.nat(HOUR) })
    fc.assert(
      fc.property(times, ({ openedAt, alertAt, setBy, passes }) => {
        const clock = createClock(T0)
        clock.setBy = setBy
        const ages = createAlertAges(clock)
        const read = () => ages.of({ name: 'a', openedAt: T0 + openedAt }, T0 + Math.max(openedAt, alertAt))
        const before = read()
        clock.advance(passes)
        const after = read()
        expect(before.sinceLastAlertMs).toBeGreaterThanOrEqual(0)
        expect(before.sinceOpenedMs).toBeGreaterThanOrEqual(before.sinceLastAlertMs)
        expect(after.sinceOpenedMs - before.sinceOpenedMs).toBe(passes)
        expect(after.sinceLastAlertMs - before.sinceLastAlertMs).toBe(passes)
      }),
    )
  })
})
