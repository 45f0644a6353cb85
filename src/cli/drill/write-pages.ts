import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { FinishedDrill } from '../../app/drill/index.ts'
import { amountsText } from '../../continuity/index.ts'
import type { Comparison } from '../../drill/index.ts'
import { buildDrillPage, renderDrill } from '../../report/index.ts'

/**
 * Writes the page of a drill next to its score card, and its after-action report where that is wanted.
 * @returns the paths of all its files, those for people first
 */
export function writePages(
  { card, plan, folder }: FinishedDrill,
  page: {
    readonly comparison: Comparison | undefined
    readonly withReport: boolean
    readonly timezone: string
    readonly location: string
    readonly version: string
  },
): readonly string[] {
  const { comparison, timezone, location, version } = page
  const imprint = { at: Date.parse(card.played.from), timezone, location, monitor: { version } }
  const costs = card.costs.filter(({ withoutPlan }) => withoutPlan > 0).map(amountsText)
  const people = Object.fromEntries(plan.workflows.map((workflow) => [workflow.name, workflow.people]))
  const write = (name: string, kind: 'page' | 'report') => {
    const path = join(folder, name)
    const model = buildDrillPage({ card, comparison, costs, people, timezone }, kind)
    writeFileSync(path, renderDrill(imprint, model), { mode: 0o600 })
    return path
  }
  return [
    write('drill.html', 'page'),
    ...(page.withReport ? [write('report.html', 'report')] : []),
    join(folder, 'drill.json'),
  ]
}
