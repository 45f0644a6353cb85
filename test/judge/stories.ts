import fc from 'fast-check'
import { type JudgedChanges, MINUTE } from '../../src/core/index.ts'
import { createPolicy, emptyMemory, judge, judgeTime, type Policy, type TargetMemory } from '../../src/judge/index.ts'
import { CREDENTIALS, DRIFT, HTTP_500, NETWORK, probesOf, type RunWish, runOf, T0 } from './kit.ts'

export const SURFACES = ['login', 'chat', 'api']
const PLACES = ['eu', 'us']
export const TARGET = { name: 'sandbox', probes: probesOf(SURFACES) }

/** What happens at one moment: some runs, or only time that passes. */
export type Moment = { readonly afterMs: number; readonly runs: readonly Omit<RunWish, 'at'>[] }

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
export const moments: fc.Arbitrary<readonly Moment[]> = fc.array(
  fc.record({ afterMs: fc.integer({ min: 0, max: 3 * MINUTE }), runs: fc.uniqueArray(clean, onePerStream) }),
  { maxLength: 80 },
)
/** Histories that really break: long stretches in which most runs fail. */
export const troubled = fc
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
export const timed = (story: readonly Moment[]): readonly Moment[] =>
  story.map((moment, number) => ({
    ...moment,
    runs: moment.runs.map((one, index) => ({ ...one, durationMs: 300 + (((number + index) * 7_919) % 400) })),
  }))

export interface Played {
  readonly memory: TargetMemory
  readonly verdicts: readonly JudgedChanges[]
}

/** Plays moments: at each its runs, then a look at the clock. `keep` is what happens to memory between two calls. */
export function play(
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

export const entriesOf = (verdicts: readonly JudgedChanges[]) =>
  verdicts.flatMap((verdict) => verdict.incident?.entries ?? [])
