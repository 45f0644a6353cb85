import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { OutcomeSeries } from '../../src/core/index.ts'
import { gapsOf } from '../../src/report/gaps.ts'

const BUCKET = 10
const RANGE = { from: 0, to: 400, bucketMs: BUCKET }
const NONE = { passed: 0, slow: 0, failed: 0, error: 0, skipped: 0 }

function seriesOf(buckets: readonly { readonly at: number; readonly counts: Partial<typeof NONE> }[]): OutcomeSeries {
  return {
    ...{ target: 'sandbox', surface: 'login', total: NONE },
    buckets: buckets.map(({ at, counts }) => ({
      at,
      counts: { ...NONE, ...counts },
      slots: { good: 0, failed: 0, unmeasured: 0 },
    })),
  }
}

describe('the gaps of a surface', () => {
  it('are the whole range where nothing was measured', () => {
    expect(gapsOf(undefined, RANGE, 20)).toEqual([{ from: 0, to: 400 }])
    expect(gapsOf(undefined, RANGE, 400)).toEqual([])
  })

  it('end at failed and slow runs, not at errors and skipped slots', () => {
    const at = (counts: Partial<typeof NONE>) => gapsOf(seriesOf([{ at: 200, counts }]), RANGE, 150)
    for (const outcome of ['passed', 'slow', 'failed'] as const) {
      expect(at({ [outcome]: 1 })).toEqual([
        { from: 0, to: 200 },
        { from: 210, to: 400 },
      ])
    }
    expect(at({ error: 3, skipped: 2 })).toEqual([{ from: 0, to: 400 }])
  })

  it('are exactly the spans without a measured bucket that are longer than the limit', () => {
    const indexes = fc.uniqueArray(fc.nat(39), { maxLength: 40 })
    fc.assert(
      fc.property(indexes, fc.integer({ min: 0, max: 120 }), (measured, longestMs) => {
        const series = seriesOf(measured.map((index) => ({ at: index * BUCKET, counts: { passed: 1 } })))
        const gaps = gapsOf(series, RANGE, longestMs)
        const inGap = (index: number) =>
          gaps.some(({ from, to }) => from <= index * BUCKET && (index + 1) * BUCKET <= to)
        for (const { from, to } of gaps) expect(to - from).toBeGreaterThan(longestMs)
        for (let index = 0; index < 40; index += 1) {
          expect(inGap(index)).toBe(emptySpanAt(index, new Set(measured)) > longestMs)
        }
      }),
    )
  })
})

/** Length of the empty span around a bucket, ms; 0 where the bucket was measured. */
function emptySpanAt(index: number, measured: ReadonlySet<number>): number {
  if (measured.has(index)) return 0
  let [first, last] = [index, index]
  while (first > 0 && !measured.has(first - 1)) first -= 1
  while (last < 39 && !measured.has(last + 1)) last += 1
  return (last - first + 1) * BUCKET
}
