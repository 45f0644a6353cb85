import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MINUTE, SECOND } from '../../src/core/index.ts'
import {
  changesWithTime,
  createPolicy,
  emptyMemory,
  judge,
  judgeTime,
  memoryFor,
  type TargetMemory,
} from '../../src/judge/index.ts'
import { propertyRuns } from '../support/property-runs.ts'
import { CREDENTIALS, HTTP_500, NETWORK, probesOf, type RunWish, runOf, T0 } from './kit.ts'
import { readBack } from './read-back.ts'

const TARGET = { name: 'sandbox', probes: probesOf(['login', 'api']) }
const POLICY = createPolicy()
const TICK_MS = 5 * SECOND
/** A worker judges a target at least this often. */
const LONGEST_MS = 20 * SECOND

function calm(): TargetMemory {
  let memory = emptyMemory(TARGET)
  for (const [index, surface] of ['login', 'api', 'login', 'api'].entries()) {
    const at = T0 + index * SECOND
    memory = judge(memory, runOf({ at, surface }), POLICY, at).memory
  }
  return memory
}

/** A target whose login has failed for ten minutes. */
function down(): TargetMemory {
  let memory = calm()
  for (let at = T0 + MINUTE; at <= T0 + 11 * MINUTE; at += 10 * SECOND) {
    memory = judge(memory, runOf(failedRun('login', at)), POLICY, at).memory
    memory = judge(memory, runOf({ at: at + SECOND, surface: 'api' }), POLICY, at + SECOND).memory
  }
  return memory
}

const failedRun = (surface: string, at: number): RunWish => ({ at, surface, outcome: 'failed', failure: HTTP_500 })

const runs = fc.array(
  fc.record({
    afterMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 2 * MINUTE })),
    surface: fc.constantFrom('login', 'api'),
    location: fc.constantFrom('eu', 'us'),
    failure: fc.oneof(
      { weight: 4, arbitrary: fc.constant(undefined) },
      { weight: 3, arbitrary: fc.constant(HTTP_500) },
      fc.constantFrom(CREDENTIALS, NETWORK),
    ),
  }),
  { minLength: 20, maxLength: 80 },
)

function wishOf(run: { surface: string; location: string; failure: typeof HTTP_500 | undefined }, at: number): RunWish {
  const { surface, location, failure } = run
  return failure ? { at, surface, location, outcome: 'failed', failure } : { at, surface, location }
}

describe('what time changes of a target', () => {
  it('is nothing while its surfaces work, and while one is down', () => {
    expect(changesWithTime(calm(), POLICY, T0 + MINUTE / 6)).toBe(false)
    const memory = down()
    expect(memory.incident.incident?.resolvedAt).toBeUndefined()
    expect(memory.surfaces.login?.state).toBe('down')
    expect(changesWithTime(memory, POLICY, T0 + 11 * MINUTE + TICK_MS)).toBe(false)
  })

  it('is its state where a maintenance window that covers it begins', () => {
    const window = { kind: 'maintenance', from: T0 + MINUTE, to: T0 + 2 * MINUTE } as const
    const policy = createPolicy({ quiet: [window] })
    expect(changesWithTime(calm(), policy, window.from - 1)).toBe(false)
    expect(changesWithTime(calm(), policy, window.from)).toBe(true)
    expect(changesWithTime(calm(), createPolicy({ quiet: [{ ...window, target: 'other' }] }), window.from)).toBe(false)
  })

  it('is its clock alone where nothing else changes, whatever came before', () => {
    let unchanged = 0
    fc.assert(
      fc.property(runs, fc.integer({ min: 0, max: 25 * SECOND }), (story, laterMs) => {
        let [memory, at] = [emptyMemory(TARGET), T0]
        for (const run of story) {
          at += run.afterMs
          memory = judge(memory, runOf(wishOf(run, at)), POLICY, at + SECOND).memory
          const later = at + SECOND + laterMs
          if (changesWithTime(memory, POLICY, later)) continue
          unchanged += 1
          const after = judgeTime(memory, POLICY, later, [])
          expect(after.changes).toEqual({ transitions: [], notices: [] })
          expect({ ...after.memory, time: undefined }).toEqual({ ...memory, time: undefined })
        }
      }),
      propertyRuns(40),
    )
    expect(unchanged).toBeGreaterThan(100)
  })
})

/** Plays runs with a tick every 5 s. `spares`: a tick that changes nothing is left out, as a worker does it. */
function decisions(story: readonly (RunWish & { readonly at: number })[], spares: boolean) {
  let memory = emptyMemory(TARGET)
  let judgedAt = T0
  const decided: unknown[] = []
  let ticks = 0
  const tick = (at: number) => {
    if (spares && at - judgedAt < LONGEST_MS && !changesWithTime(memory, POLICY, at)) return
    const { memory: next, changes } = judgeTime(memory, POLICY, at, [])
    ;[memory, judgedAt] = [next, at]
    ticks += 1
    decided.push(...changes.transitions, ...(changes.incident ? [changes.incident] : []), ...changes.notices)
  }
  let tickAt = T0 + TICK_MS
  for (const run of story) {
    for (; tickAt < run.at; tickAt += TICK_MS) tick(tickAt)
    const { memory: next, verdict } = judge(memory, runOf(run), POLICY, run.at)
    ;[memory, judgedAt] = [next, run.at]
    decided.push(...verdict.transitions, ...(verdict.incident ? [verdict.incident] : []), ...verdict.notices)
  }
  return { decided, ticks }
}

it('decides the same, at the same times, where the ticks that change nothing are left out', () => {
  let [spared, made] = [0, 0]
  fc.assert(
    fc.property(runs, (wishes) => {
      let at = T0
      const story = wishes.map((run) => {
        // Active time has steps of 5 s. Between them a silence may be noticed a step earlier or later.
        at += Math.round(run.afterMs / TICK_MS) * TICK_MS
        return { ...wishOf(run, at), at }
      })
      const [all, few] = [decisions(story, false), decisions(story, true)]
      expect(few.decided).toEqual(all.decided)
      spared += all.ticks - few.ticks
      made += few.ticks
    }),
    propertyRuns(40),
  )
  expect(spared).toBeGreaterThan(made)
})

describe('the memory of a target', () => {
  it('is completed once for a target, and is then the same object for every run', () => {
    const first = memoryFor(TARGET, readBack(calm()))
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
