import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Bins, binsOf } from '../../../src/store/series/bins.ts'

const keys = fc.array(fc.integer({ min: -40, max: 40 }), { maxLength: 60 })

function contentOf(bins: Bins): readonly (readonly [number, number])[] {
  return Array.from({ length: bins.length }, (_none, index) => [bins.keyAt(index), bins.countAt(index)] as const)
}

/** The same, counted by a map. */
function counted(...lists: readonly (readonly number[])[]): readonly (readonly [number, number])[] {
  const counts = new Map<number, number>()
  for (const key of lists.flat()) counts.set(key, (counts.get(key) ?? 0) + 1)
  return [...counts].toSorted(([a], [b]) => a - b)
}

const of = (list: readonly number[]) => binsOf(Int32Array.from(list))

describe('bins', () => {
  it('are in order and hold each key as often as it was added', () => {
    fc.assert(
      fc.property(keys, (list) => {
        expect(contentOf(of(list))).toEqual(counted(list))
        expect(of(list).total).toBe(list.length)
      }),
    )
  })

  it('merge without losing or doubling a value, whichever is merged into which', () => {
    fc.assert(
      fc.property(keys, keys, keys, (first, second, third) => {
        const bins = of(first)
        bins.merge(of(second))
        bins.merge(of(third))
        expect(contentOf(bins)).toEqual(counted(first, second, third))
        expect(bins.total).toBe(first.length + second.length + third.length)
        const other = of(third)
        other.merge(of(first))
        other.merge(of(second))
        expect(contentOf(other)).toEqual(contentOf(bins))
      }),
    )
  })

  it('leave the other bins as they are, and can be used again after they were cleared', () => {
    const [bins, other] = [of([1, 2]), of([2, 9])]
    bins.merge(other)
    expect(contentOf(other)).toEqual([
      [2, 1],
      [9, 1],
    ])
    bins.clear()
    expect([bins.length, bins.total]).toEqual([0, 0])
    bins.push(5, 3)
    bins.push(5, 1)
    expect(contentOf(bins)).toEqual([[5, 4]])
    expect([bins.keyAt(7), bins.countAt(7)]).toEqual([0, 0])
  })

  it('grow beyond their room while they merge', () => {
    const many = Array.from({ length: 1_000 }, (_none, index) => index * 3)
    const bins = of([1_500])
    bins.merge(of(many))
    bins.merge(of(many.map((key) => key + 1)))
    expect(contentOf(bins)).toEqual(
      counted(
        [1_500],
        many,
        many.map((key) => key + 1),
      ),
    )
  })
})
