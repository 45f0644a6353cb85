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

/** Evidence of a slowdown below this is far from any threshold. */
const LITTLE_SLOWDOWN = 5

/**
 * @returns Whether a good run of a stream can change no more than its own parts of the memory: the surface is operational, no
 * other stream can meet this one in an instant, no incident is open, there is no notice to clear and no window. Good runs
 * do not change that.
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

/** The parts of the memory that an ordinary run changes, besides the pace of its stream. */
export interface OrdinaryParts {
  readonly time: TargetMemory['time']
  readonly stream: StreamMemory
  readonly watch: WatchMemory
}

/** A good run and what its times say. */
interface OrdinaryRun {
  readonly run: JudgedRun
  readonly id: string
  readonly findings: ReturnType<typeof judgePace>
  /** The newest instant with a failed run on any surface (epoch ms): there a good run changes the pool. */
  readonly failedAt: number
}

/**
 * What a good run changes on a stream for which `isOrdinary` holds: by far the most runs, so they take this short way, which
 * leads to the same as `judge`. Undefined where the run is out of the ordinary.
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
