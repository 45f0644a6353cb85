import { type ListLimits, listOf } from './lists.ts'
import { oneLine } from './one-line.ts'

/** The surfaces of the built-in probes in the order in which a person uses them: sign-in first, those without a page last. */
const BUILT_IN = [
  ['login', 'Login'],
  ['session', 'Session'],
  ['chat', 'Chat'],
  ['console', 'Console'],
  ['mobile', 'Mobile'],
  ['api', 'API'],
  ['cli', 'CLI'],
] as const
const TITLES: ReadonlyMap<string, string> = new Map([...BUILT_IN, ['mcp', 'MCP']])

/** The surfaces of the built-in probes. */
export const BUILT_IN_SURFACES: ReadonlySet<string> = new Set(BUILT_IN.map(([surface]) => surface))

const ORDER = [...TITLES.keys()]

/** Longest name of a user's surface within a sentence, in UTF-16 units. */
const NAME_LIMIT = 40

/** A surface where it stands alone or begins a sentence: 'Login', 'API'; a free name as it is. */
export function surfaceTitle(surface: string): string {
  return TITLES.get(surface) ?? oneLine(surface, NAME_LIMIT)
}

/** A surface within a sentence: 'login', 'API'; a free name as it is. */
export function surfaceWord(surface: string): string {
  return withinSentence(surfaceTitle(surface))
}

/** A surface's title within a sentence: 'Login' becomes 'login'; abbreviations and free names stay. */
export function withinSentence(title: string): string {
  const isTitle = TITLES.get(title.toLowerCase()) === title
  return isTitle && title !== title.toUpperCase() ? title.toLowerCase() : title
}

/** "login, chat and API" */
export function surfaceList(surfaces: readonly string[], limits?: ListLimits): string {
  return listOf(surfaces.map(surfaceWord), limits)
}

/** Compares surfaces by the order in which a person uses them; names of the user come last, by name. */
export function compareSurfaces(a: string, b: string): number {
  return rankOf(a) - rankOf(b) || (a < b ? -1 : a > b ? 1 : 0)
}

function rankOf(surface: string): number {
  const place = ORDER.indexOf(surface)
  return place < 0 ? ORDER.length : place
}
