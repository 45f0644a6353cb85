import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOUR, MINUTE, type RunRecord, type SkipReason } from '../../../src/core/index.ts'
import { gapLaneOf, gapLines } from '../../../src/report/monitor/gaps.ts'
import { NOW, run } from '../kit.ts'

function skipped(probe: string, at: number, slots: number, reason: SkipReason = 'missed'): RunRecord {
  const until = at + (slots - 1) * MINUTE
  return run(probe, at, { outcome: 'skipped', skip: { reason, count: slots, until } })
}

describe('the gaps of a surface', () => {
  it('are the stretches without a result, those before the first run apart', () => {
    const lane = {
      ...{ target: 't', surface: 'login', title: 'Login', runs: 9, failed: 0, downMs: 0, degradedMs: 0 },
      ...{ watchedMs: 10 * HOUR, measuredMs: 9 * HOUR, unmeasuredMs: HOUR },
      spans: [
        { state: 'unwatched', from: 0, to: HOUR, merged: 1 },
        { state: 'operational', from: HOUR, to: 5 * HOUR, merged: 1 },
        { state: 'unknown', from: 5 * HOUR, to: 6 * HOUR, merged: 1 },
        { state: 'down', from: 6 * HOUR, to: 11 * HOUR, merged: 1 },
      ],
    } as const
    expect(gapLaneOf(lane, [])).toEqual({
      ...{ target: 't', title: 'Login', measured: 0.9 },
      spans: [
        { from: 0, to: HOUR, watched: false },
        { from: 5 * HOUR, to: 6 * HOUR, watched: true },
      ],
    })
    expect(gapLaneOf({ ...lane, watchedMs: 0, measuredMs: 0 }, [])).not.toHaveProperty('measured')
  })
})

describe('short gaps of a surface', () => {
  const lane = {
    ...{ target: 'sandbox', surface: 'login', title: 'Login', runs: 9, failed: 0, downMs: 0, degradedMs: 0 },
    ...{ watchedMs: 10 * HOUR, measuredMs: 10 * HOUR, unmeasuredMs: HOUR },
    spans: [{ state: 'operational', from: NOW - 10 * HOUR, to: NOW, merged: 1 }],
  } as const

  it('are the slots that it skipped, which its lane is too coarse for', () => {
    const at = NOW - 3 * HOUR
    const { spans, measured } = gapLaneOf(lane, [
      skipped('login', at, 30),
      skipped('login', at + 20 * MINUTE, 40),
      skipped('chat', NOW - HOUR, 9),
    ])
    expect(spans).toEqual([{ from: at, to: at + HOUR, watched: true }])
    expect(measured).toBe(0.9)
  })
})

describe('the list of gaps', () => {
  it('joins the slots of all probes at the same time and for the same reason', () => {
    const at = NOW - 5 * HOUR
    const lines = gapLines([
      skipped('chat', at + 20_000, 30, 'suspended'),
      skipped('login', at, 30, 'suspended'),
      skipped('login', at + 2 * HOUR, 1, 'overlap'),
    ])
    expect(lines).toMatchObject([
      { from: at + 2 * HOUR, slots: 1, probes: 1, reason: 'overlap' },
      { from: at, until: at + 20_000 + 29 * MINUTE, slots: 60, probes: 2, reason: 'suspended' },
    ])
  })

  it('lists gaps separately where runs are between them or the reasons differ', () => {
    const lines = gapLines([
      skipped('login', NOW - 3 * HOUR, 5),
      skipped('login', NOW - 2 * HOUR, 5),
      skipped('login', NOW - 2 * HOUR, 5, 'storage'),
    ])
    expect(lines).toHaveLength(3)
  })

  it('counts every slot once, the newest gap first', () => {
    const anySkip = fc.record({
      minute: fc.integer({ min: 0, max: 2_000 }),
      slots: fc.integer({ min: 1, max: 60 }),
      probe: fc.constantFrom('login', 'chat', 'api'),
      reason: fc.constantFrom<SkipReason[]>('missed', 'budget'),
    })
    fc.assert(
      fc.property(fc.array(anySkip, { maxLength: 12 }), (drawn) => {
        const lines = gapLines(drawn.map((one) => skipped(one.probe, NOW - one.minute * MINUTE, one.slots, one.reason)))
        const sum = (values: readonly { readonly slots: number }[]) => values.reduce((all, { slots }) => all + slots, 0)
        expect(sum(lines)).toBe(sum(drawn))
        expect(lines.map(({ from }) => from)).toEqual(lines.map(({ from }) => from).toSorted((a, b) => b - a))
      }),
    )
  })
})
