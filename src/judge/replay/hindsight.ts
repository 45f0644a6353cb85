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
  const open = new Map<string, Open>()
  const found = new Map<string, Outage[]>()

  function close(key: string, run: { target: string; surface: string }, stretch: Open): void {
    open.delete(key)
    if (stretch.peak < NEEDED) return
    const list = found.get(key) ?? []
    found.set(key, list)
    const last = list.at(-1)
    const joined = last && stretch.from - last.to <= JOIN_MS
    if (joined) list.pop()
    list.push({
      target: run.target,
      surface: run.surface,
      from: joined ? last.from : stretch.from,
      to: stretch.peakAt,
      runs: (joined ? last.runs : 0) + stretch.runsAtPeak,
      bad: (joined ? last.bad : 0) + stretch.badAtPeak,
    })
  }

  const seen = new Map<string, { target: string; surface: string }>()
  return {
    take(run) {
      const verdict = verdictOf(run)
      if (verdict === undefined) return
      const key = `${run.target}/${run.surface}`
      if (!seen.has(key)) seen.set(key, { target: run.target, surface: run.surface })
      const stretch = open.get(key)
      if (stretch) grow(stretch, run, verdict)
      else if (verdict === 'bad') open.set(key, begin(run))
      if (stretch && (stretch.score <= 0 || stretch.peak - stretch.score >= OVER)) close(key, run, stretch)
    },
    end() {
      for (const [key, stretch] of [...open]) close(key, seen.get(key) ?? { target: '', surface: '' }, stretch)
      return [...found.values()].flat().sort((a, b) => a.from - b.from)
    },
  }
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
