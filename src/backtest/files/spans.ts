import { DAY, HOUR, MINUTE, SECOND } from '../../core/index.ts'
import type { JudgedRun } from '../../judge/index.ts'
import { type Cells, cellAt } from './cells.ts'
import type { Layout } from './layouts.ts'
import { timeAt } from './row.ts'

/** How often a monitor is taken to have looked, whose log has only the changes; UptimeRobot's interval without a plan. */
export const SPAN_STEP_MS = 5 * MINUTE
/** A longer span is a mistake of the file. */
const LONGEST_MS = 400 * DAY

/**
 * The runs of a state that lasted: one at its start and one every five minutes until its end.
 * @param run the run at its start
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
  // Minutes are cut to whole ones, words may be finer.
  return Math.max(Number(minutes) * MINUTE || 0, spokenMs(cellAt(cells, layout.duration)))
}

const UNITS: readonly (readonly [RegExp, number])[] = [
  [/(\d+)\s*d/i, DAY],
  [/(\d+)\s*h/i, HOUR],
  [/(\d+)\s*m(?!s)/i, MINUTE],
  [/(\d+)\s*s/i, SECOND],
]

/** "0 hrs, 5 mins", "1h 3m 20s" or seconds. */
function spokenMs(text: string): number {
  if (/^\d+$/.test(text)) return Number(text) * SECOND
  return UNITS.reduce((sum, [pattern, size]) => sum + Number(pattern.exec(text)?.[1] ?? 0) * size, 0)
}
