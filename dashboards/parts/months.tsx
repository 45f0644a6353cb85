import { count, percent } from '../../src/core/index.ts'
import type { MonthCell, MonthRow, MonthsView } from '../model/period.ts'
import type { View } from '../words/view.ts'
import { SectionHead } from './section-head.tsx'

/** From these shares of failed runs on a cell has the next mark. */
const STEPS = [0, 0.001, 0.01, 0.05] as const

/** Months × surfaces: the availability of each, and the way to the page of the month. */
export function Months({ months: view, view: page }: { months: MonthsView | undefined; view: View }) {
  if (!view) return null
  const several = new Set(view.surfaces.map(({ target }) => target)).size > 1
  return (
    <section aria-labelledby="months">
      <SectionHead id="months" name="Months" finding={view.finding} />
      <section class="scroll" aria-label="Availability by month" tabindex={0}>
        <table class="records months">
          <thead>
            <tr>
              <th scope="col">Month</th>
              {view.surfaces.map(({ target, title }) => (
                <th scope="col" class="number">
                  {several ? <bdi class="of-target">{target} </bdi> : null}
                  <bdi>{title}</bdi>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {view.months.map((month) => (
              <Row month={month} live={page.live} />
            ))}
          </tbody>
        </table>
      </section>
      <p class="note">
        The share of scheduled runs that passed, in whole months of the zone of this page. The thicker the line under a
        number, the more runs failed: over 0, 0.1, 1 and 5 %.
      </p>
    </section>
  )
}

function Row({ month, live }: { month: MonthRow; live: boolean }) {
  const href = live ? `/months/${month.name}` : undefined
  return (
    <tr>
      <th scope="row">{href === undefined ? month.title : <a href={href}>{month.title}</a>}</th>
      {month.cells.map((cell) => (
        <td class={`number m-${levelOf(cell)}`} title={`${count(cell.failed)} of ${count(cell.runs)} runs failed`}>
          {cell.availability === undefined ? '–' : <Share share={cell.availability} href={href} />}
        </td>
      ))}
    </tr>
  )
}

function Share({ share, href }: { share: number; href: string | undefined }) {
  return href === undefined ? <span>{percent(share)}</span> : <a href={href}>{percent(share)}</a>
}

function levelOf({ runs, failed }: MonthCell): number {
  return runs === 0 ? 0 : STEPS.filter((step) => failed / runs > step).length
}
