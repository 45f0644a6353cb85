import wrapAnsi from 'wrap-ansi'
import { type Fix, fallbackText, hourText, moneyText, type PlanEvaluation, rtoText } from '../../continuity/index.ts'
import { count, plural, wholePercent } from '../../core/index.ts'
import type { Paint } from '../terminal/colour.ts'
import { blocksWithin, clip, GAP, table, visibleLength } from '../terminal/table.ts'
import { cellText, protectionText } from './words.ts'

/** How the text of a plan is laid out. */
interface PlanLook {
  readonly columns: number
  readonly paint: Paint
}

/** Columns of the names of workflows and surfaces, at most. */
const NAME_COLUMNS = 20

/** An evaluated plan as text: workflows, the matrix, how much work goes on, what to fix first. */
export function planText(plan: PlanEvaluation, look: PlanLook): string {
  const sections = [
    workflowsText(plan, look),
    ...matrixTexts(plan, look),
    legend(plan, look),
    scenariosText(plan, look),
    providersText(plan, look),
    fixesText(plan, look),
  ]
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`
}

function heading(text: string, { paint }: PlanLook): string {
  return paint('bold', text)
}

function workflowsText({ workflows }: PlanEvaluation, look: PlanLook): string {
  const { paint, columns } = look
  const people = workflows.reduce((sum, workflow) => sum + workflow.people, 0)
  const hours = Math.round(workflows.reduce((sum, workflow) => sum + workflow.weekHours, 0))
  const title = `${plural(workflows.length, 'workflow')}, ${plural(people, 'person', 'people')}, ${count(hours)} work hours a week`
  const rows = workflows.map((line) => {
    const [word, style] = protectionText(line)
    return [
      clip(line.name, NAME_COLUMNS),
      count(line.people),
      moneyText(line.people * line.rate.amount, line.rate.currency),
      paint(style, word),
      fallbackText(line.fallback),
    ]
  })
  const head = ['workflow', 'people', 'an hour', 'protection', 'fallback'].map((cell) => paint('dim', cell))
  return `${heading(title, look)}\n${wrappedTable([head, ...rows], columns)}`
}

/** The last column is wrapped within at least this many columns, else it stands below its row, indented by so many. */
const LEAST_ROOM = 20
const INDENT = 4

/** A table whose last column is wrapped where it does not fit. @param rows the head first */
function wrappedTable(rows: readonly (readonly string[])[], columns: number): string {
  const leftColumns = table(rows.map((row) => row.slice(0, -1))).split('\n')
  const width = Math.max(...leftColumns.map(visibleLength)) + GAP
  const isBeside = columns - width >= LEAST_ROOM
  const indent = isBeside ? width : INDENT
  return rows
    .map((row, index) => {
      const begin = leftColumns[index] ?? ''
      const last = wrapAnsi(row.at(-1) ?? '', columns - indent, { hard: true }).replaceAll(
        '\n',
        `\n${' '.repeat(indent)}`,
      )
      if (isBeside) return `${begin}${' '.repeat(width - visibleLength(begin))}${last}`
      return index === 0 ? clip(begin, columns) : `${clip(begin, columns)}\n${' '.repeat(indent)}${last}`
    })
    .join('\n')
}

/** One table, or several below each other where the workflows do not fit side by side. */
function matrixTexts({ scenarios, workflows }: PlanEvaluation, look: PlanLook): readonly string[] {
  const { paint, columns } = look
  const down = scenarios.map((scenario) => clip(scenario.down, NAME_COLUMNS))
  const room = columns - Math.max(...['while down', ...down].map(visibleLength))
  const widths = workflows.map(({ name }) => Math.max(visibleLength(clip(name, NAME_COLUMNS)), 'UNPROTECTED'.length))
  return blocksWithin(widths, room).map((block, index) => {
    const head = ['while down', ...block.map((at) => clip(workflows[at]?.name ?? '', NAME_COLUMNS))]
    const rows = scenarios.map(({ cells }, row) => [
      down[row] ?? '',
      ...block.map((at) => {
        const cell = cells[at]
        if (!cell) return ''
        const [text, style] = cellText(cell)
        return paint(style, text)
      }),
    ])
    const title = index === 0 ? `${heading('What each workflow does', look)}\n` : ''
    return `${title}${table([head.map((cell) => paint('dim', cell)), ...rows])}`
  })
}

function legend({ scenarios }: PlanEvaluation, { columns, paint }: PlanLook): string {
  const promised = scenarios.some(({ cells }) => cells.some(({ backing }) => backing === 'promised'))
  if (!promised) return ''
  const text = '? is a promise: no fresh proof stands behind it, so its work hours count as promised, not as going on.'
  return paint('dim', wrapAnsi(text, columns))
}

function scenariosText({ scenarios }: PlanEvaluation, look: PlanLook): string {
  const { paint, columns } = look
  const rows = scenarios.map((scenario) => [
    clip(scenario.down, NAME_COLUMNS),
    wholePercent(scenario.proven),
    wholePercent(scenario.promised),
    wholePercent(scenario.lost),
    hourText(scenario.hourly),
    rtoText(scenario),
  ])
  const withRto = rows.some((row) => row[5] !== '')
  const head = ['while down', 'goes on', 'promised', 'lost', 'an hour costs', ...(withRto ? ['RTO'] : [])]
  const text = table([head.map((cell) => paint('dim', cell)), ...rows])
  return `${heading('Share of work hours that goes on', look)}\n${clipped(text, columns)}`
}

function providersText({ providers }: PlanEvaluation, { columns }: PlanLook): string {
  const parts = providers
    .filter(({ share }) => share > 0)
    .map(({ target, share }) => `${target} ${wholePercent(share)}`)
  if (parts.length === 0) return ''
  return wrapAnsi(`Work hours that need each provider: ${parts.join(', ')}.`, columns)
}

function fixesText({ fixes }: PlanEvaluation, look: PlanLook): string {
  if (fixes.length === 0) return look.paint('green', 'No gaps: every workflow is protected, every surface is used.')
  const lines = fixes.map((fix, index) => fixText(fix, index + 1, look))
  return `${heading('Gaps, and what to fix first', look)}\n${lines.join('\n')}`
}

function fixText({ text, todo, share, place }: Fix, number: number, { columns, paint }: PlanLook): string {
  const indent = ' '.repeat(`${number}. `.length)
  const gain = share > 0 ? ` (${wholePercent(share)} of work hours)` : ''
  const wrap = (line: string) => wrapAnsi(line, columns - indent.length).replaceAll('\n', `\n${indent}`)
  const where = place ? ` (${place})` : ''
  return `${number}. ${wrap(`${text}${gain}`)}\n${indent}${paint('dim', wrap(`${todo}${where}`))}`
}

function clipped(text: string, columns: number): string {
  return text
    .split('\n')
    .map((line) => clip(line, columns))
    .join('\n')
}
