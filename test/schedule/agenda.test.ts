import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE, type ProbePlan, SECOND } from '../../src/core/index.ts'
import { type Agenda, type AgendaOptions, createAgenda, type DueSlot, phasesOf } from '../../src/schedule/index.ts'

const T0 = Date.UTC(2026, 2, 2, 11, 0, 0)

function plan(probe: string, every = MINUTE): ProbePlan {
  return { target: 't', surface: probe, probe, kind: 'api', cadence: { every }, timeoutMs: 1_000, file: `${probe}.ts` }
}

/** Probes whose last slot was at `T0`, so that no first run is due. */
function agendaOf(plans: readonly ProbePlan[], options: Partial<AgendaOptions> = {}): Agenda {
  const lastSlots = new Map(plans.map((one) => [`t/${one.probe}`, T0]))
  const phases = phasesOf(plans)
  return createAgenda({
    plans,
    phases,
    firstRuns: new Map(),
    lastSlots: lastSlots,
    spacing: () => undefined,
    now: T0,
    ...options,
  })
}

function takeAll(agenda: Agenda, now: number): readonly DueSlot[] {
  const due: DueSlot[] = []
  for (let slot = agenda.take(now); slot; slot = agenda.take(now)) due.push(slot)
  return due
}

describe('what is due', () => {
  it('is nothing between two slots', () => {
    expect(takeAll(agendaOf([plan('chat')]), T0 + 59_999)).toEqual([])
  })

  it('is a slot at its time, once', () => {
    const agenda = agendaOf([plan('chat')])
    expect(agenda.wakeAt()).toBe(T0 + MINUTE)
    expect(takeAll(agenda, T0 + MINUTE)).toMatchObject([{ at: T0 + MINUTE, stale: false }])
    expect(takeAll(agenda, T0 + MINUTE)).toEqual([])
    expect(agenda.wakeAt()).toBe(T0 + 2 * MINUTE)
  })

  it('is a slot that is a little late, once', () => {
    const agenda = agendaOf([plan('chat')])
    expect(takeAll(agenda, T0 + MINUTE + 20 * SECOND)).toMatchObject([{ stale: false }])
    expect(takeAll(agenda, T0 + MINUTE + 21 * SECOND)).toEqual([])
  })

  it('is only the newest slot after a pause, with the older ones as one gap', () => {
    const [slot, ...others] = takeAll(agendaOf([plan('chat')]), T0 + 8 * HOUR)
    expect(others).toEqual([])
    const missed = { count: 479, first: T0 + MINUTE, last: T0 + 8 * HOUR - 1 }
    expect(slot).toMatchObject({ at: T0 + 8 * HOUR, stale: false, missed })
  })

  it('is not run where the slot is too old', () => {
    expect(takeAll(agendaOf([plan('chat')]), T0 + MINUTE + 31 * SECOND)).toMatchObject([
      { at: T0 + MINUTE, stale: true },
    ])
  })

  it('starts or misses every slot exactly once, for any times of the calls', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 200 * SECOND }), { minLength: 1, maxLength: 60 }), (gaps) => {
        const agenda = agendaOf([plan('chat')])
        let now = T0
        let counted = 0
        for (const gap of gaps) {
          now += gap
          for (const { missed } of takeAll(agenda, now)) counted += 1 + (missed?.count ?? 0)
        }
        expect(counted).toBe(Math.floor((now - T0) / MINUTE))
      }),
    )
  })

  it('comes in order of time over any mix of cadences, and next in no more steps with more probes', () => {
    const plans = Array.from({ length: 1_000 }, (_, index) => plan(`p${index}`, (1 + (index % 7)) * 10 * SECOND))
    const agenda = agendaOf(plans)
    let [previous, slots] = [T0, 0]
    for (;;) {
      const at = agenda.wakeAt() ?? 0
      if (at > T0 + MINUTE) break
      expect(at).toBeGreaterThanOrEqual(previous)
      previous = at
      expect(agenda.take(at)).toMatchObject({ at, stale: false })
      slots += 1
    }
    const expected = plans.reduce(
      (sum, { cadence }) => sum + Math.floor(MINUTE / ('every' in cadence ? cadence.every : 1)),
      0,
    )
    expect(slots).toBeGreaterThanOrEqual(expected)
  })
})

describe('a jump of the clock', () => {
  const forward = (by: number) =>
    ({ reason: 'clock_change', expected: T0 + 30 * SECOND, now: T0 + 30 * SECOND + by }) as const

  it('forward misses the skipped slots, runs none of them, and continues with the next', () => {
    const agenda = agendaOf([plan('chat')])
    const span = { count: 60, first: T0 + MINUTE, last: T0 + HOUR }
    expect(agenda.jump(forward(HOUR))).toMatchObject([{ span }])
    expect(takeAll(agenda, T0 + HOUR + 30 * SECOND)).toEqual([])
    expect(agenda.wakeAt()).toBe(T0 + HOUR + MINUTE)
  })

  it('back misses nothing and continues at once', () => {
    const agenda = agendaOf([plan('chat')])
    expect(agenda.jump(forward(-DAY))).toEqual([])
    expect(agenda.wakeAt()).toBe(T0 - DAY + MINUTE)
    expect(takeAll(agenda, T0 - DAY + MINUTE)).toMatchObject([{ at: T0 - DAY + MINUTE, stale: false }])
  })

  it('does not move a first run', () => {
    const plans = [plan('chat', HOUR), plan('api', HOUR)]
    const firstRuns = new Map([
      ['t/chat', 0],
      ['t/api', 40 * SECOND],
    ])
    const agenda = agendaOf(plans, { firstRuns, lastSlots: new Map() })
    expect(takeAll(agenda, T0)).toMatchObject([{ plan: { probe: 'chat' } }])
    agenda.jump(forward(-HOUR))
    expect(agenda.wakeAt()).toBe(T0 - HOUR + 40 * SECOND)
  })

  it('leaves the next slot of every probe within one interval, wherever the clock lands', () => {
    const cadences = fc.array(fc.constantFrom(SECOND, 10 * SECOND, MINUTE, HOUR), { minLength: 1, maxLength: 20 })
    const jumps = fc.array(fc.integer({ min: -2 * DAY, max: 2 * DAY }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(cadences, jumps, (everyMs, bys) => {
        const plans = everyMs.map((every, index) => plan(`p${index}`, every))
        const agenda = agendaOf(plans)
        let now = T0
        for (const by of bys) {
          agenda.jump({ reason: 'clock_change', expected: now, now: now + by })
          now += by
          for (const plan of plans) {
            const next = agenda.nextOf(plan, now) ?? Number.POSITIVE_INFINITY
            expect(next).toBeGreaterThan(now)
            expect(next - now).toBeLessThanOrEqual('every' in plan.cadence ? plan.cadence.every : 0)
          }
          expect(takeAll(agenda, now)).toEqual([])
        }
      }),
    )
  })
})
