import { DAY, HOUR, MINUTE, SECOND } from './time.ts'

const WIDTHS = [
  10 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  6 * HOUR,
  12 * HOUR,
]
/** About as many points as a chart of a hand's width can show. */
const POINTS = 124

/**
 * Cuts a range into at most 124 buckets of a round width (a year: 365 of a day), aligned to that width in UTC so that
 * stored hours and days fit into them exactly; none is narrower than `finestMs`. The range grows to the start of its first
 * bucket. Report and objectives cut their ranges here, so that both count the same runs.
 */
export function bucketsOf(
  range: { readonly from: number; readonly to: number },
  { finestMs = 0 }: { readonly finestMs?: number } = {},
): {
  readonly from: number
  readonly to: number
  readonly bucketMs: number
} {
  const span = Math.max(range.to - range.from, 10 * SECOND)
  const fine = WIDTHS.find((width) => span / width <= POINTS && width >= finestMs)
  const bucketMs = fine ?? Math.ceil(span / (370 * DAY)) * DAY
  return { from: Math.floor(range.from / bucketMs) * bucketMs, to: range.to, bucketMs }
}
