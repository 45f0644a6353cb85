import { describe, expect, it } from 'vitest'
import { createActiveTime } from '../../../src/app/worker/active-time.ts'
import { HOUR, MINUTE, SECOND } from '../../../src/core/index.ts'
import { createMachine } from '../../support/machine.ts'

function setUp() {
  const machine = createMachine(Date.UTC(2026, 2, 2))
  const active = createActiveTime(machine.clock, machine.setTimer)
  const jumps: string[] = []
  active.onJump(({ reason, now, expected }) => void jumps.push(`${reason} ${Math.round((now - expected) / SECOND)} s`))
  active.start()
  return { machine, active, jumps }
}

describe('active time', () => {
  it('advances with the monotonic clock, although nothing reads it', async () => {
    const { machine, active, jumps } = setUp()
    await machine.pass(10 * MINUTE)
    expect(active.read()).toBe(10 * MINUTE)
    expect(jumps).toEqual([])
  })

  it('does not advance while the machine sleeps or the process is stopped', async () => {
    const { machine, active, jumps } = setUp()
    await machine.pass(MINUTE)
    machine.sleep(HOUR)
    await machine.pass(MINUTE)
    machine.stop(HOUR)
    await machine.pass(MINUTE)
    expect(active.read()).toBeLessThanOrEqual(3 * MINUTE + 2 * SECOND)
    expect(jumps).toEqual(['suspended 3600 s', expect.stringMatching(/^suspended 3\d{3} s$/)])
  })

  it('does not change when the clock is set, which it reports within a second', async () => {
    const { machine, active, jumps } = setUp()
    await machine.pass(MINUTE)
    machine.setClock(-HOUR)
    await machine.pass(SECOND)
    expect(jumps).toEqual(['clock_change -3600 s'])
    expect(active.read()).toBe(MINUTE + SECOND)
  })

  it('reports nothing more after its stop', async () => {
    const { machine, active, jumps } = setUp()
    active.stop()
    machine.setClock(HOUR)
    await machine.pass(MINUTE)
    expect(jumps).toEqual([])
  })
})
