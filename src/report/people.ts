import type { PeopleLane } from '../../dashboards/model/model.ts'
import { isOursToFix, type PersonReport, reportedSurface } from '../core/index.ts'

/** Most marks of a lane. */
const MARKS = 120

/** The reports of people over a range, one lane per target. Reports of problems on the team's own side are omitted. */
export function peopleLanesOf(
  reports: readonly PersonReport[],
  range: { readonly from: number; readonly to: number },
): readonly PeopleLane[] {
  const about = reports.filter((report) => !isOursToFix(report))
  return [...new Set(about.map(({ target }) => target))].toSorted().map((target) => {
    const reported = about.filter((report) => report.target === target)
    return { target, reports: reported.length, marks: marksOf(reported, range) }
  })
}

function marksOf(reports: readonly PersonReport[], { from, to }: { from: number; to: number }): PeopleLane['marks'] {
  const width = Math.max(1, (to - from) / MARKS)
  const groups = new Map<number, PersonReport[]>()
  for (const report of reports) {
    const index = Math.floor((report.at - from) / width)
    const group = groups.get(index) ?? []
    group.push(report)
    groups.set(index, group)
  }
  return [...groups.values()].map((group) => ({
    at: Math.min(...group.map(({ at }) => at)),
    people: new Set(group.map(({ reporter }) => reporter)).size,
    surfaces: [...new Set(group.map(reportedSurface))].toSorted(),
  }))
}
