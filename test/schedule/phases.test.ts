import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Cadence, DAY, MINUTE, type ProbePlan, probeId, SECOND } from '../../src/core/index.ts'
import { firstRunsOf, phasesOf } from '../../src/schedule/index.ts'

function plans(count: number, cadence: Cadence, name = 'p'): readonly ProbePlan[] {
  return Array.from({ length: count }, (_, index) => {
    const probe = `${name}${index}`
    return { target: 't', surface: probe, probe, kind: 'api', cadence, timeoutMs: 1_000, file: 'f' }
  })
}

/** The most values that lie in a stretch of `widthMs`. */
function mostWithin(values: readonly number[], widthMs: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return Math.max(...sorted.map((from) => sorted.filter((value) => value >= from && value < from + widthMs).length))
}

describe('phases', () => {
  it('spread the probes of one interval evenly over it', () => {
    expect([...phasesOf(plans(5, { every: 10 * SECOND })).values()]).toEqual([0, 2_000, 4_000, 6_000, 8_000])
  })

  it('lie inside the interval, and no two probes of one interval share one, for any number of probes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000 }), fc.constantFrom(10 * SECOND, MINUTE, DAY), (count, every) => {
        const phases = [...phasesOf(plans(count, { every })).values()]
        expect(new Set(phases).size).toBe(count)
        expect(phases.filter((phase) => !(phase >= 0 && phase < every))).toEqual([])
      }),
    )
  })

  it('never start a hundred probes in one moment: a thousand every 10 s are one each 10 ms', () => {
    expect(mostWithin([...phasesOf(plans(1_000, { every: 10 * SECOND })).values()], 100)).toBe(10)
  })

  it('keep probes of one cron expression within the second of its instant, spread over it', () => {
    const phases = [...phasesOf(plans(100, { cron: '*/5 * * * *' })).values()]
    expect(mostWithin(phases, 100)).toBe(10)
    expect(Math.max(...phases)).toBeLessThan(SECOND)
    expect([...phasesOf(plans(1, { cron: '*/5 * * * *' })).values()]).toEqual([0])
  })
})

describe('first runs', () => {
  it('of few probes are 400 ms apart', () => {
    expect([...firstRunsOf(plans(5, { every: 10 * SECOND })).values()]).toEqual([0, 400, 800, 1_200, 1_600])
  })

  it('of many probes are spread over 85 % of one interval, those listed together far apart', () => {
    const many = plans(1_000, { every: 10 * SECOND })
    const offsets = firstRunsOf(many)
    expect(Math.max(...offsets.values())).toBeLessThan(8.5 * SECOND)
    expect(mostWithin([...offsets.values()], 100)).toBeLessThanOrEqual(12)
    const neighbours = many.slice(300, 320).map((one) => offsets.get(probeId(one)) as number)
    expect(mostWithin(neighbours, 200)).toBeLessThanOrEqual(2)
  })

  it('are within the interval of each probe in any mix, frequent probes first', () => {
    const mixed = [...plans(300, { every: 60 * MINUTE }, 'slow'), ...plans(200, { every: 30 * SECOND }, 'fast')]
    const offsets = firstRunsOf(mixed)
    for (const plan of mixed) {
      expect(offsets.get(probeId(plan))).toBeLessThan('every' in plan.cadence ? plan.cadence.every : 0)
    }
    expect(offsets.get('t/fast199')).toBeLessThan(offsets.get('t/slow0') as number)
  })
})
