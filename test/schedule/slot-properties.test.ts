import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Cadence, DAY, HOUR, MINUTE, openZone, SECOND } from '../../src/core/index.ts'
import { intervalOf, lastSlot, nextSlot, rhythmOf, slotsBetween, spacedSlots } from '../../src/schedule/slots.ts'

const NOW = Date.UTC(2026, 10, 23, 9)
const cadence: fc.Arbitrary<Cadence> = fc.oneof(
  fc.integer({ min: 2, max: 3 * HOUR }).map((every) => ({ every })),
  fc.record({
    cron: fc.constantFrom('*/5 * * * *', '0 * * * *', '*/7 8-18 * * *', '15 2 * * *', '30 0 */3 * * *'),
    timezone: fc.constantFrom('UTC', 'Europe/Berlin', 'Australia/Lord_Howe'),
  }),
)
const phase = fc.integer({ min: 0, max: 999 })
/** Around the autumn change of Berlin and of Lord Howe, and anywhere. */
const time = fc.oneof(
  fc.integer({ min: -DAY, max: DAY }).map((by) => Date.UTC(2026, 9, 25, 1) + by),
  fc.integer({ min: -DAY, max: DAY }).map((by) => Date.UTC(2026, 9, 3, 15) + by),
  fc.integer({ min: NOW - 400 * DAY, max: NOW + 400 * DAY }),
)

describe('the slots of any cadence', () => {
  it('follow each other: the next after a time is the first of those after it', () => {
    fc.assert(
      fc.property(cadence, phase, time, (cadence, phaseMs, now) => {
        const next = nextSlot(cadence, phaseMs, now) as number
        expect(next).toBeGreaterThan(now)
        expect(slotsBetween(cadence, phaseMs, now, next - 1)).toBeUndefined()
        expect(slotsBetween(cadence, phaseMs, now, next)).toEqual({ count: 1, first: next, last: next })
      }),
    )
  })

  it('are as many in a span as there are steps from one to the next', () => {
    fc.assert(
      fc.property(cadence, phase, time, fc.integer({ min: 1, max: 60 }), (cadence, phaseMs, after, steps) => {
        const slots = [nextSlot(cadence, phaseMs, after) as number]
        while (slots.length < steps) slots.push(nextSlot(cadence, phaseMs, slots.at(-1) as number) as number)
        const last = slots.at(-1) as number
        expect(slotsBetween(cadence, phaseMs, after, last)).toEqual({ count: steps, first: slots[0], last })
        expect(lastSlot(cadence, phaseMs, last)).toBe(last)
        expect(lastSlot(cadence, phaseMs, last + 1)).toBe(last)
      }),
    )
  })

  it('of a span are those of its two halves', () => {
    fc.assert(
      fc.property(cadence, phase, time, fc.nat(DAY), fc.nat(DAY), (cadence, phaseMs, from, first, second) => {
        const [middle, to] = [from + first, from + first + second]
        const whole = slotsBetween(cadence, phaseMs, from, to)
        const halves = [slotsBetween(cadence, phaseMs, from, middle), slotsBetween(cadence, phaseMs, middle, to)]
        expect(whole?.count ?? 0).toBe(halves.reduce((sum, half) => sum + (half?.count ?? 0), 0))
        expect(whole?.first).toBe((halves[0] ?? halves[1])?.first)
        expect(whole?.last).toBe((halves[1] ?? halves[0])?.last)
      }),
    )
  })

  it('are none in a span that ends before it begins', () => {
    fc.assert(
      fc.property(cadence, time, fc.nat(DAY), (cadence, from, back) => {
        expect(slotsBetween(cadence, 0, from, from - back)).toBeUndefined()
      }),
    )
  })

  it('lie no further apart than the interval says, around the time it is asked for', () => {
    fc.assert(
      fc.property(cadence, time, (cadence, now) => {
        const interval = intervalOf(cadence, now)
        const last = lastSlot(cadence, 0, now) as number
        expect((nextSlot(cadence, 0, now) as number) - last).toBeLessThanOrEqual(interval)
      }),
    )
  })
})

describe('slots with a least distance', () => {
  /** The slots that a worker runs which waits for the distance and then takes the next slot. */
  function greedy(every: number, phaseMs: number, spacingMs: number, after: number, until: number): readonly number[] {
    const slots: number[] = []
    let next = nextSlot({ every }, phaseMs, after + spacingMs - 1) as number
    while (next <= until) {
      slots.push(next)
      next = nextSlot({ every }, phaseMs, next + spacingMs - 1) as number
    }
    return slots
  }

  it('are as many as a worker runs that keeps the distance', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 * MINUTE }),
        fc.integer({ min: 1, max: 2 * HOUR }),
        time,
        fc.integer({ min: 0, max: 2 * DAY }),
        (every, spacingMs, after, length) => {
          fc.pre(length / every < 5_000)
          const slots = greedy(every, 0, spacingMs, after, after + length)
          const span = spacedSlots({ every }, 0, spacingMs, after, after + length)
          expect([span?.count ?? 0, span?.first]).toEqual([slots.length, slots[0]])
        },
      ),
    )
  })

  it('end with the newest slot, which is the one that may still be run', () => {
    const span = spacedSlots({ every: 7 * MINUTE }, 0, HOUR, 0, DAY)
    expect(span).toEqual({ count: 22, first: 63 * MINUTE, last: 24 * HOUR - 5 * MINUTE })
  })

  it('are all slots where no distance is asked for', () => {
    expect(spacedSlots({ every: MINUTE }, 0, undefined, 0, HOUR)).toEqual(slotsBetween({ every: MINUTE }, 0, 0, HOUR))
  })
})

describe('the rhythm of a cadence', () => {
  it.each([
    [{ every: 30 * SECOND }, 30 * SECOND, 2_880],
    [{ cron: '* * * * * *', timezone: 'UTC' }, SECOND, 86_400],
    [{ cron: '*/5 * * * *', timezone: 'UTC' }, 5 * MINUTE, 288],
    [{ cron: '0,1 9 * * *', timezone: 'UTC' }, MINUTE, 2],
    [{ cron: '0 9 * * 1-5', timezone: 'UTC' }, DAY, 5 / 7],
    [{ cron: '0 9 1 1 *', timezone: 'UTC' }, 365 * DAY, 1 / 365],
  ] satisfies [Cadence, number, number][])(
    'of %j is the least gap and the average per day',
    (cadence, everyMs, perDay) => {
      const rhythm = rhythmOf(cadence, Date.UTC(2026, 10, 23, 0, 30))
      expect(rhythm.everyMs).toBe(everyMs)
      expect(rhythm.perDay).toBeCloseTo(perDay, 5)
    },
  )
})

describe('a time zone', () => {
  const ZONES = ['UTC', 'Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Chatham']
  /** The offset as the words of `toLocaleString` give it. */
  function plainOffset(timeZone: string, at: number): number {
    const words = new Date(at).toLocaleString('sv-SE', { timeZone })
    return Date.parse(`${words.replace(' ', 'T')}Z`) - Math.floor(at / SECOND) * SECOND
  }

  it('has the offset of its wall clock at every moment, up to the end it names', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), time, (name, at) => {
        const { offsetMs, until } = openZone(name).spanAt(at)
        expect(until).toBeGreaterThan(at)
        for (const moment of [at, until - 1]) expect(plainOffset(name, moment)).toBe(offsetMs)
      }),
      { numRuns: 60 },
    )
  })

  it.each([
    ['Europe/Berlin', '2026-03-29T01:00:00Z', HOUR, 2 * HOUR],
    ['Europe/Berlin', '2026-10-25T01:00:00Z', 2 * HOUR, HOUR],
    ['Australia/Lord_Howe', '2026-10-03T15:30:00Z', 10.5 * HOUR, 11 * HOUR],
  ])('%s changes its clock at %s, to the second', (name, at, before, after) => {
    const change = Date.parse(at)
    const zone = openZone(name)
    expect(zone.spanAt(change - 1)).toEqual({ offsetMs: before, until: change })
    expect(zone.spanAt(change).offsetMs).toBe(after)
  })

  it('must exist', () => {
    expect(() => openZone('Mars/Olympus')).toThrow(RangeError)
  })
})
