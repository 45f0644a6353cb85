import { MINUTE } from '../core/index.ts'
import type { JudgedRun } from '../judge/index.ts'
import { type BadRun, type Rest, runsIn, type Stretch, shareOf, standsOut, stretchesOf } from './stretches.ts'

/** A stretch of a surface's history that was trouble, as far as one can tell afterwards. */
export interface Outage {
  readonly target: string
  readonly surface: string
  readonly from: number
  readonly to: number
  /** Runs in it that failed or were slow. */
  readonly bad: number
}

/** An outage breaks at least about this share of the runs. */
const BROKEN = 0.3
/** Trouble that only a long time shows breaks this share. */
const THIN = 0.05
/** Stretches nearer to each other than this are one. */
const JOIN_MS = 30 * MINUTE

/**
 * Finds the trouble in a history afterwards, without any rule's delay. Measures rules in a backtest where nobody labelled
 * the history. Three things are looked for on each surface, and what lies near or over each other is one:
 *
 * - an outage: about a third of the runs or more fails;
 * - slowness: as many runs are `slow`. A rule that cannot see that misses it. Where fewer are, they must stand out from
 *   the rest: a limit that is too tight makes runs slow all year, and no alert right;
 * - errors that are few but last, about one run in twenty: they must stand out from the rest as well.
 *
 * What could not be measured, and failures that are not the provider's, say nothing.
 */
export function outagesOf(): { apply(run: JudgedRun): void; end(): readonly Outage[] } {
  const lanes = new Map<string, Map<string, Lane>>()

  function laneOf({ target, surface }: JudgedRun): Lane {
    const surfaces = lanes.get(target) ?? new Map<string, Lane>()
    if (surfaces.size === 0) lanes.set(target, surfaces)
    const known = surfaces.get(surface)
    if (known) return known
    const lane = { target, surface, runs: 0, failed: [], slow: [] }
    surfaces.set(surface, lane)
    return lane
  }

  return {
    apply(run) {
      const { outcome, startedAt: at } = run
      if (outcome === 'skipped') return
      const lane = laneOf(run)
      if (outcome === 'passed') {
        lane.runs += 1
        return
      }
      const theirs = (run.failure?.blame ?? 'provider') === 'provider'
      if (outcome !== 'slow' && !theirs) return
      lane.runs += 1
      // A failed run says nothing on slowness, so slow runs are numbered among those that did not fail.
      if (outcome !== 'slow') lane.failed.push({ number: lane.runs, at })
      else if (theirs) lane.slow.push({ number: lane.runs - lane.failed.length, at })
    },
    end() {
      const all = [...lanes.values()].flatMap((surfaces) => [...surfaces.values()])
      return all.flatMap(troubleOf).sort((a, b) => a.from - b.from)
    },
  }
}

interface Lane {
  readonly target: string
  readonly surface: string
  /** Runs that say something of the provider. */
  runs: number
  readonly failed: BadRun[]
  readonly slow: BadRun[]
}

function troubleOf({ target, surface, runs, failed, slow }: Lane): readonly Outage[] {
  const outages = stretchesOf(failed, BROKEN)
  const slowness = slownessIn(slow, runs - failed.length)
  const clear = [...outages, ...slowness]
  const others = between(failed, clear)
  const thin = others.flatMap((some) => stretchesOf(some, THIN))
  const rest = restOf(runs, others.flat().length, [...outages, ...thin], thin)
  const found = [...clear, ...thin.filter((one) => standsOut(one, rest))]
  return joined(found).map((one) => ({ target, surface, ...one }))
}

function slownessIn(slow: readonly BadRun[], runs: number): readonly Stretch[] {
  const stretches = stretchesOf(slow, BROKEN)
  const rest = restOf(runs, slow.length, stretches, stretches)
  return stretches.filter((one) => shareOf(one) >= BROKEN || standsOut(one, rest))
}

/** The rest of `runs` without some stretches, and of `bad` runs without those in some. */
function restOf(runs: number, bad: number, without: readonly Stretch[], badIn: readonly Stretch[]): Rest {
  return {
    runs: without.reduce((left, one) => left - runsIn(one), runs),
    bad: badIn.reduce((left, one) => left - one.bad, bad),
    cuts: without.length,
  }
}

/** The bad runs before, between and after some stretches. */
function between(badRuns: readonly BadRun[], stretches: readonly Stretch[]): readonly (readonly BadRun[])[] {
  const spans = joined(stretches)
  const groups: BadRun[][] = [[], ...spans.map(() => [])]
  let next = 0
  for (const run of badRuns) {
    while (next < spans.length && run.at > (spans[next]?.to ?? 0)) next += 1
    if (run.at < (spans[next]?.from ?? Number.POSITIVE_INFINITY)) groups[next]?.push(run)
  }
  return groups
}

type Span = Pick<Outage, 'from' | 'to' | 'bad'>

function joined(stretches: readonly Stretch[]): readonly Span[] {
  const spans: Span[] = []
  for (const { first, last, bad } of [...stretches].sort((a, b) => a.first.at - b.first.at)) {
    const before = spans.at(-1)
    if (!before || first.at - before.to > JOIN_MS) spans.push({ from: first.at, to: last.at, bad })
    else spans[spans.length - 1] = { from: before.from, to: Math.max(before.to, last.at), bad: before.bad + bad }
  }
  return spans
}
