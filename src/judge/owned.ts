import type { JudgeMemory, Verdict } from '../core/index.ts'
import { ALL_WELL, judge, judgeTime } from './judge.ts'
import type { JudgedRun } from './judged-run.ts'
import { knownOf, SLICE, type StreamKeys, surfaceKey, timeIn, watchIn } from './memory.ts'
import { isOrdinaryDay, type Ordinary, ordinaryChange } from './ordinary.ts'
import { copyOf, judgePace, learnPaceInto, type StepPace } from './pace.ts'
import type { Policy } from './policy.ts'

/** The judge with a memory that it changes in place: for replays of millions of runs. */
export interface OwnedJudge {
  /** Judges a finished run, like `judge`; but what happened cannot be run again, so it may not ask for extra runs after a good one. */
  take(run: JudgedRun, now: number): Verdict
  /** Lets time pass without a run, like `judgeTime`. */
  look(now: number): Verdict
  /** What is remembered now; it does not change any more. */
  memory(): JudgeMemory
}

/** A stream, and the slices of it that ordinary runs change, taken out of the memory until something else happens. */
interface Lane {
  readonly surface: string
  readonly location: string
  readonly keys: StreamKeys
  /** What else happened when the slices were taken out. */
  turn: number
  ordinaryDay: boolean
  changed: boolean
  usual: Ordinary['usual']
  watch: Ordinary['watch']
  pace: Record<string, StepPace>
}

/** Judges the runs of one target, which leads to the same as `judge` does. */
export function ownedJudge(start: JudgeMemory, policy: Policy): OwnedJudge {
  let memory = start
  let time = timeIn(start)
  let turn = 0
  const lanes = new Map<string, Lane[]>()

  function laneOf(run: JudgedRun): Lane {
    const ofProbe = lanes.get(run.probe) ?? []
    let lane = ofProbe.find(({ surface, location }) => surface === run.surface && location === run.location)
    if (!lane) {
      const { surface, location } = run
      lane = { surface, location, turn: -1, ordinaryDay: false, changed: false, ...slicesOf(run), pace: {} }
      lanes.set(run.probe, [...ofProbe, lane])
    }
    if (lane.turn !== turn) takeOut(lane, run)
    return lane
  }

  function slicesOf(run: JudgedRun) {
    const { keys, usual, pace } = knownOf(memory, run)
    return { keys, usual, pace, watch: watchIn(memory, run.surface) }
  }

  function takeOut(lane: Lane, run: JudgedRun): void {
    lane.turn = turn
    lane.ordinaryDay = isOrdinaryDay(memory, run, lane.keys.stream, policy)
    if (!lane.ordinaryDay) return
    const { usual, pace, watch } = slicesOf(run)
    lane.usual = usual
    lane.watch = watch
    lane.pace = copyOf(pace)
  }

  function putBack(): void {
    const next: Record<string, unknown> = { ...memory, [SLICE.time]: time }
    for (const ofProbe of lanes.values()) {
      for (const lane of ofProbe) {
        if (!lane.changed) continue
        next[lane.keys.usual] = lane.usual
        next[lane.keys.pace] = lane.pace
        next[surfaceKey(lane.surface).watch] = lane.watch
        lane.changed = false
      }
    }
    memory = next
  }

  /** Something that may change anything: what lanes took out goes back, and is taken out anew. */
  function happen(judgement: () => { readonly memory: JudgeMemory; readonly verdict: Verdict }): Verdict {
    putBack()
    const judged = judgement()
    memory = judged.memory
    time = timeIn(memory)
    turn += 1
    return judged.verdict
  }

  return {
    take(run, now) {
      if (run.outcome === 'passed' && policy.triggers.includes(run.trigger)) {
        const lane = laneOf(run)
        if (lane.ordinaryDay) {
          const { usual, watch, pace, keys } = lane
          const seen = judgePace(pace, run)
          const change = ordinaryChange({ time, usual, watch }, run, keys.stream, seen, policy, now, true)
          if (change) {
            time = change.time
            lane.usual = change.usual
            lane.watch = change.watch
            learnPaceInto(pace, run)
            lane.changed = true
            return ALL_WELL
          }
        }
      }
      return happen(() => judge(memory, run, policy, now))
    },
    look: (now) => happen(() => judgeTime(memory, policy, now)),
    memory() {
      putBack()
      // What was given away is no longer ours to change.
      turn += 1
      return memory
    },
  }
}
