import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MINUTE } from '../../src/core/index.ts'
import type { DrillRecord } from '../../src/drill/index.ts'
import { uselessAlerts, wavesOf } from '../../src/drill/score-alerts.ts'
import { alert, ending, START } from './kit.ts'

type Changes = DrillRecord['changes']

/** `a` breaks at minute 3: ['a', 3]; works again at minute 5: ['a', 5, 0]. */
const changesOf = (...all: readonly (readonly [string, number, number?])[]): Changes =>
  all.map(([surface, minute, probability = 1]) => ({ at: START + minute * MINUTE, surface, probability }))

const minutes = (waves: ReturnType<typeof wavesOf>) =>
  waves.map(({ from, to }) => [(from - START) / MINUTE, (to - START) / MINUTE])

describe('the waves of a drill', () => {
  it('last while at least one surface has a fault', () => {
    expect(minutes(wavesOf(changesOf(['a', 0], ['b', 5], ['a', 9, 0], ['b', 20, 0])))).toEqual([[0, 20]])
  })

  it('are several where everything worked between them', () => {
    expect(minutes(wavesOf(changesOf(['a', 0], ['a', 5, 0], ['b', 30], ['b', 40, 0])))).toEqual([
      [0, 5],
      [30, 40],
    ])
  })

  it('go on where a fault only gets smaller', () => {
    expect(minutes(wavesOf(changesOf(['a', 0], ['a', 5, 0.2], ['a', 9, 0])))).toEqual([[0, 9]])
  })

  it('do not end where a fault is left', () => {
    expect(minutes(wavesOf(changesOf(['a', 0])))).toEqual([[0, Number.POSITIVE_INFINITY]])
  })

  it('are none of a fault that is cleared in its own minute, or of none', () => {
    expect(wavesOf(changesOf(['a', 3], ['a', 3, 0]))).toEqual([])
    expect(wavesOf(changesOf(['a', 3, 0]))).toEqual([])
    expect(wavesOf([])).toEqual([])
  })

  it('follow each other without an overlap, whatever changes', () => {
    const change = fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat(60), fc.constantFrom(0, 0.5, 1))
    fc.assert(
      fc.property(fc.array(change, { maxLength: 15 }), (all) => {
        const waves = wavesOf(changesOf(...all.toSorted((a, b) => a[1] - b[1])))
        for (const [index, { from, to }] of waves.entries()) {
          expect(to).toBeGreaterThan(from)
          expect(waves[index + 1]?.from ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(to)
        }
      }),
    )
  })
})

describe('useless alerts', () => {
  const changes = changesOf(['a', 10], ['a', 20, 0], ['a', 40], ['a', 50, 0])
  const openedAt = (...all: readonly number[]) =>
    all.map((minute) => alert({ key: `k${minute}`, at: START + minute * MINUTE }))

  it('are false before the first fault', () => {
    expect(uselessAlerts({ changes, alerts: openedAt(9, 10, 41) })).toEqual({ falseAlerts: 1, repeated: 0 })
  })

  it('are repeated beyond one for each wave', () => {
    expect(uselessAlerts({ changes, alerts: openedAt(10, 12, 15, 41) })).toEqual({ falseAlerts: 0, repeated: 2 })
  })

  it('are not the ends of incidents, or fewer alerts than waves', () => {
    expect(uselessAlerts({ changes, alerts: [...openedAt(10), ending()] })).toEqual({ falseAlerts: 0, repeated: 0 })
    expect(uselessAlerts({ changes, alerts: [] })).toEqual({ falseAlerts: 0, repeated: 0 })
  })

  it('are all of them where nothing was broken', () => {
    expect(uselessAlerts({ changes: [], alerts: openedAt(1, 2) })).toEqual({ falseAlerts: 2, repeated: 0 })
  })
})
