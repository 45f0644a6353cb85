import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { STATUS_CLASSES } from '../../dashboards/model/status-classes.ts'
import { HOUR, MINUTE, type StatusSeries } from '../../src/core/index.ts'
import { classOf, statusesOf } from '../../src/report/statuses.ts'

const FROM = Date.UTC(2026, 10, 23)
const RANGE = { from: FROM, to: FROM + HOUR, bucketMs: MINUTE }
const className = (status: string) => STATUS_CLASSES[classOf(status)]

function series(counts: readonly Readonly<Record<string, number>>[], surface = 'api'): StatusSeries {
  const total: Record<string, number> = {}
  for (const bucket of counts)
    for (const [code, count] of Object.entries(bucket)) total[code] = (total[code] ?? 0) + count
  return {
    ...{ target: 'claude', surface, total },
    buckets: counts.map((bucket, index) => ({ at: FROM + index * MINUTE, counts: new Map(Object.entries(bucket)) })),
  }
}

describe('the class of a status', () => {
  it.each([
    ['200', '2xx'],
    ['204', '2xx'],
    ['302', '3xx'],
    ['404', '4xx'],
    ['429', '429'],
    ['500', '500'],
    ['503', '5xx'],
    ['529', '529'],
    ['101', 'other'],
    ['999', 'other'],
    ['', 'other'],
    ['2', 'other'],
    ['2xx', '2xx'],
  ])('%s is %s', (status, name) => {
    expect(className(status)).toBe(name)
  })
})

describe('the answers of a surface', () => {
  it('are added up to buckets of at least the interval of its probe', () => {
    const [mix] = statusesOf([series([{ '200': 3 }, { '200': 1, '500': 2 }, { '404': 1 }])], RANGE, () => 2 * MINUTE)
    expect(mix).toMatchObject({ title: 'API', bucketMs: 2 * MINUTE, total: { '200': 4, '500': 2, '404': 1 } })
    const bars = mix?.buckets.map(({ at, counts }) => [
      (at - FROM) / MINUTE,
      counts[classOf('200')],
      counts[classOf('500')],
    ])
    expect(bars).toEqual([
      [0, 4, 2],
      [2, 0, 0],
    ])
  })

  it('leave out surfaces without an answer', () => {
    expect(statusesOf([series([{ '200': 0 }]), series([{}])], RANGE, () => MINUTE)).toEqual([])
  })

  it('lose none, and have at most as many bars as a chart can show', () => {
    const counts = fc.array(fc.record({ '200': fc.nat(9), '429': fc.nat(9), '503': fc.nat(9) }), { maxLength: 200 })
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 30 }), (all, everyMinutes) => {
        const range = { ...RANGE, to: FROM + Math.max(1, all.length) * MINUTE }
        const [mix] = statusesOf([series(all)], range, () => everyMinutes * MINUTE)
        const drawn = (mix?.buckets ?? []).flatMap((bucket) => bucket.counts).reduce((sum, count) => sum + count, 0)
        expect(drawn).toBe(all.reduce((sum, one) => sum + one['200'] + one['429'] + one['503'], 0))
        expect(mix?.buckets.length ?? 0).toBeLessThanOrEqual(125)
      }),
      { numRuns: 40 },
    )
  })
})
