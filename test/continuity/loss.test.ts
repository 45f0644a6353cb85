import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lossOf, surfaceLoss, surfacesCausing, type TroubleSpan } from '../../src/continuity/loss.ts'
import type { Workflow } from '../../src/core/index.ts'

const span = (changes: Partial<TroubleSpan> = {}): TroubleSpan => ({
  ...{ surface: 'claude/cli', state: 'degraded', from: 0, to: 1 },
  ...changes,
})
const loss = (changes: Partial<TroubleSpan>, hitBy: Workflow['hitBy'] = 'degraded') =>
  surfaceLoss([span(changes)], 'claude/cli', hitBy)

describe('the share of its runs that a surface loses', () => {
  it.each([
    ['is all of them while it is down', { state: 'down' }, 'down', { low: 1, high: 1 }],
    ['is unknown while the surface is not measured', { state: 'unknown' }, 'degraded', { low: 0, high: 1 }],
    ['is that of its failed runs while it is degraded', { failedShare: 0.3 }, 'degraded', { low: 0.3, high: 0.3 }],
    ['is none where it is only slow', {}, 'degraded', { low: 0, high: 0 }],
    ['is none where only an outage stops the work', { failedShare: 0.3 }, 'down', { low: 0, high: 0 }],
    ['is never more than all', { failedShare: 1.7 }, 'degraded', { low: 1, high: 1 }],
    ['is never negative', { failedShare: -0.2 }, 'degraded', { low: 0, high: 0 }],
    [
      'is all where the first token comes too late',
      { speed: { ttftMs: 9_001 } },
      { ttftMs: 9_000 },
      { low: 1, high: 1 },
    ],
    ['is none at the limit', { speed: { ttftMs: 9_000 } }, { ttftMs: 9_000 }, { low: 0, high: 0 }],
    ['is all where tokens come too slowly', { speed: { msPerToken: 81 } }, { msPerToken: 80 }, { low: 1, high: 1 }],
    ['is none where a speed was not measured', {}, { ttftMs: 9_000, msPerToken: 80 }, { low: 0, high: 0 }],
    [
      'counts failures under a limit of speed as well',
      { failedShare: 0.4 },
      { ttftMs: 9_000 },
      { low: 0.4, high: 0.4 },
    ],
  ] as const)('%s', (_words, changes, hitBy, expected) => {
    expect(loss(changes, hitBy)).toEqual(expected)
  })

  it('is that of the worst of spans that overlap, and of no other surface', () => {
    const spans = [
      span({ failedShare: 0.2 }),
      span({ failedShare: 0.6 }),
      span({ surface: 'claude/api', state: 'down' }),
    ]
    expect(surfaceLoss(spans, 'claude/cli', 'degraded')).toEqual({ low: 0.6, high: 0.6 })
    expect(surfaceLoss([], 'claude/cli', 'degraded')).toEqual({ low: 0, high: 0 })
  })
})

describe('the share of its work that a workflow loses', () => {
  const uses = (...needs: Workflow['uses']) => ({ uses: needs, hitBy: 'degraded' as const })
  const cli = span({ failedShare: 0.5 })
  const api = span({ surface: 'claude/api', failedShare: 0.2 })

  it('is that of the need that loses most, and of alternatives the one that works best', () => {
    expect(lossOf(uses('claude/cli', 'claude/api'), [cli, api])).toEqual({ low: 0.5, high: 0.5 })
    expect(lossOf(uses({ anyOf: ['claude/cli', 'claude/api'] }), [cli, api])).toEqual({ low: 0.2, high: 0.2 })
    expect(lossOf(uses({ anyOf: ['claude/cli', 'claude/chat'] }), [cli, api])).toEqual({ low: 0, high: 0 })
  })

  it('names the surfaces of the need that loses most', () => {
    expect(surfacesCausing(uses('claude/cli', 'claude/api'), [cli, api])).toEqual(['claude/cli'])
    expect(surfacesCausing(uses({ anyOf: ['claude/cli', 'claude/api'] }), [cli, api])).toEqual([
      'claude/cli',
      'claude/api',
    ])
  })

  it('is between 0 and 1, and never decreases when more surfaces are in trouble', () => {
    const spans = fc.array(
      fc.record({
        surface: fc.constantFrom('claude/cli', 'claude/api', 'claude/chat'),
        state: fc.constantFrom('down' as const, 'degraded' as const, 'unknown' as const),
        failedShare: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
      { maxLength: 5 },
    )
    const workflow = uses('claude/cli', { anyOf: ['claude/api', 'claude/chat'] })
    fc.assert(
      fc.property(spans, spans, (some, others) => {
        const [part, whole] = [some, [...some, ...others]].map((all) =>
          lossOf(
            workflow,
            all.map((one) => span(one)),
          ),
        )
        if (!part || !whole) throw new Error('no loss')
        for (const { low, high } of [part, whole]) {
          expect(low).toBeGreaterThanOrEqual(0)
          expect(high).toBeGreaterThanOrEqual(low)
          expect(high).toBeLessThanOrEqual(1)
        }
        expect(whole.low).toBeGreaterThanOrEqual(part.low)
        expect(whole.high).toBeGreaterThanOrEqual(part.high)
      }),
    )
  })
})
