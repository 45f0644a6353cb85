import wrapAnsi from 'wrap-ansi'
import { formatDuration, listOf, plural } from '../../core/index.ts'
import { type MatrixCell, outcomeOf, type RouteLine, type RouteMatrix } from '../../failover/index.ts'
import type { Paint, Style } from '../terminal/colour.ts'
import { table } from '../terminal/table.ts'

interface MatrixLook {
  readonly columns: number
  readonly paint: Paint
}

/** A route matrix as text: a table, what to change, who was asked. */
export function matrixText(matrix: RouteMatrix, look: MatrixLook): string {
  const { paint, columns } = look
  const sections = [
    wrapAnsi(paint('bold', headline(matrix)), columns),
    tableText(matrix, look),
    todosText(matrix, look),
    factsText(matrix, columns),
  ]
  return `${sections.filter((text) => text !== '').join('\n\n')}\n`
}

function headline(matrix: RouteMatrix): string {
  const { through, cells, routes, faults } = matrix
  const counting = cells.filter((cell) => isCounting(routes, cell))
  const green = counting.filter(({ verdict }) => verdict === 'green').length
  const lost = counting.filter(({ verdict }) => verdict === 'lost').length
  const result = {
    green: 'every failure was taken over',
    failed: lost > 0 ? `${lost} logged as success and lost` : 'not every failure was taken over',
    unknown: 'not every failure was exercised',
  }[outcomeOf(matrix)]
  const tried = routes.filter((route) => !route.reference && !route.notTried).length
  const size = `${plural(faults.length, 'fault')} × ${plural(tried, 'route')}`
  return `Failover test through ${through}: ${green} of ${counting.length} green, ${result} (${size})`
}

function isCounting(routes: readonly RouteLine[], cell: MatrixCell): boolean {
  return routes.some(({ name, reference }) => name === cell.route && !reference)
}

function tableText({ routes, faults, cells }: RouteMatrix, { paint }: MatrixLook): string {
  const head = ['fault', ...routes.map(({ name, reference }) => (reference ? `(${name})` : name))]
  const rows = faults.map(({ name }) => [
    name,
    ...routes.map((route) => {
      const cell = cells.find((candidate) => candidate.fault === name && candidate.route === route.name)
      const [text, style] = cell ? cellText(cell) : (['not tried', 'dim'] as const)
      return paint(route.reference ? 'dim' : style, text)
    }),
  ])
  return table([head.map((cell) => paint('dim', cell)), ...rows])
}

/** '✓ B 0.4 s', '✗ LOST', '✗ error', '✗ waits', '? not exercised' and its colour. */
export function cellText({ verdict, servedBy, tookMs }: MatrixCell): readonly [string, Style] {
  if (verdict === 'green') return [`✓ ${servedBy} ${formatDuration(tookMs)}`, 'green']
  if (verdict === 'lost') return ['✗ LOST', 'red']
  if (verdict === 'not exercised') return ['? not exercised', 'yellow']
  return [verdict === 'waits' ? '✗ waits' : '✗ error', 'red']
}

/** What to change, each once with the cells that it is for; what is lost comes first. */
function todosText({ cells, routes }: RouteMatrix, { paint, columns }: MatrixLook): string {
  const open = cells.filter((cell) => cell.todo !== undefined && isCounting(routes, cell))
  const ordered = open.toSorted((a, b) => Number(b.verdict === 'lost') - Number(a.verdict === 'lost'))
  const todos = [...new Set(ordered.map(({ todo }) => todo ?? ''))]
  const lines = todos.map((advice, index) => {
    const of = ordered.filter(({ todo }) => todo === advice)
    const number = `${index + 1}. `
    const indent = ' '.repeat(number.length)
    const wrap = (text: string) => wrapAnsi(text, columns - indent.length).replaceAll('\n', `\n${indent}`)
    const what = `${placesText(of)}: ${of[0]?.text}`
    return `${number}${wrap(what)}\n${indent}${paint('dim', wrap(advice))}`
  })
  return lines.length === 0 ? '' : `${paint('bold', 'What to change')}\n${lines.join('\n')}`
}

/** 'overloaded-mid and truncated through gateway and sdk' */
function placesText(cells: readonly MatrixCell[]): string {
  const faults = [...new Set(cells.map(({ fault }) => fault))]
  const routes = [...new Set(cells.map(({ route }) => route))]
  return `${listOf(faults)} through ${listOf(routes)}`
}

function factsText({ routes, upstream, modelB, failbackMs, patienceMs }: RouteMatrix, columns: number): string {
  const tried = routes.filter(({ notTried }) => notTried === undefined)
  const lines = [
    `Routes: ${listOf(tried.map(({ name, client }) => `${name} by ${client}`))}.`,
    ...routes.flatMap(({ name, notTried }) => (notTried === undefined ? [] : [`Not tried: ${name}, ${notTried}.`])),
    `Provider A: ${upstream}, behind the fault proxy. Patience: ${formatDuration(patienceMs)}.`,
    ...(modelB ? [`Model B: ${modelText(modelB)}.`] : []),
    ...(failbackMs === undefined ? [] : [`A answered again ${formatDuration(failbackMs)} after the last fault.`]),
    ...(tried.some(({ reference }) => reference) ? [DIRECT] : []),
  ]
  return lines.map((line) => wrapAnsi(line, columns)).join('\n')
}

function modelText({ surface, model, sandbox }: NonNullable<RouteMatrix['modelB']>): string {
  const names = [...(surface === undefined ? [] : [surface]), ...(model === undefined ? [] : [`answers as ${model}`])]
  return [...names, ...(sandbox ? ['the bundled sandbox'] : [])].join(', ') || 'it names no model'
}

const DIRECT = 'direct has no gateway: it shows what the fault does by itself, and does not count.'
