import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../src/core/index.ts'
import {
  type Baseline,
  baselineRates,
  dropPending,
  EMPTY_BASELINE,
  learnRun,
  type Relation,
} from '../../src/judge/baseline.ts'
import { T0 } from './kit.ts'

const alone = { failed: 'alone', slow: 'alone' } as const

/** Runs a minute apart, of which every `badEvery`th is bad. */
function seen(from: Baseline, count: number, badEvery: number, at = T0): Baseline {
  let usual = from
  for (let index = 0; index < count; index += 1) {
    const bad = index % badEvery === badEvery - 1 ? ('failed' as const) : undefined
    usual = learnRun(usual, bad, alone, at + index * MINUTE)
  }
  return usual
}

function inRelation(relation: Relation, bad: number, runs: number): Baseline {
  let usual = EMPTY_BASELINE
  for (let index = 0; index < runs; index += 1) {
    usual = learnRun(usual, index < bad ? 'failed' : undefined, { failed: relation, slow: 'alone' }, T0 + index)
  }
  return usual
}

/** The same when it no longer waits: after two hours with nothing bad. */
function settled(usual: Baseline): Baseline {
  const calm = { failed: 'alone', slow: 'alone' } as const
  return learnRun(learnRun(usual, undefined, calm, T0 + HOUR + 1_000), undefined, calm, T0 + 2 * HOUR + 2_000)
}

describe('a baseline', () => {
  it('starts from the prior: one run in 1,500 fails, one in 20 right after another', () => {
    const rates = baselineRates(EMPTY_BASELINE, 'failed')
    expect(rates.alone).toBeCloseTo(1 / 1_500, 6)
    expect(rates).toMatchObject({ next: 0.05, soon: 0.05, late: expect.closeTo(1 / 30) })
  })

  it('becomes what was seen, within a day of one-minute runs', () => {
    expect(baselineRates(seen(EMPTY_BASELINE, 1_440, 100), 'failed').alone).toBeCloseTo(0.01, 2)
  })

  it('forgets what is long ago: half of it in a fortnight', () => {
    const busy = seen(EMPTY_BASELINE, 10_000, 50)
    const later = seen(busy, 10_000, Number.POSITIVE_INFINITY, T0 + 10_000 * MINUTE + 28 * DAY)
    expect(baselineRates(later, 'failed').alone).toBeLessThan(0.25 * baselineRates(busy, 'failed').alone)
  })

  it('counts each kind and each relation apart', () => {
    const usual = settled(inRelation('next', 6, 24))
    expect(baselineRates(usual, 'failed').next).toBeCloseTo(7 / 44, 3)
    expect(baselineRates(usual, 'failed').soon).toBe(0.05)
    expect(baselineRates(usual, 'slow').next).toBe(0.05)
  })

  it('never estimates a lower failure rate right after a failure than for a run alone, nor a rate near 1', () => {
    expect(baselineRates(seen(EMPTY_BASELINE, 1_000, 2), 'failed').next).toBeGreaterThan(0.4)
    expect(baselineRates(settled(inRelation('next', 100, 100)), 'failed').next).toBe(0.3)
    expect(baselineRates(settled(inRelation('late', 100, 100)), 'failed').late).toBe(0.1)
  })

  it('counts only a few pending failures: an intermittent outage must not become the baseline before it is detected', () => {
    const first = baselineRates(inRelation('late', 1, 1), 'failed').late
    expect(first).toBeGreaterThan(baselineRates(EMPTY_BASELINE, 'failed').late)
    expect(baselineRates(inRelation('late', 10, 10), 'failed').late).toBeLessThan(first)
  })

  it('expects a blip with several failures to continue more often than an average one', () => {
    let usual = settled(inRelation('next', 40, 400))
    const before = baselineRates(usual, 'failed').next
    for (const second of [0, 3, 6]) {
      usual = learnRun(usual, 'failed', { failed: 'next', slow: 'alone' }, T0 + 3 * HOUR + second * 1_000)
    }
    expect(baselineRates(usual, 'failed').next).toBeGreaterThan(1.4 * before)
  })

  it('lowers the rate of immediate repeats where failures rarely repeat within two minutes', () => {
    const lonely = settled(inRelation('soon', 0, 200))
    expect(baselineRates(lonely, 'failed').next).toBeLessThan(0.01)
    expect(baselineRates(settled(inRelation('soon', 20, 200)), 'failed').next).toBe(0.05)
  })

  it('never estimates a failure rate below one in ten thousand, however long nothing failed', () => {
    expect(baselineRates(seen(EMPTY_BASELINE, 50_000, Number.POSITIVE_INFINITY), 'failed').alone).toBe(1e-4)
  })

  it('does not learn slowness from runs that failed', () => {
    let usual = EMPTY_BASELINE
    for (let index = 0; index < 500; index += 1) usual = learnRun(usual, 'failed', alone, T0 + index)
    expect(baselineRates(usual, 'slow').alone).toBe(baselineRates(EMPTY_BASELINE, 'slow').alone)
  })

  it('drops pending runs that turn out to be an episode, and keeps what it learned', () => {
    const learned = seen(EMPTY_BASELINE, 600, 100)
    const episode = seen(learned, 30, 2, T0 + 600 * MINUTE)
    expect(baselineRates(episode, 'failed').alone).toBeGreaterThan(2 * baselineRates(learned, 'failed').alone)
    const without = baselineRates(dropPending(episode), 'failed').alone
    expect(without).toBeLessThan(1.3 * baselineRates(learned, 'failed').alone)
  })

  it('is not stopped by a clock that was set back', () => {
    const before = seen(EMPTY_BASELINE, 120, 10)
    const after = seen(before, 180, 10, T0 - 2 * HOUR)
    expect(baselineRates(after, 'failed').alone).toBeGreaterThan(baselineRates(before, 'failed').alone * 0.9)
  })
})
