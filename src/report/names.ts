import { clean } from './clean.ts'

const TITLES: Readonly<Record<string, string>> = {
  login: 'Login',
  session: 'Session',
  chat: 'Chat',
  console: 'Console',
  cli: 'CLI',
  api: 'API',
  mobile: 'Mobile',
}
const ORDER = Object.keys(TITLES)
const NUMBERS = [
  'no',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
]

/** 'login' is shown as 'Login', 'api' as 'API', a free name as it is. */
export function titleOf(surface: string): string {
  return TITLES[surface] ?? clean(surface, 40)
}

/** Doors in the order a person meets them: sign-in first; free names last. */
export function bySurface(
  a: { readonly target: string; readonly surface: string },
  b: { readonly target: string; readonly surface: string },
): number {
  return compare(a.target, b.target) || rank(a.surface) - rank(b.surface) || compare(a.surface, b.surface)
}

function rank(surface: string): number {
  const place = ORDER.indexOf(surface)
  return place < 0 ? ORDER.length : place
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** 'five'; digits above twelve. */
export function inWords(count: number): string {
  return NUMBERS[count] ?? String(count)
}

/** A longer list is cut to its first few: nobody reads more in a sentence. */
export const LONGEST_LIST = 12
const CUT_LIST = 5

/** 'Chat, console and CLI': the first with a capital, the rest as within a sentence; of more than 12, five are named. */
export function listOf(titles: readonly string[], start: 'capital' | 'inside'): string {
  if (titles.length > LONGEST_LIST) {
    const rest = titles.length - CUT_LIST
    return `${listOf([...titles.slice(0, CUT_LIST), `${rest.toLocaleString('en-US')} more`], start)}`
  }
  const words = titles.map((title, index) => (index === 0 && start === 'capital' ? title : inside(title)))
  const last = words.pop() ?? ''
  return words.length === 0 ? last : `${words.join(', ')} and ${last}`
}

/** 'Login' within a sentence is 'login'; abbreviations and free names stay. */
function inside(title: string): string {
  const known = TITLES[title.toLowerCase()] === title
  return known && title !== title.toUpperCase() ? title.toLowerCase() : title
}
