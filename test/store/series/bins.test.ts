import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Bins } from '../../../src/store/series/bins.ts'

const keys = fc.array(fc.integer({ min: -40, max: 40 }), { maxLength: 60 })

function binsOf(...lists: readonly (readonly number[])[]): Bins {
  const bins = new Bins()
  for (const key of lists.flat()) bins.add(key, 1)
  return bins
}

/** The same, counted by a map. */
function counted(...lists: readonly (readonly number[])[]): readonly (readonly [number, number])[] {
  const counts = new Map<number, number>()
  for (const key of lists.flat()) counts.set(key, (counts.get(key) ?? 0) + 1)
  return [...counts].toSorted(([a], [b]) => a - b)
}

describe('bins', () => {
  it('are in order and hold each key as often as it was added', () => {
    fc.assert(
      fc.property(keys, (list) => {
        const bins = binsOf(list)
        expect(bins.entries()).toEqual(counted(list))
        expect(bins.total).toBe(list.length)
      }),
    )
  })

  it('give the key of each rank, and the highest one beyond', () => {
    fc.assert(
      fc.property(keys, (list) => {
        const bins = binsOf(list)
        const ordered = list.toSorted((a, b) => a - b)
        expect(ordered.map((_key, rank) => bins.keyAt(rank))).toEqual(ordered)
        expect(bins.keyAt(list.length + 5)).toBe(ordered.at(-1) ?? 0)
      }),
    )
  })

  it('hold nothing of before they were cleared', () => {
    fc.assert(
      fc.property(keys, keys, keys, (first, second, third) => {
        const bins = binsOf(first)
        for (const list of [second, third]) {
          bins.clear()
          expect([bins.entries(), bins.total, bins.keyAt(0)]).toEqual([[], 0, 0])
          for (const key of list) bins.add(key, 1)
          expect(bins.entries()).toEqual(counted(list))
        }
      }),
    )
  })

  it('grow beyond their room in both directions', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -40_000, max: 40_000 }), { maxLength: 12 }), (list) => {
        expect(binsOf(list).entries()).toEqual(counted(list))
      }),
      { numRuns: 20 },
    )
    const many = Array.from({ length: 1_000 }, (_none, index) => index * 3 - 1_500)
    expect(binsOf(many, [7], many).entries()).toEqual(counted(many, [7], many))
  })

  it('add several values of one key at once', () => {
    const bins = new Bins()
    bins.add(5, 3)
    bins.add(-2, 4)
    bins.add(5, 1)
    expect(bins.entries()).toEqual([
      [-2, 4],
      [5, 4],
    ])
    expect(bins.total).toBe(8)
  })
})
