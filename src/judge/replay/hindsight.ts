import { MINUTE } from '../../core/index.ts'
import type { JudgedRun } from '../judged-run.ts'

/** A stretch of a surface's history that was an outage, as far as one can tell afterwards. */
export interface Outage {
  readonly target: string
  readonly surface: string
  readonly from: number
  readonly to: number
  readonly runs: number
  readonly bad: number
}

/** An outage breaks at least this share of the runs; as usual, this share fails. */
const BROKEN = 0.3
const USUAL = 0.003
/** Evidence for a stretch to count: four failures in a row, or as much as that. */
const NEEDED = 4 * Math.log(BROKEN / USUAL)
const PASS = Math.log((1 - BROKEN) / (1 - USUAL))
const FAIL = Math.log(BROKEN / USUAL)
/** A stretch is over when what came after it speaks this much against it. */
const OVER = 8
/** Outages nearer to each other than this are one. */
const JOIN_MS = 30 * MINUTE

interface Open {
  from: number
  peakAt: number
  score: number
  peak: number
  runs: number
  bad: number
  badAtPeak: number
  runsAtPeak: number
}

/**
 * Finds the outages of a history afterwards, without any rule's delay: the stretches of highest score, where each
 * failure adds ln(0.3/0.003) and each good run subtracts a little (maximal scoring segments, Karlin and Altschul 1990).
 * Measures rules in a backtest where nobody labelled the history. Failures that are not the provider's do not count.
 */
export function outagesOf(): { take(run: JudgedRun): void; end(): readonly Outage[] } {
  const lanes = new Map<string, Map<string, Lane>>()

  function close(lane: Lane, stretch: Open): void {
    lane.open = undefined
    if (stretch.peak < NEEDED) return
    const last = lane.found.at(-1)
    const joined = last && stretch.from - last.to <= JOIN_MS
    if (joined) lane.found.pop()
    lane.found.push({
      target: lane.target,
      surface: lane.surface,
      from: joined ? last.from : stretch.from,
      to: stretch.peakAt,
      runs: (joined ? last.runs : 0) + stretch.runsAtPeak,
      bad: (joined ? last.bad : 0) + stretch.badAtPeak,
    })
  }

  function laneOf({ target, surface }: JudgedRun): Lane {
    const surfaces = lanes.get(target) ?? new Map<string, Lane>()
    if (surfaces.size === 0) lanes.set(target, surfaces)
    const known = surfaces.get(surface)
    if (known) return known
    const lane = { target, surface, open: undefined, found: [] }
    surfaces.set(surface, lane)
    return lane
  }

  return {
    take(run) {
      const verdict = verdictOf(run)
      if (verdict === undefined) return
      const lane = laneOf(run)
      const { open: stretch } = lane
      if (stretch) grow(stretch, run, verdict)
      else if (verdict === 'bad') lane.open = begin(run)
      if (stretch && (stretch.score <= 0 || stretch.peak - stretch.score >= OVER)) close(lane, stretch)
    },
    end() {
      const all = [...lanes.values()].flatMap((surfaces) => [...surfaces.values()])
      for (const lane of all) if (lane.open) close(lane, lane.open)
      return all.flatMap((lane) => lane.found).sort((a, b) => a.from - b.from)
    },
  }
}

interface Lane {
  readonly target: string
  readonly surface: string
  open: Open | undefined
  readonly found: Outage[]
}

function verdictOf(run: JudgedRun): 'good' | 'bad' | undefined {
  if (run.outcome === 'passed' || run.outcome === 'slow') return 'good'
  if (run.outcome === 'skipped') return undefined
  return (run.failure?.blame ?? 'provider') === 'provider' ? 'bad' : undefined
}

function begin(run: JudgedRun): Open {
  const at = run.startedAt
  return { from: at, peakAt: at, score: FAIL, peak: FAIL, runs: 1, bad: 1, badAtPeak: 1, runsAtPeak: 1 }
}

function grow(stretch: Open, run: JudgedRun, verdict: 'good' | 'bad'): void {
  stretch.runs += 1
  if (verdict === 'bad') stretch.bad += 1
  stretch.score += verdict === 'bad' ? FAIL : PASS
  if (stretch.score <= stretch.peak) return
  stretch.peak = stretch.score
  stretch.peakAt = run.startedAt
  stretch.runsAtPeak = stretch.runs
  stretch.badAtPeak = stretch.bad
}
