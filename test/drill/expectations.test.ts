import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { afterSlots, type Expectation, expectAfter, settle, unmet } from '../../src/drill/index.ts'

const AT = 1_000_000
const broken = { surface: 'claude/login', fault: '500', probability: 1 }
const healed = { surface: 'claude/login', probability: 0 }
const WORKS = { 'claude/login': { state: 'operational' } } as const
const DOWN = { 'claude/login': { state: 'down', class: 'server_error' } } as const

describe('what the judge has to find after a change', () => {
  it('is trouble where a fault begins, and the end where it is cleared', () => {
    expect(expectAfter([], [broken], WORKS, AT).pending).toEqual([
      { surface: 'claude/login', kind: 'trouble', changedAt: AT, slots: 0 },
    ])
    expect(expectAfter([], [healed], DOWN, AT).pending[0]?.kind).toBe('recovery')
  })

  it('is nothing where the judge believes so already', () => {
    expect(expectAfter([], [{ ...broken, probability: 0.2 }], DOWN, AT).pending).toEqual([])
    expect(expectAfter([], [healed], WORKS, AT).pending).toEqual([])
  })

  it('keeps counting from the first change where a fault only gets worse', () => {
    const pending = afterSlots(expectAfter([], [broken], WORKS, AT).pending, 3)
    expect(expectAfter(pending, [{ ...broken, probability: 0.9 }], WORKS, AT + 1).pending).toEqual(pending)
  })

  it('misses trouble that ends before it is found', () => {
    const { pending } = expectAfter([], [broken], WORKS, AT)
    const after = expectAfter(afterSlots(pending, 5), [healed], WORKS, AT + 60_000)
    expect(after.pending).toEqual([])
    expect(after.missed).toMatchObject([{ kind: 'trouble', found: false, slots: 5, at: AT + 60_000 }])
  })

  it('is met by the verdict of the judge, with the slots and the time since the last one', () => {
    const pending = afterSlots(expectAfter([], [broken], WORKS, AT).pending, 2)
    const { verdicts, pending: left } = settle(pending, DOWN, { at: AT + 31_000, slotAt: AT + 20_000 })
    expect(left).toEqual([])
    expect(verdicts).toMatchObject([{ found: true, slots: 2, confirmMs: 11_000, state: 'down', class: 'server_error' }])
  })

  it('stays pending until the judge reports it', () => {
    const { pending } = expectAfter([], [broken], WORKS, AT)
    expect(settle(pending, WORKS, { at: AT, slotAt: AT })).toEqual({ pending, verdicts: [] })
    expect(settle(pending, {}, { at: AT, slotAt: AT }).pending).toEqual(pending)
  })

  it('is reported as missed at the end', () => {
    const { pending } = expectAfter([], [broken], WORKS, AT)
    expect(unmet(pending, WORKS, AT + 5)).toMatchObject([{ found: false, state: 'operational', at: AT + 5 }])
  })

  it('has at most one expectation per surface, whatever changes', () => {
    const names = ['a', 'b']
    const change = fc.record({ surface: fc.constantFrom(...names), on: fc.boolean() })
    const states = fc.dictionary(
      fc.constantFrom(...names),
      fc.record({ state: fc.constantFrom('operational' as const, 'down' as const, 'unknown' as const) }),
    )
    fc.assert(
      fc.property(fc.array(fc.tuple(change, states)), (steps) => {
        let pending: readonly Expectation[] = []
        for (const [{ surface, on }, judged] of steps) {
          const changes = [on ? { surface, fault: '500', probability: 1 } : { surface, probability: 0 }]
          pending = expectAfter(pending, changes, judged, AT).pending
          expect(new Set(pending.map((one) => one.surface)).size).toBe(pending.length)
        }
      }),
    )
  })
})
