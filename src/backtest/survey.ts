import { MINUTE, surfaceId } from '../core/index.ts'
import type { JudgedRun } from '../judge/index.ts'
import { type JudgedTarget, streamId, type WatchedProbe } from '../judge/index.ts'

/** Targets, probes, intervals and locations of a history, from one pass. */
export interface Survey {
  readonly runs: number
  /** Start of the first and of the last run, epoch ms. */
  readonly from: number
  readonly to: number
  /** Whether the runs are in order of time. */
  readonly ordered: boolean
  readonly targets: readonly JudgedTarget[]
  /** Number of locations of each surface; the key is `target/surface`. */
  readonly locations: ReadonlyMap<string, number>
}

/** Gaps between runs of a stream that the estimate of its interval uses. */
const MOST_GAPS = 301

interface Stream {
  readonly target: string
  readonly surface: string
  readonly probe: string
  readonly location: string
  last: number
  readonly gaps: number[]
}

/**
 * Surveys a history. The interval of a probe is the median gap between its scheduled runs.
 * @param limit reads at most this many runs, plus those that started in the same millisecond as the last one
 * @returns The survey; where `ordered` is false, its other fields are unreliable
 */
export function surveyRuns(runs: Iterable<JudgedRun>, limit = Number.POSITIVE_INFINITY): Survey {
  const streams = new Map<string, Stream>()
  let count = 0
  let from = Number.POSITIVE_INFINITY
  let to = Number.NEGATIVE_INFINITY
  let ordered = true
  for (const run of runs) {
    if (count >= limit && run.startedAt !== to) break
    count += 1
    if (run.startedAt < to) ordered = false
    from = Math.min(from, run.startedAt)
    to = Math.max(to, run.startedAt)
    if (run.trigger === 'schedule') addGap(streams, run)
  }
  return { runs: count, from, to, ordered, targets: targetsOf(streams), locations: locationsOf(streams) }
}

function addGap(streams: Map<string, Stream>, run: JudgedRun): void {
  const key = `${run.target}/${run.surface}/${streamId(run)}`
  const stream = streams.get(key)
  if (!stream) {
    const { target, surface, probe, location } = run
    streams.set(key, { target, surface, probe, location, last: run.startedAt, gaps: [] })
    return
  }
  if (stream.gaps.length < MOST_GAPS && run.startedAt > stream.last) stream.gaps.push(run.startedAt - stream.last)
  stream.last = run.startedAt
}

/** @returns Targets and probes sorted by key; a probe has the gaps of all its locations. */
function targetsOf(streams: ReadonlyMap<string, Stream>): readonly JudgedTarget[] {
  const targets = new Map<string, Map<string, Stream>>()
  for (const [, stream] of [...streams].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const probes = targets.get(stream.target) ?? new Map<string, Stream>()
    targets.set(stream.target, probes)
    const key = `${stream.surface}/${stream.probe}`
    const probe = probes.get(key)
    probes.set(key, probe ? { ...probe, gaps: [...probe.gaps, ...stream.gaps] } : stream)
  }
  return [...targets].map(([name, probes]) => ({ name, probes: [...probes.values()].map(watchedProbe) }))
}

function watchedProbe({ surface, probe, gaps }: Stream): WatchedProbe {
  const sorted = [...gaps].sort((a, b) => a - b)
  return { surface, probe, everyMs: sorted[sorted.length >> 1] ?? MINUTE }
}

function locationsOf(streams: ReadonlyMap<string, Stream>): ReadonlyMap<string, number> {
  const locations = new Map<string, Set<string>>()
  for (const { target, surface, location } of streams.values()) {
    const key = surfaceId({ target, surface })
    locations.set(key, (locations.get(key) ?? new Set()).add(location))
  }
  return new Map([...locations].map(([key, set]) => [key, set.size]))
}
