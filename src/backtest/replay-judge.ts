import type { JudgedChanges } from '../core/index.ts'
import {
  type Change,
  type JudgedRun,
  judge,
  judgePace,
  judgeTime,
  learnPaceInto,
  newStream,
  type Pace,
  type Policy,
  type StreamMemory,
  streamId,
  type TargetMemory,
  type WatchMemory,
  watchIn,
} from '../judge/index.ts'
import { isOrdinary, ordinaryChange } from './ordinary.ts'

/** The judge of one target with a mutable memory, for replays of millions of runs. */
interface ReplayJudge {
  /** Judges a finished run as `judge` does, without requests for extra runs. */
  apply(run: JudgedRun, now: number): JudgedChanges
  /** Same as `judgeTime`. */
  tick(now: number): JudgedChanges
  /** @returns The memory; later runs do not change the returned object. */
  memory(): TargetMemory
}

/** A stream whose parts of the memory are mutated until an event that is not an ordinary run. */
interface Lane {
  readonly id: string
  readonly surface: string
  readonly location: string
  /** The value of `Replay.turn` when the parts were read from the memory. */
  turn: number
  ordinary: boolean
  changed: boolean
  stream: StreamMemory
  watch: WatchMemory
  pace: Record<string, Pace[string]>
}

interface Replay {
  readonly policy: Policy
  readonly lanes: Map<string, Lane[]>
  memory: TargetMemory
  time: TargetMemory['time']
  /** Number of events that are not ordinary runs; after each, lanes read their parts from the memory again. */
  turn: number
}

const NO_CHANGES: JudgedChanges = { transitions: [], notices: [] }

/** @returns A judge of one target with the same changes and memory as calls of `judge` and `judgeTime`. */
export function replayJudge(start: TargetMemory, policy: Policy): ReplayJudge {
  const replay: Replay = { policy, lanes: new Map(), memory: start, time: start.time, turn: 0 }
  return {
    apply: (run, now) => (applyOrdinary(replay, run, now) ? NO_CHANGES : applyAny(replay, run, now)),
    tick(now) {
      putBack(replay)
      const { memory, changes } = judgeTime(replay.memory, policy, now)
      return keep(replay, { memory, changes })
    },
    memory() {
      putBack(replay)
      // Lanes must not mutate the returned memory.
      replay.turn += 1
      return replay.memory
    },
  }
}

/** @returns Whether the run was ordinary; if not, nothing changes. */
function applyOrdinary(replay: Replay, run: JudgedRun, now: number): boolean {
  const { policy } = replay
  if (run.outcome !== 'passed' || !policy.triggers.includes(run.trigger)) return false
  const lane = laneOf(replay, run)
  if (!lane.ordinary) return false
  const { id, stream, watch, pace } = lane
  const ordinary = { run, id, findings: judgePace(pace, run), failedAt: replay.memory.pool.instant.at }
  const change = ordinaryChange({ time: replay.time, stream, watch }, ordinary, policy, now)
  if (!change) return false
  replay.time = change.time
  lane.stream = change.stream
  lane.watch = change.watch
  lane.changed = true
  learnPaceInto(pace, run)
  return true
}

function applyAny(replay: Replay, run: JudgedRun, now: number): JudgedChanges {
  putBack(replay)
  const { memory, verdict } = judge(replay.memory, run, replay.policy, now)
  return keep(replay, { memory, changes: verdict })
}

function keep(replay: Replay, { memory, changes }: Change): JudgedChanges {
  replay.memory = memory
  replay.time = memory.time
  replay.turn += 1
  return changes
}

function laneOf(replay: Replay, run: JudgedRun): Lane {
  const ofProbe = replay.lanes.get(run.probe) ?? []
  let lane = ofProbe.find(({ surface, location }) => surface === run.surface && location === run.location)
  if (!lane) {
    lane = newLane(replay.memory, run)
    replay.lanes.set(run.probe, [...ofProbe, lane])
  }
  if (lane.turn !== replay.turn) takeParts(replay, lane, run)
  return lane
}

function newLane(memory: TargetMemory, run: JudgedRun): Lane {
  const { surface, location } = run
  const parts = { stream: newStream(run), watch: watchIn(memory, surface), pace: {} }
  return { id: streamId(run), surface, location, turn: -1, ordinary: false, changed: false, ...parts }
}

function takeParts({ memory, policy, turn }: Replay, lane: Lane, run: JudgedRun): void {
  lane.turn = turn
  lane.ordinary = isOrdinary(memory, run, lane.id, policy)
  if (!lane.ordinary) return
  lane.stream = memory.streams.get(lane.id) ?? newStream(run)
  lane.watch = watchIn(memory, lane.surface)
  lane.pace = { ...memory.paces.get(lane.id) }
}

function putBack(replay: Replay): void {
  const { memory, time } = replay
  const changed = [...replay.lanes.values()].flatMap((lanes) => lanes.filter((lane) => lane.changed))
  if (changed.length === 0) return
  let { streams, paces } = memory
  const watches = { ...memory.watches }
  for (const lane of changed) {
    streams = streams.with(lane.id, lane.stream)
    watches[lane.surface] = lane.watch
    paces = paces.with(lane.id, lane.pace)
    lane.changed = false
  }
  replay.memory = { ...memory, time, streams, watches, paces }
}
