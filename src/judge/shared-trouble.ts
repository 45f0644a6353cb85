import { formatDuration, MINUTE } from '../core/index.ts'

/** Targets that break this near to each other have a cause in common, ms. */
export const TOGETHER_MS = 5 * MINUTE
/** Targets named in a sentence; of more, their number. */
const MOST_NAMED = 6

/** A target with a surface that is degraded or down, and since when one is (epoch ms). */
export interface BrokenTarget {
  readonly target: string
  readonly since: number
}

/**
 * What it means when several targets are in trouble that began together: something they share, and we may be part of
 * it. Undefined while no two targets broke within five minutes. `more`: there are others beside those given.
 */
export function sharedTrouble(targets: readonly BrokenTarget[], more = false): string | undefined {
  const broken = targets.toSorted((a, b) => a.since - b.since)
  const start = broken.findIndex(
    ({ since }, index) => (broken[index + 1]?.since ?? Number.POSITIVE_INFINITY) - since <= TOGETHER_MS,
  )
  const from = broken[start]?.since
  if (from === undefined) return undefined
  const together = broken.filter(({ since }) => since >= from && since - from <= TOGETHER_MS)
  const within = formatDuration(Math.max(1_000, (together.at(-1)?.since ?? from) - from))
  return `us, not them, or something they share: ${namesOf(together, more)} broke within ${within}`
}

/** 'a, b and c'; 'a, b, c, d, e, f and at least 94 others' */
function namesOf(together: readonly BrokenTarget[], more: boolean): string {
  const names = together.map(({ target }) => target)
  if (names.length <= MOST_NAMED && !more) return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
  const others = names.length - MOST_NAMED
  return `${names.slice(0, MOST_NAMED).join(', ')} and ${more ? 'at least ' : ''}${others} ${others === 1 ? 'other' : 'others'}`
}
