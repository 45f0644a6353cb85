import { formatDuration, MINUTE } from '../core/index.ts'

/** Targets that break within this time have a common cause, ms. */
export const TOGETHER_MS = 5 * MINUTE
/** Targets listed by name; of more, the number. */
const MOST_NAMED = 6

/** A target with a degraded or down surface, and since when (epoch ms). */
interface BrokenTarget {
  readonly target: string
  readonly since: number
}

/**
 * @param more there are broken targets beyond `targets`
 * @returns A sentence on the likely common cause (the monitor's own network, or something the targets share); undefined where
 * no two targets broke within five minutes
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
  return `our own side, or something the targets share: ${namesOf(together, more)} broke within ${within}`
}

/** @returns 'a, b and c', or 'a, b, c, d, e, f and at least 94 others' */
function namesOf(together: readonly BrokenTarget[], more: boolean): string {
  const names = together.map(({ target }) => target)
  if (names.length <= MOST_NAMED && !more) return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
  const others = names.length - MOST_NAMED
  return `${names.slice(0, MOST_NAMED).join(', ')} and ${more ? 'at least ' : ''}${others} ${others === 1 ? 'other' : 'others'}`
}
