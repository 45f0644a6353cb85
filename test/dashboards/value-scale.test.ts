import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isRemarkable } from '../../dashboards/charts/remarkable.ts'
import { valueScaleOf } from '../../dashboards/charts/value-scale.ts'
import { DAY, HOUR, MINUTE } from '../../src/core/index.ts'

const pointsOf = (values: readonly number[], everyMs = HOUR) =>
  values.map((ms, index) => ({ at: index * everyMs, p50: ms / 2, p95: ms }))
/** A measured duration, ms: whole microseconds. */
const duration = () => fc.nat(1e9).map((us) => us / 1000)
const level = (ms: number, count: number) => Array.from({ length: count }, () => ms)

describe('the scale of a chart', () => {
  it('ends at a round number above all values while none is far above the others', () => {
    expect(valueScaleOf(pointsOf([...level(100, 99), 300]))).toEqual({ top: 300, outliers: [] })
    expect(valueScaleOf([])).toEqual({ top: 1, outliers: [] })
    expect(valueScaleOf(pointsOf(level(0, 5)))).toEqual({ top: 1, outliers: [] })
  })

  it('ends at 1.5 times the 95th percentile where a few are more than three times above it', () => {
    const points = pointsOf([...level(100, 98), 301, 38_000])
    expect(valueScaleOf(points)).toEqual({ top: 150, outliers: points.slice(98) })
  })

  it('cuts nothing that happens more often than once in twenty points', () => {
    expect(valueScaleOf(pointsOf([...level(100, 90), ...level(5_000, 10)]))).toEqual({ top: 5_000, outliers: [] })
    expect(valueScaleOf(pointsOf([100, 100, 38_000])).outliers).toEqual([])
  })

  it('cuts at most a twentieth of any points, each of them above the top, and none below it', () => {
    fc.assert(
      fc.property(fc.array(duration(), { maxLength: 400 }), (values) => {
        const points = pointsOf(values)
        const { top, outliers } = valueScaleOf(points)
        expect(outliers.length).toBeLessThanOrEqual(points.length / 20)
        expect(points.filter((point) => !outliers.includes(point)).every(({ p95 }) => p95 <= top * (1 + 1e-12))).toBe(
          true,
        )
        expect(outliers.every(({ p95 }) => p95 > top)).toBe(true)
      }),
    )
  })
})

describe('a chart shows more than its numbers', () => {
  const remarkable = (values: readonly number[], everyMs = HOUR) => isRemarkable({ points: pointsOf(values, everyMs) })

  it('where the median doubles in two points in a row, not in one: single runs scatter as much', () => {
    expect(remarkable([...level(400, 50), 800, 800, ...level(400, 50)])).toBe(true)
    expect(remarkable([...level(400, 50), 800, ...level(400, 50)])).toBe(false)
    expect(remarkable([...level(400, 50), 790, 790, ...level(400, 50)])).toBe(false)
    expect(remarkable([...level(20, 50), 50, 50, ...level(20, 50)])).toBe(false)
  })

  it('where it slows down by a quarter over a year', () => {
    const slower = Array.from({ length: 365 }, (_, day) => 800 * (1 + 0.25 * (day / 365)))
    expect(remarkable(slower, DAY)).toBe(true)
    expect(remarkable(slower.toReversed(), DAY)).toBe(true)
    expect(remarkable(slower.slice(0, 100), DAY)).toBe(false)
  })

  it('not by the time of day in less than two days', () => {
    const daily = Array.from({ length: 144 }, (_, index) => 800 * (1 + 0.2 * Math.sin((index / 144) * 2 * Math.PI)))
    const slower = Array.from({ length: 144 }, (_, index) => 800 + 3 * index)
    expect(remarkable(daily, 10 * MINUTE)).toBe(false)
    expect(remarkable(slower, 10 * MINUTE)).toBe(false)
    expect(remarkable(slower, HOUR)).toBe(true)
  })

  it('where points are cut from its scale', () => {
    expect(remarkable([...level(400, 60), 38_000, ...level(400, 60)])).toBe(true)
  })

  it('never where all points are the same, or there are none', () => {
    fc.assert(
      fc.property(duration(), fc.nat(400), (ms, count) => {
        expect(remarkable(level(ms, count), DAY)).toBe(false)
      }),
    )
  })
})
