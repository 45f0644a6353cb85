import type { HeatCell, HeatView } from '../../../dashboards/model/period.ts'
import { DAY, HOUR, openZone, percent, type SlotTotal } from '../../core/index.ts'

const DAYS = ['Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays', 'Sundays'] as const
/** Fewest runs of an hour that is compared. */
const LEAST_RUNS = 30
/** Smallest factor over the other hours from which the worst hour is reported. */
const WORSE = 2

/** Failed runs by hour and weekday in a zone. @param slots in buckets of an hour at most */
export function heatOf(slots: readonly SlotTotal[], timezone: string): HeatView {
  const zone = openZone(timezone)
  const cells = DAYS.map(() => Array.from({ length: 24 }, () => ({ runs: 0, failed: 0 })))
  for (const { at, good, failed } of slots) {
    const local = at + zone.spanAt(at).offsetMs
    // 1 January 1970 was a Thursday.
    const weekday = (Math.floor(local / DAY) + 3) % 7
    const cell = cells[weekday]?.[Math.floor((local % DAY) / HOUR)]
    if (!cell) continue
    cell.runs += good + failed
    cell.failed += failed
  }
  return { cells, finding: findingOf(cells) }
}

function findingOf(cells: readonly (readonly HeatCell[])[]): string {
  const all = sumOf(cells.flat())
  if (all.runs === 0) return 'Nothing measured in this time'
  if (all.failed === 0) return 'No run failed at any hour'
  const hours = Array.from({ length: 24 }, (_, hour) => ({ hour, ...sumOf(cells.map((row) => row[hour] ?? NONE)) }))
  const [worst] = hours.filter(({ runs }) => runs >= LEAST_RUNS).toSorted((a, b) => shareOf(b) - shareOf(a))
  if (!worst) return `${percentOf(all)} of the runs failed; too few runs to compare hours`
  const rest = sumOf(hours.filter(({ hour }) => hour !== worst.hour))
  if (shareOf(worst) < WORSE * shareOf(rest)) return `${percentOf(all)} of the runs failed, at no hour much more often`
  return `Runs fail most often between ${clock(worst.hour)} and ${clock(worst.hour + 1)}: ${percentOf(worst)} against ${percentOf(rest)}`
}

const NONE: HeatCell = { runs: 0, failed: 0 }

function sumOf(cells: readonly HeatCell[]): HeatCell {
  return cells.reduce((sum, { runs, failed }) => ({ runs: sum.runs + runs, failed: sum.failed + failed }), NONE)
}

function shareOf({ runs, failed }: HeatCell): number {
  return runs === 0 ? 0 : failed / runs
}

function percentOf(cell: HeatCell): string {
  return percent(shareOf(cell))
}

/** '14:00' */
function clock(hour: number): string {
  return `${String(hour % 24).padStart(2, '0')}:00`
}
