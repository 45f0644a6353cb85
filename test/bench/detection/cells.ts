import { KINDS } from './kinds.ts'
import type { Detection } from './measure.ts'
import { span } from './table.ts'

/** Names of the outages that a rule missed, with the share of trials. */
export function missedOf(list: readonly Detection[]): readonly string[] {
  return list.flatMap((one, index) => {
    const kind = KINDS[index]
    return kind?.outage && one.missed > 0 ? [`${kind.name} ${(100 * one.missed).toFixed(1)} %`] : []
  })
}

/** One cell of a table: median / p95 of the time to detect; for what is no outage, whether the rule stayed silent. */
export function cellOf(one: Detection | undefined, outage: boolean): string {
  if (!one) return '-'
  if (!outage) return one.openings > 0 ? `${one.openings.toFixed(1)} false` : 'silent'
  const missed = one.missed > 0 ? ` ${Math.round(100 * one.missed)}%` : ''
  return `${span(one.medianMs)} / ${span(one.p95Ms)}${missed}`
}
