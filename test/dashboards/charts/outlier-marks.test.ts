import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ChangeLines, marksOf } from '../../../dashboards/charts/change-lines.tsx'
import { OutlierMarks } from '../../../dashboards/charts/outlier-marks.tsx'
import { DAY, HOUR } from '../../../src/core/index.ts'
import { html, NOW } from '../kit.ts'

const scale = { from: NOW - DAY, to: NOW, bucketMs: HOUR, gapMs: DAY }
const outlier = (hoursAgo: number, p95: number) => ({ at: NOW - hoursAgo * HOUR, p50: 100, p95 })

function drawn(outliers: readonly ReturnType<typeof outlier>[]) {
  const svg = html(OutlierMarks({ outliers, scale }))
  const labels = [...svg.matchAll(/<text x="([\d.]+)%"[^>]*text-anchor="(\w+)"[^>]*>([^<]*)</g)]
  return {
    marks: svg.split('<path').length - 1,
    labels: labels.map(([, x, anchor, words]) => ({ x: Number(x), anchor, words })),
  }
}

describe('the marks of points that are cut', () => {
  it('have their value after the mark, at the right edge before it', () => {
    const { marks, labels } = drawn([outlier(12, 38_000), outlier(2, 61_000)])
    expect(marks).toBe(2)
    expect(labels.map(({ words, anchor }) => [words, anchor])).toEqual([
      ['1 min 1 s', 'end'],
      ['38 s', 'start'],
    ])
  })

  it('that lie close have labels on their free sides only', () => {
    const two = drawn([outlier(12, 90_000), outlier(11, 40_000)])
    expect(two.labels.map(({ words, anchor }) => [words, anchor])).toEqual([
      ['1 min 30 s', 'end'],
      ['40 s', 'start'],
    ])
    const three = drawn([outlier(12, 38_000), outlier(11, 90_000), outlier(10, 40_000)])
    expect([three.marks, three.labels.map(({ words }) => words)]).toEqual([3, ['40 s', '38 s']])
  })

  it('never have labels that overlap each other or a mark, whatever the points', () => {
    const some = fc.uniqueArray(fc.tuple(fc.integer({ min: 4, max: 23 }), fc.integer({ min: 1_000, max: 90_000 })), {
      selector: ([hour]) => hour,
      minLength: 1,
    })
    fc.assert(
      fc.property(some, (points) => {
        const { marks, labels } = drawn(points.map(([hour, ms]) => outlier(hour, ms)))
        expect(marks).toBe(points.length)
        const spans = labels.map(({ x, anchor }) => (anchor === 'end' ? [x - 16, x] : [x, x + 16]) as [number, number])
        const ordered = spans.toSorted(([a], [b]) => a - b)
        for (const [index, [from]] of ordered.entries())
          expect(from).toBeGreaterThanOrEqual(ordered[index - 1]?.[1] ?? 0)
        for (const [hour] of points) {
          const x = 100 - (100 * hour) / 24 + 100 / 48
          expect(spans.some(([from, to]) => x > from + 0.1 && x < to - 0.1)).toBe(false)
        }
        expect(labels.length).toBeLessThanOrEqual(points.length)
      }),
    )
  })

  it('are nothing where no point is cut', () => {
    expect(html(OutlierMarks({ outliers: [], scale }))).toBe('')
  })
})

describe('the lines of changes', () => {
  const marks = [
    { at: NOW - 12 * HOUR, text: 'configuration changed' },
    { at: NOW - 6 * HOUR, text: 'probe claude/login changed', probes: ['claude/login'] },
  ]

  it('are at the moments of the changes', () => {
    expect(html(ChangeLines({ marks, scale, width: 1_000, height: 100 }))).toContain('d="M500 0v100M750 0v100"')
    expect(ChangeLines({ marks: [], scale, width: 1_000, height: 100 })).toBeNull()
  })

  it('are on the charts of the probe that changed, and on all where the configuration did', () => {
    expect(marksOf(marks, { target: 'claude', probe: 'login' })).toEqual(marks)
    expect(marksOf(marks, { target: 'claude', probe: 'chat' })).toEqual(marks.slice(0, 1))
  })
})
