import { DAY, HOUR, MINUTE, SECOND } from '../../core/index.ts'
import type { JudgedRun } from '../../judge/index.ts'
import { type Cells, cellAt } from './cells.ts'
import type { Layout } from './layouts.ts'
import { timeAt } from './row.ts'

/** Assumed interval of a monitor whose log has only changes of state, ms: that of UptimeRobot's free plan. */
export const SPAN_STEP_MS = 5 * MINUTE
/** A longer span is an error in the file, ms. */
const LONGEST_MS = 400 * DAY

/**
 * @param run the run at the start of the span
 * @returns One run at the start of the span, and one every five minutes until its end
 */
export function* runsOfSpan(run: JudgedRun, cells: Cells, layout: Layout): Generator<JudgedRun> {
  const end = run.startedAt + Math.min(LONGEST_MS, lengthOf(run, cells, layout))
  yield run
  for (let at = run.startedAt + SPAN_STEP_MS; at < end; at += SPAN_STEP_MS) yield { ...run, startedAt: at }
}

function lengthOf({ startedAt }: JudgedRun, cells: Cells, layout: Layout): number {
  const until = layout.until < 0 ? undefined : timeAt(cells, layout.until)
  if (until !== undefined) return until - startedAt
  const minutes = cellAt(cells, layout.minutes)
  // The column of minutes is rounded down; the text may be more precise.
  return Math.max(Number(minutes) * MINUTE || 0, durationTextMs(cellAt(cells, layout.duration)))
}

const UNITS: readonly (readonly [RegExp, number])[] = [
  [/(\d+)\s*d/i, DAY],
  [/(\d+)\s*h/i, HOUR],
  [/(\d+)\s*m(?!s)/i, MINUTE],
  [/(\d+)\s*s/i, SECOND],
]

/** Parses "0 hrs, 5 mins", "1h 3m 20s" or a number of seconds. */
function durationTextMs(text: string): number {
  if (/^\d+$/.test(text)) return Number(text) * SECOND
  return UNITS.reduce((sum, [pattern, size]) => sum + Number(pattern.exec(text)?.[1] ?? 0) * size, 0)
}
