import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOUR, type JudgedChanges, MINUTE, type QuietWindow, SECOND } from '../../src/core/index.ts'
import { createPolicy, emptyMemory, judge, judgeTime, type Policy, type TargetMemory } from '../../src/judge/index.ts'
import { watchIn } from '../../src/judge/memory.ts'
import { suspected } from '../../src/judge/surface.ts'
import { propertyRuns } from '../support/property-runs.ts'
import { CREDENTIALS, DRIFT, HTTP_500, NETWORK, probesOf, type RunWish, runOf, T0 } from './kit.ts'

const SURFACES = ['login', 'chat']
const TARGET = { name: 'sandbox', probes: probesOf(SURFACES) }

/** A run of a minute, or only the time that passes. */
type Event = { readonly afterMs: number; readonly run?: Omit<RunWish, 'at'> }

const run: fc.Arbitrary<Omit<RunWish, 'at'>> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ surface: fc.constantFrom(...SURFACES), durationMs: fc.integer({ min: 100, max: 900 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      surface: fc.constantFrom(...SURFACES),
      outcome: fc.constant('failed' as const),
      failure: fc.constantFrom(HTTP_500, HTTP_500, HTTP_500, DRIFT, CREDENTIALS, NETWORK),
      trigger: fc.constantFrom('schedule' as const, 'confirm' as const),
    }),
  },
)
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ afterMs: fc.integer({ min: SECOND, max: 2 * MINUTE }), run }) },
  { weight: 1, arbitrary: fc.record({ afterMs: fc.integer({ min: -HOUR, max: 6 * HOUR }) }) },
)
/** Short stretches of calm and of failures, so that incidents open and close within few runs. */
const stretch = fc
  .record({ count: fc.integer({ min: 1, max: 15 }), surface: fc.constantFrom(...SURFACES), failing: fc.boolean() })
  .map(({ count, surface, failing }): readonly Event[] =>
    Array.from({ length: count }, () => ({
      afterMs: 20 * SECOND,
      run: { surface, ...(failing ? { outcome: 'failed' as const } : {}) },
    })),
  )
const story: fc.Arbitrary<readonly Event[]> = fc
  .array(fc.oneof(stretch, fc.array(event, { maxLength: 6 })), { maxLength: 10 })
  .map((parts) => parts.flat())

interface Step {
  readonly at: number
  readonly before: TargetMemory
  readonly after: TargetMemory
  readonly changes: JudgedChanges
  readonly isTick: boolean
}

/** Every call of a story with the memory before and after it. */
function stepsOf(events: readonly Event[], policy: Policy = createPolicy(), target = TARGET): readonly Step[] {
  const steps: Step[] = []
  let memory = emptyMemory(target)
  let at = T0
  const add = (now: number, after: TargetMemory, changes: JudgedChanges, isTick: boolean) => {
    steps.push({ at: now, before: memory, after, changes, isTick })
    memory = after
  }
  for (const { afterMs, run } of events) {
    at += afterMs
    if (run) {
      const judged = judge(memory, runOf({ ...run, at }), policy, at + SECOND)
      add(at + SECOND, judged.memory, judged.verdict, false)
    }
    const ticked = judgeTime(memory, policy, at + 2 * SECOND)
    add(at + 2 * SECOND, ticked.memory, ticked.changes, true)
  }
  return steps
}

const transitionsOf = (steps: readonly Step[]) => steps.flatMap(({ changes }) => changes.transitions)
const RUNS = propertyRuns(15)

describe('the judge, step by step', () => {
  it('never changes the memory it is given', () => {
    fc.assert(
      fc.property(story, (events) => {
        for (const { before } of stepsOf(events).slice(-5)) {
          const copy = JSON.stringify(before)
          judge(
            before,
            runOf({ at: before.time.now + MINUTE, surface: 'login', outcome: 'failed' }),
            createPolicy(),
            before.time.now + MINUTE,
          )
          judgeTime(before, createPolicy(), before.time.now + HOUR)
          expect(JSON.stringify(before)).toBe(copy)
        }
      }),
      RUNS,
    )
  })

  it('never lets active time go back, and advances it by 30 s at most', () => {
    fc.assert(
      fc.property(story, (events) => {
        for (const { before, after } of stepsOf(events)) {
          const passed = after.time.activeMs - before.time.activeMs
          expect(passed).toBeGreaterThanOrEqual(0)
          expect(passed).toBeLessThanOrEqual(30 * SECOND)
        }
      }),
      RUNS,
    )
  })

  it('gives a reason, a time and a watched surface with every transition', () => {
    fc.assert(
      fc.property(story, (events) => {
        for (const { at, changes } of stepsOf(events)) {
          for (const transition of changes.transitions) {
            expect(transition.at).toBe(at)
            expect(transition.since).toBeLessThanOrEqual(at)
            expect(SURFACES).toContain(transition.surface)
            for (const reason of transition.evidence.reasons) expect(reason.trim()).not.toBe('')
            expect(transition.evidence.reasons.length).toBeGreaterThan(0)
          }
        }
      }),
      RUNS,
    )
  })

  it('holds in memory the state that its last transition says', () => {
    fc.assert(
      fc.property(story, (events) => {
        const steps = stepsOf(events)
        for (const surface of SURFACES) {
          const last = transitionsOf(steps).findLast((one) => one.surface === surface)
          expect(steps.at(-1)?.after.surfaces[surface]?.state ?? 'unknown').toBe(last?.to ?? 'unknown')
        }
      }),
      RUNS,
    )
  })

  it('opens an incident only together with a broken surface, and resolves it only when none is broken', () => {
    fc.assert(
      fc.property(story, (events) => {
        for (const { after, changes } of stepsOf(events)) {
          const states = Object.values(after.surfaces).map(({ state }) => state)
          const isBroken = states.some((state) => state === 'down' || state === 'degraded')
          const kinds = changes.incident?.entries.map(({ kind }) => kind) ?? []
          if (kinds.includes('opened') || kinds.includes('reopened')) expect(isBroken).toBe(true)
          if (kinds.includes('resolved')) expect(isBroken).toBe(false)
        }
      }),
      RUNS,
    )
  })

  it('alerts no faults of the monitor as those of the provider', () => {
    const ours = story.map((events) =>
      events.map((one) => (one.run?.outcome === 'failed' ? { ...one, run: { ...one.run, failure: DRIFT } } : one)),
    )
    fc.assert(
      fc.property(ours, (events) => {
        const steps = stepsOf(events)
        expect(transitionsOf(steps).filter(({ to }) => to === 'down' || to === 'degraded')).toEqual([])
        expect(steps.flatMap(({ changes }) => changes.incident ?? [])).toEqual([])
      }),
      RUNS,
    )
  })

  it('holds at least as much evidence after one more failure of a surface without an episode', () => {
    fc.assert(
      fc.property(story, fc.constantFrom(...SURFACES), (events, surface) => {
        const memory = stepsOf(events).at(-1)?.after ?? emptyMemory(TARGET)
        fc.pre(memory.surfaces[surface]?.episode === undefined)
        const at = Math.max(T0, memory.time.now) + MINUTE
        const evidence = (of: TargetMemory) =>
          Math.max(
            0,
            ...suspected(watchIn(of, surface).now).flatMap(({ kind, cusum }) =>
              kind === 'failed' ? cusum.evidence : [],
            ),
          )
        const failed = judge(memory, runOf({ at, surface, outcome: 'failed' }), createPolicy(), at).memory
        const passed = judge(memory, runOf({ at, surface, durationMs: 500 }), createPolicy(), at).memory
        if (failed.surfaces[surface]?.episode === undefined) {
          expect(evidence(failed)).toBeGreaterThanOrEqual(evidence(passed))
        }
      }),
      RUNS,
    )
  })

  it('treats surfaces alike: exchanged names give exchanged transitions', () => {
    const other = (name: string) => (name === 'login' ? 'chat' : 'login')
    const exchanged = { name: 'sandbox', probes: probesOf(['chat', 'login']) }
    fc.assert(
      fc.property(story, (events) => {
        const mirrored = events.map((one) =>
          one.run ? { ...one, run: { ...one.run, surface: other(one.run.surface ?? 'login') } } : one,
        )
        const short = (steps: readonly Step[], name: (surface: string) => string) =>
          transitionsOf(steps)
            .map(({ surface, from, to, at, since }) => `${at} ${name(surface)} ${from}>${to} ${since}`)
            .toSorted()
        expect(short(stepsOf(mirrored, createPolicy(), exchanged), other)).toEqual(
          short(stepsOf(events), (name) => name),
        )
      }),
      RUNS,
    )
  })

  it('shows maintenance exactly while a window covers the surface, once it was judged', () => {
    const window: QuietWindow = { kind: 'maintenance', surface: 'login', from: T0 + 5 * MINUTE, to: T0 + 12 * MINUTE }
    fc.assert(
      fc.property(story, (events) => {
        const forward = events.filter(({ afterMs }) => afterMs > 0)
        for (const { at, after, changes, isTick } of stepsOf(forward, createPolicy({ quiet: [window] }))) {
          const inside = at >= window.from && at < window.to
          for (const { surface, to } of changes.transitions) {
            if (surface === 'login') expect(to === 'maintenance').toBe(inside)
            else expect(to).not.toBe('maintenance')
          }
          // A run of another surface does not look at this one; the next tick does.
          if (!inside && isTick) expect(after.surfaces.login?.state).not.toBe('maintenance')
        }
      }),
      RUNS,
    )
  })
})
