import { MINUTE } from '../core/index.ts'
import type { JudgedRun } from '../judge/index.ts'
import { type BadRun, type Rest, runsIn, type Stretch, shareOf, standsOut, stretchesOf } from './stretches.ts'

/** A period of trouble on a surface, estimated from its whole history. */
export interface Outage {
  readonly target: string
  readonly surface: string
  /** Start of its first and of its last bad run, epoch ms. */
  readonly from: number
  readonly to: number
  /** Runs in it that failed or were slow. */
  readonly bad: number
}

/** Share of bad runs in an outage, at least about this. */
const BROKEN = 0.3
/** Share of bad runs in trouble that is few errors over a long time. */
const LOW_RATE = 0.05
/** Stretches with a shorter gap are joined, ms. */
const JOIN_MS = 30 * MINUTE

/**
 * Finds the outages of a history from all of its runs, without the detection delay of a rule: the reference that a backtest
 * scores rules against where the history has no labels. It finds three kinds on each surface, and joins those that overlap
 * or are less than 30 min apart:
 *
 * - outage: about a third of the runs or more fail;
 * - slowness: about a third of the runs or more are `slow`. A smaller share must stand out from the rest of the history: a
 *   probe whose limit is too tight has slow runs all year, which is no outage;
 * - low error rate: about one run in twenty fails over a long time. It must stand out as well.
 *
 * Skipped runs and failures that are not the provider's do not count.
 */
export function outagesOf(): { apply(run: JudgedRun): void; end(): readonly Outage[] } {
  const lanes = new Map<string, Map<string, Lane>>()

  function laneOf({ target, surface }: JudgedRun): Lane {
    const surfaces = lanes.get(target) ?? new Map<string, Lane>()
    if (surfaces.size === 0) lanes.set(target, surfaces)
    const existing = surfaces.get(surface)
    if (existing) return existing
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
      const isProviderFault = (run.failure?.blame ?? 'provider') === 'provider'
      if (outcome !== 'slow' && !isProviderFault) return
      lane.runs += 1
      // A failed run has no duration to judge, so slow runs are numbered among the runs that did not fail.
      if (outcome !== 'slow') lane.failed.push({ number: lane.runs, at })
      else if (isProviderFault) lane.slow.push({ number: lane.runs - lane.failed.length, at })
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
  /** Runs that measured the provider. */
  runs: number
  readonly failed: BadRun[]
  readonly slow: BadRun[]
}

function troubleOf({ target, surface, runs, failed, slow }: Lane): readonly Outage[] {
  const outages = stretchesOf(failed, BROKEN)
  const slowness = slownessIn(slow, runs - failed.length)
  const clear = [...outages, ...slowness]
  const others = between(failed, clear)
  const lowRate = others.flatMap((group) => stretchesOf(group, LOW_RATE))
  const rest = restOf(runs, others.flat().length, [...outages, ...lowRate], lowRate)
  const stretches = [...clear, ...lowRate.filter((stretch) => standsOut(stretch, rest))]
  return joined(stretches).map((span) => ({ target, surface, ...span }))
}

function slownessIn(slow: readonly BadRun[], runs: number): readonly Stretch[] {
  const stretches = stretchesOf(slow, BROKEN)
  const rest = restOf(runs, slow.length, stretches, stretches)
  return stretches.filter((stretch) => shareOf(stretch) >= BROKEN || standsOut(stretch, rest))
}

/** @returns `runs` less those of the stretches `without`, and `bad` less the bad runs of the stretches `badIn`. */
function restOf(runs: number, bad: number, without: readonly Stretch[], badIn: readonly Stretch[]): Rest {
  return {
    runs: without.reduce((count, stretch) => count - runsIn(stretch), runs),
    bad: badIn.reduce((count, stretch) => count - stretch.bad, bad),
    cuts: without.length,
  }
}

/** @returns The bad runs before, between and after the stretches, one group for each gap. */
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
