import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutSpans, troubleSpans } from '../../src/continuity/index.ts'
import { HOUR, MINUTE, type State, type SurfaceChange } from '../../src/core/index.ts'
import { MONDAY } from './kit.ts'

const RANGE = { from: MONDAY, to: MONDAY + 4 * HOUR }

/** A change of claude/cli, minutes after the beginning of the range; by the evidence `sinceMinute`. */
function change(minute: number, to: State, more: { sinceMinute?: number; retired?: true } = {}): SurfaceChange {
  const { sinceMinute = minute, retired } = more
  const time = { at: MONDAY + minute * MINUTE, since: MONDAY + sinceMinute * MINUTE }
  return { target: 'claude', surface: 'cli', ...time, to, ...(retired ? { retired } : {}) }
}

/** The spans of claude/cli as `state from-to`, in minutes. */
function spansOf(...changes: readonly SurfaceChange[]): readonly string[] {
  const minute = (at: number) => (at - MONDAY) / MINUTE
  return troubleSpans(changes, ['claude/cli'], RANGE).map(
    ({ state, from, to }) => `${state} ${minute(from)}-${minute(to)}`,
  )
}

describe('the trouble of a surface', () => {
  const up = change(-60, 'operational')

  it('lasts from the first bad run to the first good one, not from verdict to verdict', () => {
    expect(spansOf(up, change(10, 'down', { sinceMinute: 8 }), change(70, 'operational', { sinceMinute: 65 }))).toEqual(
      ['down 8-65'],
    )
  })

  it('changes its state with the verdict, because the evidence of a worse state may be as old as the trouble', () => {
    const changes = [change(10, 'degraded', { sinceMinute: 8 }), change(20, 'down', { sinceMinute: 8 })]
    expect(spansOf(up, ...changes)).toEqual(['degraded 8-20', 'down 20-240'])
  })

  it('is cut to the range, and lasts until its end where it has none', () => {
    expect(spansOf(change(-30, 'down'))).toEqual(['down 0-240'])
    expect(spansOf(up)).toEqual([])
  })

  it('is unknown where nothing was measured, and no trouble under maintenance or out of the configuration', () => {
    expect(spansOf()).toEqual(['unknown 0-240'])
    const changes = [change(10, 'unknown'), change(30, 'maintenance'), change(60, 'down', { sinceMinute: 20 })]
    expect(spansOf(up, ...changes, change(90, 'unknown', { retired: true }))).toEqual(['unknown 10-30', 'down 60-90'])
  })

  it('does not count a time twice where the evidence is older than the end of the trouble before', () => {
    const changes = [change(10, 'down', { sinceMinute: 5 }), change(40, 'operational', { sinceMinute: 30 })]
    expect(spansOf(up, ...changes, change(50, 'down', { sinceMinute: 20 }))).toEqual(['down 5-30', 'down 30-240'])
  })

  it('is never counted twice, and parts of a range add up to it', () => {
    const states = fc.constantFrom<State>('operational', 'degraded', 'down', 'unknown', 'maintenance')
    const some = fc.record({
      minute: fc.integer({ min: -60, max: 300 }),
      to: states,
      ago: fc.integer({ min: 0, max: 60 }),
    })
    fc.assert(
      fc.property(fc.array(some, { maxLength: 8 }), fc.integer({ min: 0, max: 240 }), (list, cut) => {
        const changes = list.map(({ minute, to, ago }) => change(minute, to, { sinceMinute: minute - ago }))
        const spans = troubleSpans(changes, ['claude/cli'], RANGE).toSorted((a, b) => a.from - b.from)
        for (const [index, span] of spans.entries()) {
          expect(span.from).toBeGreaterThanOrEqual(spans[index - 1]?.to ?? RANGE.from)
          expect(span.to).toBeGreaterThan(span.from)
          expect(span.to).toBeLessThanOrEqual(RANGE.to)
        }
        const at = MONDAY + cut * MINUTE
        const parts = [cutSpans(spans, { ...RANGE, to: at }), cutSpans(spans, { ...RANGE, from: at })].flat()
        const sum = (all: typeof spans) => all.reduce((total, { from, to }) => total + to - from, 0)
        expect(sum(parts)).toBe(sum(spans))
      }),
    )
  })
})
