import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { replayJudge } from '../../src/backtest/replay-judge.ts'
import { HOUR, type JudgedChanges, MINUTE, SECOND } from '../../src/core/index.ts'
import {
  createPolicy,
  emptyMemory,
  judge,
  judgeTime,
  memoryFor,
  type Policy,
  type TargetMemory,
} from '../../src/judge/index.ts'
import { watchIn } from '../../src/judge/memory.ts'
import { suspected } from '../../src/judge/surface.ts'
import { sliceChange } from '../../src/store/judgement/memory-slices.ts'
import { parseMemory } from '../../src/store/judgement/parse-memory.ts'
import { CREDENTIALS, DRIFT, HTTP_500, NETWORK, probesOf, type RunWish, runOf, T0 } from './kit.ts'

const SURFACES = ['login', 'chat', 'api']
const PLACES = ['eu', 'us']
const TARGET = { name: 'sandbox', probes: probesOf(SURFACES) }

/** What happens at one moment: some runs, or only time that passes. */
type Moment = { readonly afterMs: number; readonly runs: readonly Omit<RunWish, 'at'>[] }

const run: fc.Arbitrary<Omit<RunWish, 'at'>> = fc.record({
  surface: fc.constantFrom(...SURFACES),
  location: fc.constantFrom(...PLACES),
  outcome: fc.oneof(
    { weight: 5, arbitrary: fc.constant('passed' as const) },
    { weight: 5, arbitrary: fc.constant('failed' as const) },
    fc.constantFrom('slow' as const, 'skipped' as const),
  ),
  failure: fc.oneof({ weight: 6, arbitrary: fc.constant(HTTP_500) }, fc.constantFrom(DRIFT, CREDENTIALS, NETWORK)),
  trigger: fc.constantFrom('schedule' as const, 'confirm' as const, 'manual' as const),
  durationMs: fc.integer({ min: 1, max: 5_000 }),
})
const clean = run.map((one) => (one.outcome === 'failed' ? one : { ...one, failure: undefined })) as fc.Arbitrary<
  Omit<RunWish, 'at'>
>
const onePerStream = { selector: (one: Omit<RunWish, 'at'>) => `${one.surface} ${one.location}`, maxLength: 6 }
const moments: fc.Arbitrary<readonly Moment[]> = fc.array(
  fc.record({ afterMs: fc.integer({ min: 0, max: 3 * MINUTE }), runs: fc.uniqueArray(clean, onePerStream) }),
  { maxLength: 80 },
)
/** Histories that really break: long stretches in which most runs fail. */
const troubled = fc
  .array(fc.record({ minutes: fc.integer({ min: 1, max: 40 }), share: fc.constantFrom(0, 0, 0.3, 1) }), {
    maxLength: 8,
  })
  .chain((stretches) =>
    fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })).map((dice): readonly Moment[] =>
      stretches.flatMap(({ minutes, share }) =>
        Array.from({ length: minutes }, () => ({
          afterMs: MINUTE,
          runs: SURFACES.map((surface) => ({
            surface,
            outcome: (dice.next().value ?? 1) < share ? ('failed' as const) : ('passed' as const),
          })),
        })),
      ),
    ),
  )

/** The same with times that vary, so that there is a pace to learn. */
const timed = (story: readonly Moment[]): readonly Moment[] =>
  story.map((moment, number) => ({
    ...moment,
    runs: moment.runs.map((one, index) => ({ ...one, durationMs: 300 + (((number + index) * 7_919) % 400) })),
  }))

interface Played {
  readonly memory: TargetMemory
  readonly verdicts: readonly JudgedChanges[]
}

/** Plays moments: at each its runs, then a look at the clock. `keep` is what happens to memory between two calls. */
function play(
  story: readonly Moment[],
  policy: Policy = createPolicy(),
  keep = (memory: TargetMemory) => memory,
): Played {
  let memory = emptyMemory(TARGET)
  const verdicts: JudgedChanges[] = []
  let at = T0
  const add = (next: TargetMemory, changes: JudgedChanges) => {
    memory = keep(next)
    verdicts.push(changes)
  }
  for (const moment of story) {
    at += moment.afterMs
    for (const wish of moment.runs) {
      const judged = judge(memory, runOf({ ...wish, at }), policy, at + 5_000)
      add(judged.memory, judged.verdict)
    }
    const ticked = judgeTime(memory, policy, at + 5_000)
    add(ticked.memory, ticked.changes)
  }
  return { memory, verdicts }
}

const entriesOf = (verdicts: readonly JudgedChanges[]) => verdicts.flatMap((verdict) => verdict.incident?.entries ?? [])

describe('the judge, whatever happens', () => {
  it('gives the same output for the same input', () => {
    fc.assert(
      fc.property(fc.oneof(moments, troubled), (story) => {
        expect(play(story)).toEqual(play(story))
      }),
      { numRuns: 60 },
    )
  })

  it('replays as it ran live: memory that goes through a store between all calls changes nothing', () => {
    const stored = (memory: TargetMemory) => memoryFor(TARGET, readBack(memory))
    fc.assert(
      fc.property(fc.oneof(moments, troubled), (story) => {
        expect(play(story, createPolicy(), stored)).toEqual(play(story))
      }),
      { numRuns: 60 },
    )
  })

  it('gives the same memory and changes in a replay, which mutates its memory', () => {
    fc.assert(
      fc.property(fc.oneof(moments, troubled.map(timed)), (story) => {
        let live = emptyMemory(TARGET)
        const replayed = replayJudge(live, createPolicy())
        let at = T0
        const compare = (memory: TargetMemory, changes: JudgedChanges, other: JudgedChanges) => {
          live = memory
          expect(other.transitions).toEqual(changes.transitions)
          expect(other.incident).toEqual(changes.incident)
          expect(other.notices).toEqual(changes.notices)
        }
        for (const [number, { afterMs, runs }] of story.entries()) {
          at += afterMs
          for (const wish of runs) {
            const run = runOf({ ...wish, at })
            const { memory, verdict } = judge(live, run, createPolicy(), at + 5_000)
            compare(memory, verdict, replayed.apply(run, at + 5_000))
          }
          // The clock is not looked at while runs come often: they must lead to the same one after the other.
          if (number % 7 !== 0) continue
          const { memory, changes } = judgeTime(live, createPolicy(), at + 5_000)
          compare(memory, changes, replayed.tick(at + 5_000))
        }
        expect(replayed.memory()).toEqual(live)
      }),
      { numRuns: 80 },
    )
  })

  it('does not change a memory that a replay returned', () => {
    const replayed = replayJudge(emptyMemory(TARGET), createPolicy())
    const next = (minute: number) => {
      const at = T0 + minute * MINUTE
      replayed.apply(runOf({ surface: 'login', at, durationMs: 300 + minute }), at + 1_000)
    }
    for (let minute = 0; minute < 40; minute += 1) next(minute)
    const returned = replayed.memory()
    const then = structuredClone(returned)
    for (let minute = 40; minute < 80; minute += 1) next(minute)
    expect(returned).toEqual(then)
    expect(replayed.memory()).not.toEqual(then)
  })

  it('never has two incidents open, opens each once and resolves it at most once more than it reopens it', () => {
    fc.assert(
      fc.property(
        fc.oneof(moments, troubled),
        fc.integer({ min: 1, max: 90 }),
        fc.constantFrom(0, HOUR),
        (story, days, settleMs) => {
          const { verdicts } = play(story, createPolicy({ falseAlarmDays: days, settleMs }))
          let open: string | undefined
          const names = new Set<string>()
          for (const { incident } of verdicts) {
            if (!incident) continue
            const { name, resolvedAt } = incident.incident
            const kinds = incident.entries.map((entry) => entry.kind)
            expect(open === undefined || open === name).toBe(true)
            expect(kinds.includes('opened')).toBe(!names.has(name))
            expect(kinds.includes('reopened')).toBe(names.has(name) && open === undefined)
            expect(kinds.filter((kind) => kind === 'resolved')).toHaveLength(resolvedAt === undefined ? 0 : 1)
            names.add(name)
            open = resolvedAt === undefined ? name : undefined
          }
        },
      ),
      { numRuns: 100 },
    )
  })

  it('keeps transitions in a chain, each with reasons', () => {
    fc.assert(
      fc.property(fc.oneof(moments, troubled), (story) => {
        const states = new Map<string, string>()
        for (const { transitions } of play(story).verdicts) {
          for (const { surface, from, to, evidence, since, at } of transitions) {
            expect(from).toBe(states.get(surface) ?? 'unknown')
            expect(to).not.toBe(from)
            expect(evidence.reasons.length).toBeGreaterThan(0)
            expect(since).toBeLessThanOrEqual(at)
            states.set(surface, to)
          }
        }
      }),
      { numRuns: 60 },
    )
  })

  it('does not depend on the order of runs within one instant', () => {
    const oneEach = moments.map((story) => story.map((moment) => ({ ...moment, runs: firstOfEach(moment.runs) })))
    const order = fc.tuple(fc.oneof(oneEach, troubled), fc.integer())
    fc.assert(
      fc.property(order, ([story, seed]) => {
        const shuffled = story.map((moment, index) => ({ ...moment, runs: shuffle(moment.runs, seed + index) }))
        const [one, other] = [play(story), play(shuffled)]
        expect(summary(other)).toEqual(summary(one))
      }),
      { numRuns: 150 },
    )
  })

  it('is never more suspicious for a good run at the usual pace', () => {
    fc.assert(
      fc.property(
        fc.oneof(moments, troubled),
        fc.constantFrom(...SURFACES),
        fc.integer({ min: 1, max: 300_000 }),
        (story, surface, later) => {
          const { memory } = play(story)
          const at = T0 + story.reduce((sum, moment) => sum + moment.afterMs, 0) + later
          const after = judge(memory, runOf({ at, surface, durationMs: 1 }), createPolicy(), at + 1).memory
          const evidence = (one: TargetMemory) =>
            suspected(watchIn(one, surface).now).reduce((sum, { cusum }) => sum + cusum.evidence, 0)
          expect(evidence(after)).toBeLessThanOrEqual(evidence(memory))
        },
      ),
      { numRuns: 100 },
    )
  })
})

describe('a clock that jumps by an hour', () => {
  const calm = (minutes: number): readonly Moment[] =>
    Array.from({ length: minutes }, () => ({ afterMs: MINUTE, runs: SURFACES.map((surface) => ({ surface })) }))

  it.each([HOUR, -HOUR])('(%i ms) alerts nothing while all is well', (jump) => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 90 }), (minutes) => {
        const story = [...calm(minutes), { afterMs: jump, runs: [] }, ...calm(90)]
        const { verdicts } = play(story)
        expect(entriesOf(verdicts)).toEqual([])
        expect(verdicts.flatMap((verdict) => verdict.notices)).toEqual([])
      }),
      { numRuns: 30 },
    )
  })

  it.each([HOUR, -HOUR])('(%i ms) silences nothing: an outage after it is found as soon as one without it', (jump) => {
    const outage: readonly Moment[] = Array.from({ length: 5 }, () => ({
      afterMs: 10 * SECOND,
      runs: [{ surface: 'login', outcome: 'failed' as const }],
    }))
    const callsUntilOpened = (story: readonly Moment[]) => play(story).verdicts.findIndex((verdict) => verdict.incident)
    const plain = callsUntilOpened([...calm(120), { afterMs: 0, runs: [] }, ...calm(1), ...outage])
    expect(plain).toBeGreaterThan(0)
    expect(callsUntilOpened([...calm(120), { afterMs: jump, runs: [] }, ...calm(1), ...outage])).toBe(plain)
  })

  it.each([HOUR, -HOUR])('(%i ms) in an outage neither ends it nor opens another', (jump) => {
    const failing = (count: number): readonly Moment[] =>
      Array.from({ length: count }, () => ({
        afterMs: MINUTE,
        runs: SURFACES.map((surface) => ({ surface, outcome: 'failed' as const })),
      }))
    const { verdicts } = play([...calm(60), ...failing(20), { afterMs: jump, runs: [] }, ...failing(20)])
    const kinds = entriesOf(verdicts).map((entry) => entry.kind)
    expect(kinds.filter((kind) => kind === 'opened' || kind === 'resolved')).toEqual(['opened'])
  })
})

/** A memory after a store wrote and read it. */
function readBack(memory: TargetMemory): TargetMemory {
  const { written } = sliceChange(parseMemory('sandbox', []).memory, memory)
  const rows = [...written].map(([slice, value]) => ({ slice, value: JSON.stringify(value) }))
  const { memory: read, unreadable } = parseMemory('sandbox', rows)
  expect(unreadable).toEqual([])
  return read
}

/** What matters to those who are alerted: states, incidents and notices at the end of each moment, in any order. */
function summary({ verdicts }: Played) {
  const sorted = (values: readonly string[]) => [...values].sort()
  return {
    states: sorted(
      verdicts.flatMap(({ transitions }) => transitions.map((one) => `${one.at} ${one.surface} ${one.from} ${one.to}`)),
    ),
    incidents: sorted(
      entriesOf(verdicts)
        .filter((entry) => entry.kind !== 'scope')
        .map((entry) => `${entry.at} ${entry.kind}`),
    ),
  }
}

/** The first run of each surface: what other probes and locations see is another instant. */
function firstOfEach(runs: Moment['runs']): Moment['runs'] {
  return runs.filter((one, index) => runs.findIndex((other) => other.surface === one.surface) === index)
}

function shuffle<T>(values: readonly T[], seed: number): readonly T[] {
  return values
    .map((value, index) => ({ value, key: Math.sin(seed * 7 + index * 13) }))
    .sort((a, b) => a.key - b.key)
    .map(({ value }) => value)
}
