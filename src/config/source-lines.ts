import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { defined } from '../core/index.ts'
import type { Config } from './config.ts'
import { callsOf, elementsAt, nextToken, propertiesAt, type SourceCall, wordAt } from './source-scan.ts'

/** Where a key of the configuration stands in its file: `doorwatch.config.ts:24`. Undefined where code builds it. */
type PlaceOf = (key: string) => string | undefined

/**
 * Finds keys in the text of a configuration: `workflows[1].fallback`, `schedule['claude/cli'].every`. A key that is not written
 * has the line of what it belongs in.
 * @param shownAs the name of the file in places. Default: its own, without folders
 */
export function placesIn(config: Pick<Config, 'file' | 'plan'>, shownAs?: string): PlaceOf {
  const { file, plan } = config
  const text = file === undefined ? undefined : readText(file)
  if (file === undefined || text === undefined) return () => undefined
  const names = plan.workflows.map(({ name }) => name)
  let lines: ReturnType<typeof linesIn> | undefined
  return (key) => {
    lines ??= linesIn(text, names)
    const line = lines(key)
    return line === undefined ? undefined : `${shownAs ?? basename(file)}:${line}`
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

/**
 * The lines of keys in a text, from 1 on. Scans the text once.
 * @param workflows the names of the workflows, in order: their keys name them by index
 */
export function linesIn(text: string, workflows: readonly string[]): (key: string) => number | undefined {
  const calls = new Map(workflowCalls(text).map((call) => [call.name, call]))
  const root = callsOf(text, 'defineConfig')[0]
  return (key) => {
    const [first, ...rest] = partsOf(key)
    const name = first === 'workflows' && rest.length > 0 ? workflows[Number(rest[0])] : undefined
    const at = name === undefined ? rootPlace(text, root, key) : workflowPlace(text, calls.get(name), rest.slice(1))
    return at === undefined ? undefined : text.slice(0, at).split('\n').length
  }
}

/** A call `workflow('name', { … })`. */
interface WorkflowCall {
  readonly name: string
  readonly at: number
  readonly settingsAt?: number
}

function workflowCalls(text: string): readonly WorkflowCall[] {
  return callsOf(text, 'workflow').flatMap(({ at, open }): readonly WorkflowCall[] => {
    const [nameAt = at, settingsAt] = elementsAt(text, open)
    const name = stringAt(text, nameAt)
    return name === undefined ? [] : [{ name, at, ...defined({ settingsAt }) }]
  })
}

/** `schedule['claude/cli'].every` as schedule, claude/cli, every. */
function partsOf(key: string): readonly string[] {
  return [...key.matchAll(/\['([^']+)'\]|\[(\d+)\]|([^.[\]]+)/g)].map(
    ([, quoted, index, word]) => quoted ?? index ?? word ?? '',
  )
}

function workflowPlace(text: string, call: WorkflowCall | undefined, parts: readonly string[]): number | undefined {
  if (call?.settingsAt === undefined) return call?.at
  return placeWithin(text, call.settingsAt, parts) ?? call.at
}

function stringAt(text: string, at: number): string | undefined {
  const [, quote, content] = /^(['"`])((?:\\.|(?!\1).)*)\1/.exec(text.slice(at, at + MOST_NAME)) ?? []
  return quote === undefined ? undefined : content?.replace(/\\(.)/g, '$1')
}

/** Characters of the name of a workflow that are compared, with its quotes. */
const MOST_NAME = 300

function rootPlace(text: string, call: SourceCall | undefined, key: string): number | undefined {
  const rootAt = call && elementsAt(text, call.open)[0]
  if (!call || rootAt === undefined || text[rootAt] !== '{') return undefined
  return placeWithin(text, rootAt, partsOf(key)) ?? call.at
}

/** The place of the last part that is written; undefined where the first one is not. */
function placeWithin(text: string, from: number, parts: readonly string[]): number | undefined {
  let [found, valueAt] = [undefined as number | undefined, from]
  for (const part of parts) {
    const next = partAt(text, literalAt(text, valueAt), part)
    if (!next) return found
    found = next.at
    valueAt = next.valueAt
  }
  return found
}

/** Of a call its first argument: `switchTo({ … })`. */
function literalAt(text: string, at: number): number {
  const word = wordAt(text, at)
  const open = nextToken(text, at + word.length)
  return word !== '' && text[open] === '(' ? (elementsAt(text, open)[0] ?? at) : at
}

function partAt(text: string, at: number, part: string) {
  if (text[at] === '{') return propertiesAt(text, at).find(({ name }) => name === part)
  const element = text[at] === '[' ? elementsAt(text, at)[Number(part)] : undefined
  return element === undefined ? undefined : { at: element, valueAt: element }
}
