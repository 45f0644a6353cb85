import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { COMPONENT_STATUSES, type ComponentSpan, type ReachabilitySpan } from '../../../src/core/index.ts'
import { spansOf, surfaceSpans } from '../../../src/store/witness/component-spans.ts'

const RANGE = { from: 0, to: 100 }
const time = fc.integer({ min: -50, max: 150 })

describe('the spans of a range', () => {
  it('start with the value from before it and end with it', () => {
    const changes = [
      { at: -5, value: 'a' },
      { at: 20, value: 'b' },
      { at: 120, value: 'c' },
    ]
    expect(spansOf(changes, RANGE)).toEqual([
      { from: 0, to: 20, value: 'a' },
      { from: 20, to: 100, value: 'b' },
    ])
  })

  it('have the value of the last change before each time, and no gap after the first', () => {
    fc.assert(
      fc.property(fc.array(time), (times) => {
        const changes = times.toSorted((a, b) => a - b).map((at, value) => ({ at, value }))
        const spans = spansOf(changes, RANGE)
        for (let at = RANGE.from; at < RANGE.to; at += 1) {
          const expected = changes.findLast((change) => change.at <= at)?.value
          const values = spans.filter((span) => span.from <= at && span.to > at).map(({ value }) => value)
          expect(values).toEqual(expected === undefined ? [] : [expected])
        }
      }),
    )
  })
})

describe('the spans of surfaces', () => {
  const read: ReachabilitySpan = { voice: 'heard', from: 0, to: 100 }
  const component = (claim: ComponentSpan['claim'], from: number, to: number, surfaces = ['chat']): ComponentSpan => ({
    ...{ component: `${claim}-${from}`, name: claim, surfaces, claim, from, to },
  })

  it('have the worst status of their components', () => {
    const components = [component('operational', 0, 100), component('major_outage', 30, 60, ['chat', 'api'])]
    expect(surfaceSpans(components, [read])).toEqual([
      { surface: 'api', claim: 'major_outage', from: 30, to: 60 },
      { surface: 'chat', claim: 'operational', from: 0, to: 30 },
      { surface: 'chat', claim: 'major_outage', from: 30, to: 60 },
      { surface: 'chat', claim: 'operational', from: 60, to: 100 },
    ])
  })

  it('are unread while the page does not answer', () => {
    const voices: ReachabilitySpan[] = [
      { voice: 'heard', from: 0, to: 40 },
      { voice: 'unreachable', from: 40, to: 70 },
      { voice: 'heard', from: 70, to: 100 },
    ]
    expect(surfaceSpans([component('operational', 0, 100)], voices).map(({ claim, from }) => [claim, from])).toEqual([
      ['operational', 0],
      ['unread', 40],
      ['operational', 70],
    ])
  })

  it('neither overlap nor touch with one status, whatever the page shows', () => {
    const span = fc
      .record({
        claim: fc.constantFrom(...COMPONENT_STATUSES),
        from: fc.nat(99),
        length: fc.integer({ min: 1, max: 50 }),
      })
      .map(({ claim, from, length }) => component(claim, from, Math.min(100, from + length)))
    fc.assert(
      fc.property(fc.array(span, { maxLength: 8 }), (components) => {
        const spans = surfaceSpans(components, [read])
        for (const [index, { from, to, claim }] of spans.entries()) {
          expect(from).toBeLessThan(to)
          const next = spans[index + 1]
          if (!next) continue
          expect(next.from).toBeGreaterThanOrEqual(to)
          if (next.from === to) expect(next.claim).not.toBe(claim)
        }
      }),
    )
  })
})
