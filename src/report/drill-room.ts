import type { DrillPage } from '../../dashboards/model/drill.ts'
import { listOf, plural } from '../core/index.ts'

// What two printed A4 pages hold, in CSS pixels at the sizes of dashboards/styles/drill-print.css. Text is measured by its
// characters, a little wider than it is drawn, so that the estimate is never too small.

/** Height of a page within its margins. */
const PAGE_PX = 1_000
/** Rows of the first page: surfaces in the timeline, and workflows. */
const ROWS = { both: 13, surfaces: 9 }
/** Headings, rules and the foot of the second page. */
const FIXED_PX = 230
/** The most that is listed, however short it is. */
const MOST = { findings: 10, alerts: 12 }
/** Findings take at most this share of what they share with alerts. */
const FINDINGS_SHARE = 0.68

/** Characters in a line, and the height of a line. */
const TEXT = { finding: 74, owner: 16, alert: 114, condition: 80, note: 118 }
const LINE_PX = { finding: 14.5, alert: 13, condition: 16, note: 14 }
const BETWEEN_PX = { finding: 8, alert: 4 }

type Finding = DrillPage['findings'][number]
type Alert = DrillPage['alerts'][number]

/** The after-action report without what two pages have no room for; its notes say what that is. */
export function fitReport(page: DrillPage): DrillPage {
  const lanes = page.lanes.slice(0, ROWS.surfaces)
  const recoveries = page.recoveries.slice(0, ROWS.both - lanes.length)
  const room = PAGE_PX - FIXED_PX - conditionsPx(page)
  const findings = fitting(page.findings.slice(0, MOST.findings), findingPx, room * FINDINGS_SHARE)
  const alerts = fitting(page.alerts.slice(0, MOST.alerts), alertPx, room - sumOf(findings.map(findingPx)))
  const omissions = [
    leftOut(page.lanes.length - lanes.length, 'surface'),
    leftOut(page.recoveries.length - recoveries.length, 'workflow'),
    leftOut(page.findings.length - findings.length, 'finding'),
    leftOut(page.alerts.length - alerts.length, 'alert'),
  ].filter((text) => text !== '')
  const note = omissions.length > 0 ? [`Left out for room: ${listOf(omissions)}. They are in drill.html.`] : []
  return { ...page, lanes, recoveries, findings, alerts, notes: [...page.notes, ...note] }
}

function leftOut(items: number, noun: string): string {
  return items > 0 ? plural(items, noun) : ''
}

/** The first items that fit. */
function fitting<T>(items: readonly T[], pxOf: (item: T) => number, room: number): readonly T[] {
  let used = 0
  const tooMuch = items.findIndex((item) => {
    used += pxOf(item)
    return used > room
  })
  return tooMuch < 0 ? items : items.slice(0, tooMuch)
}

function findingPx({ text, todo, place = '', line, owner = 'no owner' }: Finding): number {
  const textLines = linesOf(text.length + 1, TEXT.finding) + linesOf(`${todo} ${place} ${line}`.length, TEXT.finding)
  return Math.max(textLines, linesOf(owner.length, TEXT.owner) + 1) * LINE_PX.finding + BETWEEN_PX.finding
}

function alertPx({ headline, delivered }: Alert): number {
  return linesOf(headline.length + 1 + delivered.length, TEXT.alert) * LINE_PX.alert + BETWEEN_PX.alert
}

function conditionsPx({ steady, notes }: DrillPage): number {
  const conditions = steady.map(({ text }) => linesOf(text.length + 'Not everything worked: '.length, TEXT.condition))
  // One more note lists the omissions.
  const lines = [...notes.map((note) => linesOf(note.length, TEXT.note)), 1]
  return sumOf(conditions) * LINE_PX.condition + sumOf(lines) * LINE_PX.note
}

function linesOf(characters: number, ofLine: number): number {
  return Math.max(1, Math.ceil(characters / ofLine))
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
