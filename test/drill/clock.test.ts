import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE } from '../../src/core/index.ts'
import { createDrillClock, shiftTimes } from '../../src/drill/index.ts'
import { createClock } from '../support/clock.ts'

const START = Date.UTC(2026, 2, 2, 11, 37)

describe('the clock of a drill', () => {
  it('runs like the clock of the machine', () => {
    const machine = createClock()
    const clock = createDrillClock(machine, START)
    machine.advance(1_500)
    expect(clock.now()).toBe(START + 1_500)
    expect(clock.elapsed()).toBe(1_500)
  })

  it('leaves a quiet stretch out, and says how much', () => {
    const machine = createClock()
    const clock = createDrillClock(machine, START)
    machine.advance(MINUTE)
    expect(clock.skipTo(START + HOUR)).toBe(59 * MINUTE)
    expect(clock.now()).toBe(START + HOUR)
    machine.advance(10)
    expect(clock.now()).toBe(START + HOUR + 10)
  })

  it('lets time that is left out pass for every clock, so that nothing sees a jump', () => {
    const machine = createClock()
    const clock = createDrillClock(machine, START)
    const before = { now: clock.now(), elapsed: clock.elapsed(), uptime: clock.uptime() }
    clock.skipTo(START + HOUR)
    expect(clock.now() - before.now).toBe(HOUR)
    expect(clock.elapsed() - before.elapsed).toBe(HOUR)
    expect(clock.uptime() - before.uptime).toBe(HOUR)
  })

  it('never goes back', () => {
    const clock = createDrillClock(createClock(), START)
    expect(clock.skipTo(START - HOUR)).toBe(0)
    expect(clock.now()).toBe(START)
  })

  it('returns the time left out between two of its times', () => {
    const machine = createClock()
    const clock = createDrillClock(machine, START)
    machine.advance(MINUTE)
    clock.skipTo(START + 11 * MINUTE)
    machine.advance(MINUTE)
    clock.skipTo(START + 22 * MINUTE)
    expect(clock.skippedBetween(START, clock.now())).toBe(20 * MINUTE)
    expect(clock.skippedBetween(START, START + 6 * MINUTE)).toBe(5 * MINUTE)
    expect(clock.skippedBetween(START + 11 * MINUTE, START + 12 * MINUTE)).toBe(0)
  })

  it('does not follow a wall clock that is set', () => {
    const machine = createClock()
    const clock = createDrillClock(machine, START)
    machine.setBy = -HOUR
    expect(clock.now()).toBe(START)
  })
})

describe('moving the times of a memory', () => {
  it('moves every time and leaves counts, durations and texts alone', () => {
    const at = Date.UTC(2026, 10, 1)
    const memory = { at, runs: 1_440, share: 0.001, name: 'login', list: [{ since: at }, null], open: true }
    expect(shiftTimes(memory, -HOUR)).toEqual({
      ...{ at: at - HOUR, runs: 1_440, share: 0.001, name: 'login', open: true },
      list: [{ since: at - HOUR }, null],
    })
  })

  it('changes nothing in place', () => {
    const memory = { at: Date.UTC(2026, 10, 1) }
    shiftTimes(memory, HOUR)
    expect(memory.at).toBe(Date.UTC(2026, 10, 1))
  })
})
