import type { MonthCost, MonthIncident, MonthPage, MonthSurface } from '../../../dashboards/model/month.ts'
import type { HeatView } from '../../../dashboards/model/period.ts'
import { formatDuration, listOf, percent, plural } from '../../core/index.ts'
import type { PeriodFigures } from '../period/figures.ts'

const MOST = 3

/** The figures that the findings of a month are chosen from. */
export interface FindingSources {
  readonly surfaces: readonly MonthSurface[]
  /** All of the month. */
  readonly incidents: readonly MonthIncident[]
  readonly pages: readonly MonthPage[]
  readonly heat: HeatView
  readonly current: Pick<PeriodFigures, 'total' | 'mttdMs' | 'mttrMs'>
  /** Absent without a plan. */
  readonly costs?: readonly MonthCost[]
}

/** The three most important findings of a month: the worst surface, the status page, the cost, the worst hour. */
export function findingsOf(sources: FindingSources): readonly string[] {
  if (sources.current.total.runs === 0) return ['Nothing was measured in this month.']
  const findings = [
    worstSurface(sources),
    pageFinding(sources.pages),
    costFinding(sources.costs),
    hourFinding(sources.heat),
    gapFinding(sources),
    timesFinding(sources.current),
  ]
  return findings.filter((text) => text !== undefined).slice(0, MOST)
}

function worstSurface({ surfaces, incidents }: FindingSources): string {
  const several = new Set(surfaces.map(({ target }) => target)).size > 1
  const nameOf = ({ target, title }: MonthSurface) => (several ? `${target} ${title}` : title)
  const [worst] = surfaces.toSorted((a, b) => b.downMs - a.downMs || b.degradedMs - a.degradedMs)
  if (!worst || worst.downMs + worst.degradedMs === 0) return 'No surface was down or degraded.'
  const state = worst.downMs > 0 ? 'down' : 'degraded'
  const lasted = worst.downMs > 0 ? worst.downMs : worst.degradedMs
  const [longest] = incidents.toSorted((a, b) => b.lastedMs - a.lastedMs)
  const most =
    longest && incidents.length > 1
      ? ` The longest of ${plural(incidents.length, 'incident')} lasted ${formatDuration(longest.lastedMs)}.`
      : ''
  return `${nameOf(worst)} was ${state} longest, for ${formatDuration(lasted)}.${most}`
}

function pageFinding(pages: readonly MonthPage[]): string | undefined {
  const [page] = pages
    .filter(({ incidents, greenMs }) => incidents > 0 || greenMs > 0)
    .toSorted((a, b) => b.greenMs - a.greenMs)
  if (!page) return undefined
  const name = pages.length > 1 ? `The status page of ${page.target}` : 'The status page'
  const green = page.greenMs > 0 ? ` It was green for ${formatDuration(page.greenMs)} while we measured trouble.` : ''
  if (page.incidents === 0) return `${name} was green for ${formatDuration(page.greenMs)} while we measured trouble.`
  if (page.silent === page.incidents) {
    const silence =
      page.incidents === 1 ? 'did not report the one incident' : `reported none of ${page.incidents} incidents`
    return `${name} ${silence}.${green}`
  }
  const lead = page.leadMs ?? 0
  const when = lead >= 0 ? `${formatDuration(lead)} after` : `${formatDuration(-lead)} before`
  if (page.incidents === 1) return `${name} reported the one incident ${when} us.${green}`
  return `${name} reported ${page.incidents - page.silent} of ${page.incidents} incidents, in the median ${when} us.${green}`
}

function costFinding(costs: readonly MonthCost[] | undefined): string | undefined {
  if (!costs || costs.length === 0) return undefined
  const [cost, without] = [listOf(costs.map((entry) => entry.cost)), listOf(costs.map((entry) => entry.withoutPlan))]
  return cost === without
    ? `Outages cost ${cost}: no plan saved any of it.`
    : `Outages cost ${cost}; without the plan they would have cost ${without}.`
}

function timesFinding({ mttdMs, mttrMs }: FindingSources['current']): string | undefined {
  if (mttdMs === undefined) return undefined
  const end = mttrMs === undefined ? '' : ` and over after ${formatDuration(mttrMs)}`
  return `Incidents were declared ${formatDuration(mttdMs)} after the first failing run${end}, in the mean.`
}

function hourFinding({ finding }: HeatView): string | undefined {
  return finding.startsWith('Runs fail most often') ? `${finding}.` : undefined
}

function gapFinding({ current: { total } }: FindingSources): string | undefined {
  const slots = total.runs + total.unmeasured
  const share = slots === 0 ? 0 : total.unmeasured / slots
  return share > 0.01 ? `${percent(share)} of the time was not measured.` : undefined
}
