import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MINUTE, SECOND } from '../../src/core/index.ts'
import {
  createPolicy,
  emptyMemory,
  judge,
  judgeTime,
  memoryFor,
  needsTick,
  type TargetMemory,
} from '../../src/judge/index.ts'
import { CREDENTIALS, HTTP_500, NETWORK, probesOf, type RunWish, runOf, T0 } from './kit.ts'

const TARGET = { name: 'sandbox', probes: probesOf(['login', 'api']) }
const POLICY = createPolicy()

function calm(): TargetMemory {
  let memory = emptyMemory(TARGET)
  for (const [index, surface] of ['login', 'api', 'login', 'api'].entries()) {
    const at = T0 + index * SECOND
    memory = judge(memory, runOf({ at, surface }), POLICY, at).memory
  }
  return memory
}

const runs = fc.array(
  fc.record({
    afterMs: fc.integer({ min: 0, max: 2 * MINUTE }),
    surface: fc.constantFrom('login', 'api'),
    location: fc.constantFrom('eu', 'us'),
    failure: fc.oneof(
      { weight: 8, arbitrary: fc.constant(undefined) },
      fc.constantFrom(HTTP_500, CREDENTIALS, NETWORK),
    ),
  }),
  { maxLength: 60 },
)

function wishOf(run: { surface: string; location: string; failure: typeof HTTP_500 | undefined }, at: number): RunWish {
  const { surface, location, failure } = run
  return failure ? { at, surface, location, outcome: 'failed', failure } : { at, surface, location }
}

describe('a target that needs no tick', () => {
  it('is one whose surfaces all work', () => {
    expect(needsTick(emptyMemory(TARGET), POLICY)).toBe(true)
    expect(needsTick(calm(), POLICY)).toBe(false)
  })

  it('has no window that covers it', () => {
    const window = { kind: 'maintenance', from: T0 + MINUTE, to: T0 + 2 * MINUTE } as const
    expect(needsTick(calm(), createPolicy({ quiet: [window] }))).toBe(true)
    expect(needsTick(calm(), createPolicy({ quiet: [{ ...window, target: 'other' }] }))).toBe(false)
  })

  it('is not changed by time alone, whatever came before', () => {
    let calmMoments = 0
    fc.assert(
      fc.property(runs, fc.integer({ min: 0, max: 25 * SECOND }), (story, laterMs) => {
        let memory = emptyMemory(TARGET)
        let at = T0
        for (const run of story) {
          at += run.afterMs
          memory = judge(memory, runOf(wishOf(run, at)), POLICY, at + SECOND).memory
          memory = judgeTime(memory, POLICY, at + SECOND, []).memory
          if (needsTick(memory, POLICY)) continue
          calmMoments += 1
          const after = judgeTime(memory, POLICY, at + laterMs, [])
          expect(after.changes).toMatchObject({ transitions: [], notices: [] })
          expect(after.changes.incident).toBeUndefined()
          expect({ ...after.memory, time: undefined }).toEqual({ ...memory, time: undefined })
        }
      }),
      { numRuns: 100 },
    )
    expect(calmMoments).toBeGreaterThan(100)
  })
})

describe('the memory of a target', () => {
  it('is completed once for a target, and is then the same object for every run', () => {
    const first = memoryFor(TARGET, JSON.parse(JSON.stringify(calm())))
    expect(memoryFor(TARGET, first)).toBe(first)
    const next = judge(first, runOf({ at: T0 + MINUTE }), POLICY, T0 + MINUTE).memory
    expect(memoryFor(TARGET, next)).toBe(next)
  })

  it('is completed again where the probes have changed', () => {
    const changed = { ...TARGET, probes: probesOf(['login', 'api', 'chat']) }
    const memory = memoryFor(changed, memoryFor(TARGET, calm()))
    expect(memory.surfaces.chat).toBeDefined()
  })
})
