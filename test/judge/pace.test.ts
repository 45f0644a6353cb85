import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE } from '../../src/core/index.ts'
import { judgePace, learnPace, middleAt, type Pace } from '../../src/judge/pace.ts'
import { runOf, T0 } from './kit.ts'

/** Times that scatter by a tenth around `ms`, the same each time. */
function scattered(ms: number, index: number): number {
  return ms * (1 + 0.1 * Math.sin(index * 12.9898))
}

function learned(ms: number, count: number, from: Pace = {}, at = T0): Pace {
  let pace = from
  for (let index = 0; index < count; index += 1) {
    pace = learnPace(pace, runOf({ at: at + index * MINUTE, steps: { open: scattered(ms, index) } }))
  }
  return pace
}

const look = (pace: Pace, ms: number, at = T0) => judgePace(pace, runOf({ at, steps: { open: ms } }))

describe('a slow step', () => {
  it('is far above the median, and has its limit', () => {
    const { slow } = look(learned(1_000, 50), 5_000)
    expect(slow).toMatchObject({ step: 'open', ms: 5_000 })
    expect(slow?.usualMs).toBeGreaterThan(900)
    expect(slow?.usualMs).toBeLessThan(1_100)
    expect(slow?.limitMs).toBeLessThan(3_000)
  })

  it('needs three runs before it', () => {
    expect(look(learned(1_000, 2), 9_000).slow).toBeUndefined()
    expect(look(learned(1_000, 3), 9_000).slow).toBeDefined()
  })

  it('exceeds the median by a noticeable time, whatever the factor', () => {
    expect(look(learned(20, 50), 400).slow).toBeUndefined()
  })

  it('is the worst of several', () => {
    let pace: Pace = {}
    for (let index = 0; index < 20; index += 1) {
      pace = learnPace(pace, runOf({ at: T0 + index * MINUTE, steps: { open: 1_000, read: 2_000 } }))
    }
    const { slow } = judgePace(pace, runOf({ at: T0, steps: { open: 4_000, read: 20_000 } }))
    expect(slow?.step).toBe('read')
  })

  it('is judged by the whole run where a run has no steps', () => {
    let pace: Pace = {}
    for (let index = 0; index < 20; index += 1) pace = learnPace(pace, runOf({ at: T0 + index, durationMs: 1_000 }))
    expect(judgePace(pace, runOf({ at: T0, durationMs: 8_000 })).slow).toMatchObject({ step: '' })
  })

  it('does not move the median when it happens once', () => {
    const pace = learned(1_000, 50)
    const after = learnPace(pace, runOf({ at: T0, steps: { open: 60_000 } }))
    expect(look(after, 5_000).slow).toBeDefined()
    expect(look(after, 1_200).slow).toBeUndefined()
  })

  it('on the very first run does not hide slowness for long', () => {
    let pace = learnPace({}, runOf({ at: T0, steps: { open: 30_000 } }))
    pace = learned(1_000, 8, pace)
    expect(look(pace, 8_000).slow).toBeDefined()
  })
})

describe('the median of an hour', () => {
  it('is read from what an earlier release wrote, which had no hour under way', () => {
    const { hour, hours, ...rest } = learned(1_000, 90).open ?? expect.fail('nothing learned')
    const { index, ...pace } = hour ?? expect.fail('no hour under way')
    const written: Pace = { open: { ...rest, hours: hours.with(index, pace) } }
    const later = T0 + 90 * MINUTE
    expect(learned(1_000, 120, written, later)).toEqual(learned(1_000, 120, learned(1_000, 90), later))
  })

  it('is learned from that hour', () => {
    let pace: Pace = {}
    for (let day = 0; day < 10; day += 1) {
      pace = learned(1_000, 60, pace, T0 + day * 24 * HOUR)
      pace = learned(2_500, 60, pace, T0 + day * 24 * HOUR + 12 * HOUR)
    }
    const step = pace.open ?? expect.fail('nothing learned')
    expect(Math.exp(middleAt(step, T0))).toBeLessThan(1_300)
    expect(Math.exp(middleAt(step, T0 + 12 * HOUR))).toBeGreaterThan(2_000)
    expect(look(pace, 3_000, T0 + 12 * HOUR).slow).toBeUndefined()
    expect(look(pace, 3_000, T0).slow).toBeDefined()
  })
})

describe('slowdown', () => {
  it('is evidence for half as slow again, and against it at the usual pace', () => {
    const pace = learned(1_000, 60)
    expect(look(pace, 1_600).slowdown?.open).toBeGreaterThan(0)
    expect(look(pace, 1_000).slowdown?.open).toBeLessThan(0)
    expect(look(pace, 1_150).slowdown?.open).toBeLessThan(0)
  })

  it('is bounded for a single run, and not judged before thirty runs', () => {
    expect(look(learned(1_000, 60), 1_000_000).slowdown?.open).toBeLessThanOrEqual(2)
    expect(look(learned(1_000, 29), 1_600).slowdown).toBeUndefined()
  })

  it('weighs less where log durations are autocorrelated', () => {
    let pace: Pace = {}
    // Ten slow runs, then ten quick ones, and so on: neighbours are alike.
    for (let index = 0; index < 400; index += 1) {
      const ms = Math.floor(index / 10) % 2 === 0 ? 800 : 1_250
      pace = learnPace(pace, runOf({ at: T0, steps: { open: ms } }))
    }
    let mixed: Pace = {}
    for (let index = 0; index < 400; index += 1) {
      mixed = learnPace(mixed, runOf({ at: T0, steps: { open: index % 2 === 0 ? 800 : 1_250 } }))
    }
    const [autocorrelation, none] = [look(pace, 1_700).slowdown?.open ?? 0, look(mixed, 1_700).slowdown?.open ?? 0]
    expect(autocorrelation).toBeGreaterThan(0)
    expect(autocorrelation).toBeLessThan(none / 2)
  })
})

describe('the memory of paces', () => {
  it('stays the same size, and has room for so many steps', () => {
    const size = (pace: Pace) => JSON.stringify(pace).length
    const day = learned(1_000, 1_440)
    expect(size(learned(1_000, 3_000, day))).toBeLessThan(1.2 * size(day))
    const steps = Object.fromEntries(Array.from({ length: 60 }, (_none, index) => [`step ${index}`, 100]))
    expect(Object.keys(learnPace({}, runOf({ at: T0, steps })))).toHaveLength(24)
  })
})
