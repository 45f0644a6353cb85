import { DAY, firstInstantOf, openZone, parseTime } from '../core/index.ts'
import { type QueryProblem, queryProblem } from './query-problem.ts'
import { RANGE_NAMES, type RangeName, rangeNamed, rangeOf } from './range.ts'

/** A span of time as typed, as epoch ms and as the words of the address. */
interface ChosenSpan {
  readonly from: number
  readonly to: number
  readonly words: { readonly from: string; readonly to: string }
}

/** What a page shows: a range that ends now, or a span of the past. */
export type RangeChoice = RangeName | ChosenSpan

const LONGEST_SPAN = 3_660 * DAY
const MOMENT = 'a date such as 2026-11-01, or a time such as 2026-11-01T12:00'

/**
 * The choice in the query of an address: `since=7d`, or `from` and `to` as dates (`to` inclusive, at midnight in the zone) or
 * times in ISO 8601, which are times of the zone where they name none. An end after `now` (epoch ms) is cut to it. Undefined
 * where neither is given.
 * @returns a problem for a range that does not exist or is empty
 */
export function chosenRange(
  query: { readonly since?: string; readonly from?: string; readonly to?: string },
  { timezone, now }: { readonly timezone: string; readonly now: number },
): RangeChoice | QueryProblem | undefined {
  const { since, from = '', to = '' } = query
  if (from === '' && to === '') return since === undefined ? undefined : (rangeNamed(since) ?? sinceProblem(since))
  const start = momentOf(from, timezone, 'start')
  const end = to === '' ? now : momentOf(to, timezone, 'end')
  if (start === undefined) return queryProblem('from', from, MOMENT)
  if (end === undefined) return queryProblem('to', to, `${MOMENT}, or nothing for now`)
  const span = { from: start, to: Math.min(end, now) }
  if (span.from >= now) return queryProblem('from', from, 'a date or time in the past')
  if (span.from >= span.to) return queryProblem('to', to, 'a date or time after from')
  if (span.to - span.from > LONGEST_SPAN) {
    return queryProblem('from', from, `a date or time at most ${LONGEST_SPAN / DAY} days before to`)
  }
  return { ...span, words: { from, to } }
}

function sinceProblem(since: string): QueryProblem {
  return queryProblem('since', since, `one of ${RANGE_NAMES.join(', ')}`)
}

/** The span of a choice at `now` (epoch ms). */
export function spanOf(choice: RangeChoice, now: number): { readonly from: number; readonly to: number } {
  return typeof choice === 'string' ? rangeOf(choice, now) : { from: choice.from, to: choice.to }
}

const LOCAL = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?))?$/
const ZONED = /^\d{4}-.*(?:Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)$/i

/** A date as midnight in the zone, at its start or its end; a time as it is, of the zone where it names none. */
function momentOf(text: string, timezone: string, edge: 'start' | 'end'): number | undefined {
  const [, day, time] = LOCAL.exec(text.trim()) ?? []
  if (day === undefined) return ZONED.test(text) ? parseTime(text) : undefined
  const local = parseTime(`${day}T${time ?? '00:00'}Z`)
  if (local === undefined) return undefined
  return firstInstantOf(openZone(timezone), time === undefined && edge === 'end' ? local + DAY : local)
}
