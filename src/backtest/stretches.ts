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

/** Share of bad runs while the service works. */
const USUAL = 0.003
/** Evidence that a stretch needs: as much as four bad runs in a row give at a share of 0.3. */
const NEEDED = 4 * Math.log(0.3 / USUAL)
/** A stretch ends when the evidence falls this far below its peak. */
const OVER = 8
/** Factor between the share of bad runs in a stretch that stands out and that of the rest. */
const WORSE = 3

/**
 * Maximal scoring segments (Karlin and Altschul 1990): a bad run scores ln(broken / usual), a good one
 * ln((1 - broken) / (1 - usual)).
 * @param badRuns the bad runs of a surface in order of time
 * @param broken the share of bad runs to look for
 * @returns The stretches in which about this share or more is bad
 */
export function stretchesOf(badRuns: readonly BadRun[], broken: number): readonly Stretch[] {
  const fail = Math.log(broken / USUAL)
  const pass = Math.log((1 - broken) / (1 - USUAL))
  const stretches: Stretch[] = []
  let first: BadRun | undefined
  let before = 0
  let score = 0
  let bad = 0
  let best: Stretch | undefined
  let peak = 0
  function close(): void {
    if (best && peak >= NEEDED) stretches.push(best)
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
  return stretches
}

/** The runs outside all stretches. Each removed stretch (`cuts`) began with a bad run, which counts as one of the rest. */
export interface Rest {
  readonly runs: number
  readonly bad: number
  readonly cuts: number
}

/**
 * @returns Whether the share of bad runs in a stretch is at least three times that of the rest and chance does not explain it.
 * A stretch that covers nearly the whole history has hardly a rest, so it never stands out.
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

/** @returns The evidence per run for one share of bad runs against another: the Kullback-Leibler divergence (1951), in nats. */
function divergence(share: number, usual: number): number {
  const bad = share * Math.log(share / usual)
  return share >= 1 ? bad : bad + (1 - share) * Math.log((1 - share) / (1 - usual))
}
