import {
  advanceTime,
  extraRunBudgetAfter,
  isClearOfBadRuns,
  isOpen,
  type JudgedRun,
  type judgePace,
  learnRun,
  observationOf,
  type Policy,
  relationTo,
  type StreamMemory,
  surfaceIn,
  type TargetMemory,
  type WatchMemory,
  weigh,
} from '../judge/index.ts'

/** Evidence of a slowdown; any threshold is far above it. */
const LITTLE_SLOWDOWN = 5

/**
 * @returns Whether a good run of a stream changes only the stream's parts of the memory: the surface is operational and has
 * no other stream, no incident or notice is open, and there is no window. Good runs do not change that.
 */
export function isOrdinary(memory: TargetMemory, run: JudgedRun, id: string, policy: Policy): boolean {
  const { incident, notices, pool, target } = memory
  if (policy.quiet.length > 0 || isOpen(incident) || pool.undecided) return false
  const surface = surfaceIn(memory, run.surface)
  if (surface.state !== 'operational' || surface.condition !== 'operational' || surface.suspended) return false
  if (Object.keys(surface.streams).some((other) => other !== id)) return false
  if (Object.keys(notices.open).length > 0 || Object.keys(notices.first).length > 0) return false
  const watched = target.probes.find(({ probe }) => probe === run.probe)
  return watched !== undefined && (watched.cadenceMs ?? watched.everyMs) === surface.streams[id]
}

/** The parts of the memory that an ordinary run changes, except the pace of its stream. */
interface OrdinaryParts {
  readonly time: TargetMemory['time']
  readonly stream: StreamMemory
  readonly watch: WatchMemory
}

/** A good run and the findings on its durations. */
interface OrdinaryRun {
  readonly run: JudgedRun
  readonly id: string
  readonly findings: ReturnType<typeof judgePace>
  /** The newest instant with a failed run on any surface, epoch ms: a good run of that instant changes the pool. */
  readonly failedAt: number
}

/**
 * The fast path for a good run of a stream that `isOrdinary`, which is most runs. Gives the same memory as `judge`; a property
 * test compares them.
 * @returns The changed parts; `undefined` where only `judge` can handle the run
 * @param now epoch ms
 */
export function ordinaryChange(
  { time, stream, watch }: OrdinaryParts,
  { run, id, findings, failedAt }: OrdinaryRun,
  policy: Policy,
  now: number,
): OrdinaryParts | undefined {
  const at = run.startedAt
  if (findings.slow || watch.at === at || failedAt === at) return undefined
  const before = watch.now
  const baseline = isClearOfBadRuns(before) ? undefined : stream.baseline
  const observations = [observationOf({ run, id, findings, baseline })]
  const after = weigh(before, at, observations)
  for (const key in after.slowdown) if ((after.slowdown[key]?.evidence ?? 0) > LITTLE_SLOWDOWN) return undefined
  const later = advanceTime(time, now)
  const relations = { failed: relationTo('failed', before, at), slow: relationTo('slow', before, at) }
  const { probe, location } = run
  const learned = learnRun(stream.baseline, undefined, relations, at)
  return {
    time: later,
    stream: { probe, location, lastSeenMs: later.activeMs, at, bad: false, baseline: learned },
    watch: {
      at,
      observations,
      before,
      now: after,
      extraRunBudget: extraRunBudgetAfter(watch.extraRunBudget, run, policy),
    },
  }
}
