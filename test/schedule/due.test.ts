import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE, type ProbePlan, probeId, SECOND } from '../../src/core/index.ts'
import { due, type LastSlots, phasesOf } from '../../src/schedule/index.ts'

const T0 = Date.UTC(2026, 2, 2, 11, 0, 0)

function plan(probe: string, every = MINUTE): ProbePlan {
  return { target: 't', surface: probe, probe, kind: 'api', cadence: { every }, timeoutMs: 1_000, file: `${probe}.ts` }
}

function dueAt(now: number, last: number, running: readonly string[] = [], every = MINUTE) {
  const plans = [plan('chat', every)]
  return due({
    plans,
    phases: phasesOf(plans),
    lastSlots: new Map([['t/chat', last]]),
    running: new Set(running),
    spacing: new Map(),
    now,
  })
}

describe('what is due', () => {
  it('starts nothing between two slots', () => {
    expect(dueAt(T0 + 59_999, T0).starts).toEqual([])
  })

  it('starts a slot at its time and remembers it', () => {
    const result = dueAt(T0 + MINUTE, T0)
    expect(result.starts.map((start) => start.at)).toEqual([T0 + MINUTE])
    expect(result.lastSlots.get('t/chat')).toBe(T0 + MINUTE)
  })

  it('starts a slot that comes a little late, once', () => {
    const first = dueAt(T0 + MINUTE + 20 * SECOND, T0)
    expect(first.starts).toHaveLength(1)
    expect(dueAt(T0 + MINUTE + 21 * SECOND, first.lastSlots.get('t/chat') as number).starts).toEqual([])
  })

  it('skips a slot whose probe is still running, and says so', () => {
    const result = dueAt(T0 + MINUTE, T0, ['t/chat'])
    expect(result.starts).toEqual([])
    expect(result.skips.map((entry) => entry.skip)).toEqual([{ reason: 'overlap', count: 1, until: T0 + MINUTE }])
  })

  it('after a night asleep records one gap of missed slots and runs only the newest', () => {
    const result = dueAt(T0 + 8 * HOUR, T0)
    expect(result.starts.map((start) => start.at)).toEqual([T0 + 8 * HOUR])
    expect(result.skips).toHaveLength(1)
    expect(result.skips[0]?.skip).toMatchObject({ reason: 'missed', count: 479 })
    expect(result.skips[0]?.at).toBe(T0 + MINUTE)
  })

  it('counts a slot that is too old to run as missed', () => {
    const result = dueAt(T0 + MINUTE + 31 * SECOND, T0)
    expect(result.starts).toEqual([])
    expect(result.skips[0]?.skip).toEqual({ reason: 'missed', count: 1, until: T0 + MINUTE })
  })

  it('goes on at once when the clock is set back by an hour', () => {
    const back = dueAt(T0 - HOUR, T0)
    expect(back.starts).toEqual([])
    expect(dueAt(T0 - HOUR + MINUTE, back.lastSlots.get('t/chat') as number).starts).toHaveLength(1)
  })

  it('waits for the next slot of a probe that was never seen', () => {
    const plans = [plan('chat')]
    const first = due({
      plans,
      phases: phasesOf(plans),
      lastSlots: new Map(),
      running: new Set(),
      spacing: new Map(),
      now: T0 + 5_000,
    })
    expect(first.starts).toEqual([])
    expect(first.lastSlots.get('t/chat')).toBe(T0 + 5_000)
  })

  it('starts or skips every slot exactly once however unevenly it is asked', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 200 * SECOND }), { minLength: 1, maxLength: 60 }), (gaps) => {
        let now = T0
        let lastSlots: LastSlots = new Map([['t/chat', T0]])
        let counted = 0
        const plans = [plan('chat')]
        for (const gap of gaps) {
          now += gap
          const result = due({ plans, phases: phasesOf(plans), lastSlots, running: new Set(), spacing: new Map(), now })
          counted += result.starts.length + result.skips.reduce((sum, entry) => sum + entry.skip.count, 0)
          lastSlots = result.lastSlots
        }
        expect(counted).toBe(Math.floor((now - T0) / MINUTE))
      }),
    )
  })
})

describe('phases', () => {
  it('spread the probes of one interval evenly over it', () => {
    const plans = ['login', 'chat', 'console', 'cli', 'api'].map((name) => plan(name, 10 * SECOND))
    expect([...phasesOf(plans).values()]).toEqual([0, 2_000, 4_000, 6_000, 8_000])
  })

  it('lie inside the interval for any number of probes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.constantFrom(10 * SECOND, MINUTE, DAY), (count, every) => {
        const plans = Array.from({ length: count }, (_, index) => plan(`p${index}`, every))
        const phases = phasesOf(plans)
        for (const one of plans) {
          const phase = phases.get(probeId(one)) as number
          expect(phase).toBeGreaterThanOrEqual(0)
          expect(phase).toBeLessThan(every)
          expect(phase % SECOND).toBe(0)
        }
      }),
    )
  })
})
