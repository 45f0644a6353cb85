import { count, percent } from '../../src/core/index.ts'
import type { MonthCell, MonthRow, MonthsView } from '../model/period.ts'
import { hasSeveralTargets } from '../words/targets.ts'
import type { View } from '../words/view.ts'
import { Section } from './section.tsx'
import { SurfaceName } from './surface-name.tsx'

/** From these shares of failed runs on a cell has the next mark. */
const STEPS = [0, 0.001, 0.01, 0.05] as const

/** Availability by month and surface, with links to the pages of the months. */
export function Months({ months, view }: { months: MonthsView | undefined; view: View }) {
  if (!months) return null
  const { surfaces, finding } = months
  const several = hasSeveralTargets(surfaces)
  return (
    <Section id="months" name="Months" finding={finding}>
      <section class="scroll" aria-label="Availability by month" tabindex={0}>
        <table class="records months">
          <thead>
            <tr>
              <th scope="col">Month</th>
              {surfaces.map((surface) => (
                <th scope="col" class="number">
                  <SurfaceName surface={surface} withTarget={several} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {months.months.map((month) => (
              <Row month={month} live={view.live} />
            ))}
          </tbody>
        </table>
      </section>
      <p class="note">
        The share of scheduled runs that passed, in whole months of the zone of this page. The thicker the line under a
        number, the more runs failed: over 0, 0.1, 1 and 5 %.
      </p>
    </Section>
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
