import { count, DAY, percent, plural } from '../../src/core/index.ts'
import type { TrendModel } from '../model/model.ts'
import type { HeatCell } from '../model/period.ts'
import type { View } from '../words/view.ts'
import { Section } from './section.tsx'
import { numbers, TableHead } from './table-head.tsx'

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const
const CELL = { width: 40, height: 22 }
/** From these shares of failed runs on a cell has the next darker tone. */
const STEPS = [0, 0.01, 0.05, 0.2] as const
const HOURS_LABELLED = 3

/** Failed runs by hour of the day and day of the week. */
export function Heat({ trend: { heat, range }, view }: { trend: TrendModel; view: View }) {
  if (!heat) return null
  const hasFailures = heat.cells.some((row) => row.some(({ failed }) => failed > 0))
  if (!hasFailures) {
    return <Section id="heat" name="Hours of the week" finding={heat.finding} />
  }
  return (
    <Section id="heat" name="Hours of the week" finding={heat.finding}>
      <div class="heat">
        <div class="heat-days" aria-hidden="true">
          {DAYS.map((day) => (
            <span>{day}</span>
          ))}
        </div>
        <div>
          <svg
            viewBox={`0 0 ${24 * CELL.width} ${7 * CELL.height}`}
            preserveAspectRatio="none"
            role="img"
            aria-label={`Share of failed runs by hour and day of the week. ${heat.finding}`}
          >
            {heat.cells.map((row, day) =>
              row.map((cell, hour) => (
                <rect
                  class={`heat-cell h-${levelOf(cell)}`}
                  x={hour * CELL.width}
                  y={day * CELL.height}
                  width={CELL.width - 2}
                  height={CELL.height - 2}
                  data-tip={cell.failed > 0 ? tipOf(cell, day, hour) : undefined}
                />
              )),
            )}
          </svg>
          <div class="heat-hours" aria-hidden="true">
            {Array.from({ length: 24 / HOURS_LABELLED }, (_, index) => (
              <span>{clock(index * HOURS_LABELLED)}</span>
            ))}
          </div>
        </div>
      </div>
      <HeatTable cells={heat.cells} />
      <p class="note">
        The darker, the larger the share of runs that failed: over 0, 1, 5 and 20 %. Outlined: no run.
        {heat.from !== undefined && heat.from > range.from + DAY
          ? ` Counted since ${view.format.day(heat.from)}.`
          : null}
      </p>
    </Section>
  )
}

/** Hours that are listed; of more the worst. */
const LISTED = 24

/** The hours in which runs failed, the largest share first: the map as text, for screen readers and for paper. */
function HeatTable({ cells }: { cells: readonly (readonly HeatCell[])[] }) {
  const failing = cells
    .flatMap((row, day) => row.map((cell, hour) => ({ ...cell, day, hour })))
    .filter(({ failed }) => failed > 0)
    .toSorted((a, b) => b.failed / b.runs - a.failed / a.runs)
  return (
    <details>
      <summary>Show as a table</summary>
      <section class="scroll" aria-label="Hours in which runs failed" tabindex={0}>
        <table class="records">
          <TableHead columns={['Hour', ...numbers('Runs', 'Failed', 'Share')]} />
          <tbody>
            {failing.slice(0, LISTED).map(({ day, hour, runs, failed }) => (
              <tr>
                <th scope="row">{hourWords(day, hour)}</th>
                <td class="number">{count(runs)}</td>
                <td class="number">{count(failed)}</td>
                <td class="number">{percent(failed / runs)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {failing.length > LISTED ? <p class="note">And {plural(failing.length - LISTED, 'hour')} with less.</p> : null}
    </details>
  )
}

function levelOf({ runs, failed }: HeatCell): string {
  if (runs === 0) return 'none'
  return String(STEPS.filter((step) => failed / runs > step).length)
}

function tipOf({ runs, failed }: HeatCell, day: number, hour: number): string {
  return `${hourWords(day, hour)}: ${count(failed)} of ${count(runs)} runs failed (${percent(failed / runs)})`
}

/** 'Mon 14:00 to 15:00' */
function hourWords(day: number, hour: number): string {
  return `${DAYS[day]} ${clock(hour)} to ${clock(hour + 1)}`
}

/** '14:00' */
function clock(hour: number): string {
  return `${String(hour % 24).padStart(2, '0')}:00`
}
