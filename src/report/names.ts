import { compareSurfaces, listOf, withinSentence } from '../core/index.ts'

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

/** Sorts by target, then in the order in which a person uses the surfaces: sign-in first, custom names last. */
export function bySurface(
  a: { readonly target: string; readonly surface: string },
  b: { readonly target: string; readonly surface: string },
): number {
  return compare(a.target, b.target) || compareSurfaces(a.surface, b.surface)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** 'five'; digits above twelve. */
export function inWords(count: number): string {
  return NUMBERS[count] ?? String(count)
}

/** Longest list in a sentence; of a longer one only the first few are named. */
export const LONGEST_LIST = 12
const NAMED_OF_LONGER = 5

/** 'Chat, console and CLI': the first with a capital, the rest as within a sentence; of more than 12, five are named. */
export function titleList(titles: readonly string[], start: 'capital' | 'inside'): string {
  const words = titles.map((title, index) => (index === 0 && start === 'capital' ? title : withinSentence(title)))
  return listOf(words, { longest: LONGEST_LIST, named: NAMED_OF_LONGER })
}
