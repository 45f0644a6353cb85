import { onChange, type Rule } from './rule.ts'

interface Comparing {
  readonly on: boolean
  /** Durations of the saved baseline, ms; sorted once there are 21. */
  readonly baseline: readonly number[]
  /** The 21 runs being collected, a linked list from the newest: adding one copies nothing. */
  readonly test: Times | undefined
}

interface Times {
  readonly ms: number
  readonly count: number
  readonly before: Times | undefined
}

const RUNS = 21
const SIGNIFICANT = 0.05

/**
 * sitespeed.io with `--compare`: 21 runs against a saved baseline of 21, one-sided Mann-Whitney U ("slower now"),
 * significant below 5 %. Failed runs have no time and are not compared; it has no incidents of its own.
 */
export const sitespeed: Rule<Comparing> = {
  name: 'sitespeed',
  start: () => ({ on: false, baseline: [], test: undefined }),
  apply(state, check) {
    if (!check.ok) return { state }
    if (state.baseline.length < RUNS) return { state: { ...state, baseline: withSaved(state.baseline, check.ms) } }
    const test = { ms: check.ms, count: (state.test?.count ?? 0) + 1, before: state.test }
    if (test.count < RUNS) return { state: { on: state.on, baseline: state.baseline, test } }
    const on = slowerPValue(state.baseline, inOrder(timesOf(test))) < SIGNIFICANT
    return onChange(state, { on, baseline: state.baseline, test: undefined })
  },
}

function withSaved(baseline: readonly number[], ms: number): readonly number[] {
  const times = [...baseline, ms]
  return times.length < RUNS ? times : inOrder(times)
}

function timesOf(newest: Times): readonly number[] {
  const times: number[] = []
  for (let time: Times | undefined = newest; time; time = time.before) times.push(time.ms)
  return times
}

/**
 * One-sided p-value that `after` is larger than `before`, both in ascending order: Mann-Whitney U in its normal approximation,
 * with the correction for ties and for continuity (Mann and Whitney 1947; Lehmann 1975).
 */
export function slowerPValue(before: readonly number[], after: readonly number[]): number {
  let rankSum = 0
  let ties = 0
  // Both in order: each value in turn with how many there are of it, and how many were before it.
  for (let [one, other] = [0, 0]; one < before.length || other < after.length; ) {
    const value = Math.min(before[one] ?? Number.POSITIVE_INFINITY, after[other] ?? Number.POSITIVE_INFINITY)
    const [same, ours] = [countOf(before, one, value), countOf(after, other, value)]
    const size = same + ours
    rankSum += ours * (one + other + (size + 1) / 2)
    ties += size * (size * size - 1)
    one += same
    other += ours
  }
  const [m, n] = [before.length, after.length]
  const u = rankSum - (n * (n + 1)) / 2
  const total = m + n
  const variance = ((m * n) / 12) * (total + 1 - ties / (total * (total - 1)))
  if (variance === 0) return 1
  return upperTail((u - (m * n) / 2 - 0.5) / Math.sqrt(variance))
}

function inOrder(values: readonly number[]): readonly number[] {
  return values.toSorted((a, b) => a - b)
}

function countOf(sorted: readonly number[], from: number, value: number): number {
  let to = from
  while (sorted[to] === value) to += 1
  return to - from
}

/** P(Z > z) of the standard normal (Abramowitz and Stegun 26.2.17, error below 1e-7). */
function upperTail(z: number): number {
  if (z < 0) return 1 - upperTail(-z)
  const t = 1 / (1 + 0.2316419 * z)
  const poly = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  return (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * poly
}
