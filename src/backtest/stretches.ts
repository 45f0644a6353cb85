/** A bad run: its number among the runs of its surface that could have been bad, and when it started (epoch ms). */
export interface BadRun {
  readonly number: number
  readonly at: number
}

/** A stretch of runs from one bad run to another. */
export interface Stretch {
  readonly first: BadRun
  readonly last: BadRun
  readonly bad: number
}

/** As usual, this share of the runs is bad. */
const USUAL = 0.003
/** Evidence for a stretch to count: as much as four bad runs in a row are, where a third of the runs is broken. */
const NEEDED = 4 * Math.log(0.3 / USUAL)
/** A stretch is over when what came after it speaks this much against it. */
const OVER = 8
/** What stands out is worse than the rest by this factor. */
const WORSE = 3

/**
 * The stretches in which at least a share of about `broken` of the runs is bad, from the bad runs of a surface in order:
 * those of highest score, where each bad run adds ln(broken / usual) and each good one subtracts a little (maximal
 * scoring segments, Karlin and Altschul 1990).
 */
export function stretchesOf(badRuns: readonly BadRun[], broken: number): readonly Stretch[] {
  const fail = Math.log(broken / USUAL)
  const pass = Math.log((1 - broken) / (1 - USUAL))
  const found: Stretch[] = []
  let first: BadRun | undefined
  let before = 0
  let score = 0
  let bad = 0
  let best: Stretch | undefined
  let peak = 0
  function close(): void {
    if (best && peak >= NEEDED) found.push(best)
  }
  for (const run of badRuns) {
    score += (run.number - before - 1) * pass
    if (!first || score <= 0 || peak - score >= OVER) {
      close()
      first = run
      score = 0
      peak = 0
      bad = 0
    }
    score += fail
    bad += 1
    before = run.number
    if (score <= peak) continue
    peak = score
    best = { first, last: run, bad }
  }
  close()
  return found
}

/** Runs that are no part of any stretch; each stretch that was cut out began with a bad run that ended a piece of it. */
export interface Rest {
  readonly runs: number
  readonly bad: number
  readonly cuts: number
}

/**
 * Whether a stretch is no mere part of how its surface always is: three times as many of its runs are bad as of the
 * rest, and chance alone would not make it so. What is so from beginning to end has hardly a rest and never stands out.
 */
export function standsOut(stretch: Stretch, rest: Rest): boolean {
  const usual = Math.max(USUAL, (rest.bad + rest.cuts) / (rest.runs + 10))
  const share = shareOf(stretch)
  return share >= WORSE * usual && runsIn(stretch) * divergence(share, usual) >= NEEDED
}

export function shareOf(stretch: Stretch): number {
  return stretch.bad / runsIn(stretch)
}

export function runsIn({ first, last }: Stretch): number {
  return last.number - first.number + 1
}

/** The evidence per run (natural logarithm, Kullback and Leibler 1951) for one share of bad runs against another. */
function divergence(share: number, usual: number): number {
  const bad = share * Math.log(share / usual)
  return share >= 1 ? bad : bad + (1 - share) * Math.log((1 - share) / (1 - usual))
}
