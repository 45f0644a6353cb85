import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { upgradeFrom1 } from '../../../src/store/judgement/memory-versions.ts'

/** A slice as version 1 wrote it, upgraded. */
function upgraded(name: string, value: unknown, others: Readonly<Record<string, unknown>> = {}): unknown {
  return upgradeFrom1(new Map(Object.entries({ ...others, [name]: value }))).get(name)
}

/** Sixteen counts as version 1 packed them: alone, next, soon and late, each with runs, failed, timed and slow. */
const PACKED = [100, 3, 97, 1, 0, 0, 0, 0, 9, 1, 8, 0, 0, 0, 0, 0]
const COUNTS = {
  alone: { runs: 100, failed: 3, timed: 97, slow: 1 },
  soon: { runs: 9, failed: 1, timed: 8, slow: 0 },
}

describe('a memory of version 1', () => {
  it('keeps the active time of the judge', () => {
    expect(upgraded('time', { at: 5, livedMs: 9 })).toEqual({ at: 5, activeMs: 9 })
  })

  it('names the counts of a stream that it packed, and leaves groups of zeros out', () => {
    const stream = { heardMs: 7, usual: { good: 4, known: PACKED, older: PACKED.map(() => 0), newer: PACKED } }
    expect(upgraded('stream/login@local', stream)).toEqual({
      ...{ lastSeenMs: 7, probe: 'login', location: 'local' },
      baseline: { good: 4, settled: COUNTS, lastHour: {}, thisHour: COUNTS },
    })
  })

  it('gives a baseline its count of good runs, which version 1 may not have had', () => {
    expect(upgraded('stream/a@b', { usual: { known: PACKED } })).toMatchObject({
      baseline: { good: 0, settled: COUNTS },
    })
  })

  it.each([
    ['login@local', ['login'], { probe: 'login', location: 'local' }],
    ['login@eu@local', ['login@eu', 'login'], { probe: 'login@eu', location: 'local' }],
    ['login@eu@local', ['login'], { probe: 'login', location: 'eu@local' }],
    ['login@local', [], { probe: 'login', location: 'local' }],
    ['a@b@c', [], { probe: 'a', location: 'b@c' }],
  ])('tells probe and location of %s apart by the probes %j', (id, probes, expected) => {
    const target = { probes: probes.map((probe) => ({ probe })) }
    expect(upgraded(`stream/${id}`, {}, { target })).toEqual(expected)
  })

  it('renames what slows down, in episodes and in what is watched', () => {
    const episode = { before: { kind: 'drag', level: 1 }, now: { kind: 'failed', level: 2 } }
    expect(upgraded('surface/login', { trouble: episode, well: { runs: 3 } })).toEqual({
      ...{ recovery: { runs: 3 } },
      episode: { before: { kind: 'slowdown', level: 1 }, now: { kind: 'failed', level: 2 } },
    })
    expect(upgraded('watch/login', { sights: [{ told: 0.2, drag: 1 }, 'odd'], credit: 4, now: { drag: 2 } })).toEqual({
      ...{ observations: [{ usualBefore: 0.2, slowdown: 1 }, 'odd'], extraRunBudget: 4, now: { slowdown: 2 } },
    })
  })

  it('renames the autocorrelation of every step', () => {
    const pace = { open: { company: 0.3, n: 9 }, 'sign in': { company: -0.1 } }
    expect(upgraded('pace/login', pace)).toEqual({
      open: { autocorrelation: 0.3, n: 9 },
      'sign in': { autocorrelation: -0.1 },
    })
  })

  it('names the counts of the pool', () => {
    const counts = [8, 1, 0, 0, 0, 0, 2, 2]
    const pool = {
      failures: [{ usual: 0.01, at: 5 }],
      before: { counts: { known: counts } },
      now: { counts: { newer: counts } },
    }
    const named = { adjacent: { runs: 8, failures: 1 }, late: { runs: 2, failures: 2 } }
    expect(upgraded('pool', pool)).toEqual({
      ...{ failures: [{ usualRate: 0.01, at: 5 }], before: { counts: { settled: named } } },
      ...{ now: { counts: { thisHour: named } } },
    })
  })

  it('keeps what it does not know, whatever it is: the schema of today decides', () => {
    const names = fc.constantFrom('time', 'pool', 'surface/a', 'watch/a', 'pace/a', 'stream/a@b', 'target', 'other')
    fc.assert(
      fc.property(names, fc.jsonValue(), (name, value) => {
        const once = upgraded(name, value)
        if (typeof value !== 'object' || value === null || Array.isArray(value)) expect(once).toEqual(value)
        if (name === 'target' || name === 'other') expect(once).toEqual(value)
      }),
    )
  })

  it('keeps a packed array of another length as it is', () => {
    expect(upgraded('stream/a@b', { usual: { known: [1, 2, 3] } })).toMatchObject({ baseline: { settled: [1, 2, 3] } })
  })
})
