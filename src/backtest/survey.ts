import { MINUTE } from '../core/index.ts'
import type { JudgedRun } from '../judge/index.ts'
import { type JudgedTarget, streamId, type WatchedProbe } from '../judge/index.ts'

/** What a history is about, found in one pass over it. */
export interface Survey {
  readonly runs: number
  readonly from: number
  readonly to: number
  /** Whether the runs come in order of time. */
  readonly ordered: boolean
  readonly targets: readonly JudgedTarget[]
  /** How many locations each surface is probed from, by target and surface. */
  readonly locations: ReadonlyMap<string, number>
}

/** Gaps between runs that are looked at to find the interval of a probe. */
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
 * Reads a history, or the first `limit` runs of it and what started with the last of them, and says what is in it; the
 * interval of a probe is the median gap between its scheduled runs. Of one that is not in order it says no more than that.
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
    if (run.trigger === 'schedule') noteGap(streams, run)
  }
  return { runs: count, from, to, ordered, targets: targetsOf(streams), locations: locationsOf(streams) }
}

function noteGap(streams: Map<string, Stream>, run: JudgedRun): void {
  const key = `${run.target}/${run.surface}/${streamId(run)}`
  const known = streams.get(key)
  if (!known) {
    const { target, surface, probe, location } = run
    streams.set(key, { target, surface, probe, location, last: run.startedAt, gaps: [] })
    return
  }
  if (known.gaps.length < MOST_GAPS && run.startedAt > known.last) known.gaps.push(run.startedAt - known.last)
  known.last = run.startedAt
}

/** Targets and probes in an order of their own; the gaps of a probe are those at all its locations. */
function targetsOf(streams: ReadonlyMap<string, Stream>): readonly JudgedTarget[] {
  const found = new Map<string, Map<string, Stream>>()
  for (const [, stream] of [...streams].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const probes = found.get(stream.target) ?? new Map<string, Stream>()
    found.set(stream.target, probes)
    const key = `${stream.surface}/${stream.probe}`
    const known = probes.get(key)
    probes.set(key, known ? { ...known, gaps: [...known.gaps, ...stream.gaps] } : stream)
  }
  return [...found].map(([name, probes]) => ({ name, probes: [...probes.values()].map(watchedProbe) }))
}

function watchedProbe({ surface, probe, gaps }: Stream): WatchedProbe {
  const sorted = [...gaps].sort((a, b) => a - b)
  return { surface, probe, everyMs: sorted[sorted.length >> 1] ?? MINUTE }
}

function locationsOf(streams: ReadonlyMap<string, Stream>): ReadonlyMap<string, number> {
  const places = new Map<string, Set<string>>()
  for (const { target, surface, location } of streams.values()) {
    const key = `${target}/${surface}`
    places.set(key, (places.get(key) ?? new Set()).add(location))
  }
  return new Map([...places].map(([key, set]) => [key, set.size]))
}
