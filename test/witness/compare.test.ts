import { describe, expect, it } from 'vitest'
import {
  type ComponentStatus,
  HOUR,
  MINUTE,
  type State,
  type StateSpan,
  type SurfaceStatusSpan,
} from '../../src/core/index.ts'
import { compareWitness } from '../../src/witness/index.ts'

function ours(...spans: readonly (readonly [State, number, number])[]): readonly StateSpan[] {
  return spans.map(([state, from, to]) => ({
    target: 'claude',
    surface: 'login',
    state,
    from: from * MINUTE,
    to: to * MINUTE,
  }))
}

function page(
  ...spans: readonly (readonly [ComponentStatus | 'unread', number, number])[]
): readonly SurfaceStatusSpan[] {
  return spans.map(([claim, from, to]) => ({ surface: 'login', claim, from: from * MINUTE, to: to * MINUTE }))
}

describe('the page beside what we saw', () => {
  it('is late by the minutes it stayed green', () => {
    const [one] = compareWitness(
      ours(['operational', 0, 10], ['down', 10, 100], ['operational', 100, 200]),
      page(['operational', 0, 30], ['major_outage', 30, 120], ['operational', 120, 200]),
    )
    expect(one).toMatchObject({
      target: 'claude',
      surface: 'login',
      greenWhileRedMs: 20 * MINUTE,
      bothRedMs: 70 * MINUTE,
      redWhileGreenMs: 20 * MINUTE,
      medianLeadMs: 20 * MINUTE,
    })
    expect(one?.troubles).toEqual([{ seenAt: 10 * MINUTE, saidAt: 30 * MINUTE, leadMs: 20 * MINUTE, to: 120 * MINUTE }])
  })

  it('can be ahead of us', () => {
    const [one] = compareWitness(
      ours(['operational', 0, 40], ['degraded', 40, 60]),
      page(['operational', 0, 30], ['partial_outage', 30, 60]),
    )
    expect(one?.medianLeadMs).toBe(-10 * MINUTE)
  })

  it('may never have said it, and may say what we never saw', () => {
    const [one] = compareWitness(
      ours(['down', 0, 10], ['operational', 10, 900]),
      page(['operational', 0, 600], ['degraded_performance', 600, 700]),
    )
    expect(one?.troubles).toEqual([
      { seenAt: 0, to: 10 * MINUTE },
      { saidAt: 600 * MINUTE, to: 700 * MINUTE },
    ])
    expect(one?.medianLeadMs).toBeUndefined()
    expect(one?.redWhileGreenMs).toBe(100 * MINUTE)
  })

  it('is not held against us while it cannot be read, nor we against it while we know nothing', () => {
    const [one] = compareWitness(
      ours(['down', 0, 60], ['unknown', 60, 120]),
      page(['unread', 0, 60], ['major_outage', 60, 120]),
    )
    expect(one).toMatchObject({ greenWhileRedMs: 0, redWhileGreenMs: 0, bothRedMs: 0, unreadWhileRedMs: HOUR })
  })

  it('is compared surface by surface', () => {
    const api = ours(['operational', 0, 60]).map((span) => ({ ...span, surface: 'api' }))
    const all = compareWitness([...ours(['down', 0, 60]), ...api], page(['operational', 0, 60]))
    expect(all.map((one) => [one.surface, one.greenWhileRedMs])).toEqual([
      ['login', HOUR],
      ['api', 0],
    ])
  })
})
