import { CODE_WORDS, OTHER_AFTER, OTHER_BEFORE, withoutOtherNumbers } from './code-words.ts'

interface Candidate {
  readonly code: string
  /** The lower the better. */
  readonly cost: number
}

/** Patterns of a code: in one piece, or in pieces of equal length. */
const IN_PIECES = [
  /\d{4,8}/g,
  /\d{3}[ -]\d{3}/g,
  /\d{4}[ -]\d{4}/g,
  /\d{2}([ -])\d{2}\1\d{2}(?:\1\d{2})?/g,
  /\d(\s{1,2}|-)\d(?:\1\d){4,6}(?!\d)/g,
] as const

/** Costs added to the distance from the nearest word for code, in characters. */
const NO_WORD = 500
const PIECE_OF_A_ROW = 500
const DATE = 1_000
const OTHER_LENGTH = 3
/** A candidate of this cost is no code. */
const WORST = 1_000
/** A short number is a code only this close to the word. */
const NEAR = 40
/** Words farther away are ignored. */
const FAR = 400
const MOST_CANDIDATES = 200

/**
 * The code nearest to a word for code: four to eight digits of any script, in one piece or several, returned as ASCII
 * digits. Without such a word, the first of six to eight digits. Dates, years, prices, ticket and telephone numbers are not
 * codes.
 */
export function nearestCode(texts: readonly string[]): string | undefined {
  const candidates = texts.flatMap((text) => candidatesIn(plainDigits(text)))
  const best = candidates.reduce<Candidate | undefined>(
    (cheapest, other) => (cheapest && cheapest.cost <= other.cost ? cheapest : other),
    undefined,
  )
  return best && best.cost < WORST ? best.code : undefined
}

interface Place {
  readonly text: string
  readonly from: number
  readonly to: number
  /** As in the text, with their separators. */
  readonly digits: string
}

interface Span {
  readonly from: number
  readonly to: number
}

function candidatesIn(text: string): readonly Candidate[] {
  const rest = withoutOtherNumbers(text)
  const words = spansOf(rest, CODE_WORDS)
  const places = IN_PIECES.flatMap((pattern) => spansOf(rest, pattern).slice(0, MOST_CANDIDATES))
  return places.flatMap(({ from, to }) => {
    const place = { text: rest, from, to, digits: rest.slice(from, to) }
    const cost = standsAlone(place) ? costOf(place, words) : WORST
    // Less than one character of distance: of equal candidates the first wins.
    return cost < WORST ? [{ code: place.digits.replace(/\D/g, ''), cost: cost + from / 1e6 }] : []
  })
}

function spansOf(text: string, pattern: RegExp): readonly Span[] {
  return [...text.matchAll(pattern)].map(({ index, 0: found }) => ({ from: index, to: index + found.length }))
}

/** Scripts with spaces between words: a letter next to the digits makes them part of a name. */
const SPACED = String.raw`\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}_\d`
const NOT_BEFORE = new RegExp(`(?:[${SPACED}.,/+]|[${SPACED}]-)$`, 'u')
const NOT_AFTER = new RegExp(`^(?:[${SPACED}/]|-[${SPACED}]|[.,]\\d)`, 'u')
/** "G-123456 is your code". */
const PREFIX = /(?<![\p{L}\d])g-$/u
const ROW_BEFORE = /\d[ -]$/
const ROW_AFTER = /^[ -]\d/

function standsAlone({ text, from, to, digits }: Place): boolean {
  const before = text.slice(Math.max(0, from - 3), from)
  const after = text.slice(to, to + 2)
  if (NOT_AFTER.test(after) || (NOT_BEFORE.test(before) && !PREFIX.test(before))) return false
  // A code in several pieces is a whole row; the cell after single digits may contain another number.
  const isOnePiece = /^\d+$/.test(digits)
  const isSingles = /^\d\D/.test(digits)
  return isOnePiece || (!ROW_BEFORE.test(before) && (isSingles || !ROW_AFTER.test(after)))
}

function costOf(place: Place, words: readonly Span[]): number {
  const { text, from, to, digits } = place
  const count = digits.replace(/\D/g, '').length
  const before = text.slice(Math.max(0, from - 80), from)
  const after = text.slice(to, to + 60)
  // Words before the whole row: in "call 0800 5550199" the word is before the first number.
  if (OTHER_BEFORE.test(before.replace(/\d[\d -]*$/, '')) || OTHER_AFTER.test(after)) return WORST
  const distance = distanceTo(place, words)
  if (count < 6 && (distance ?? NEAR) >= NEAR) return WORST
  const isPiece = /^\d+$/.test(digits) && (ROW_BEFORE.test(before) || ROW_AFTER.test(after))
  // "Code: 20261129" is a code where there is no better candidate.
  const isNamed = words.some((word) => word.to <= from && from - word.to <= 6)
  const date = isDate(digits) ? (isNamed ? NO_WORD : DATE) : 0
  return (distance ?? NO_WORD) + date + (isPiece ? PIECE_OF_A_ROW : 0) + (count === 6 ? 0 : OTHER_LENGTH)
}

/** Characters to the nearest word, plus 20 where a sentence ends between, plus 5 where the word is after the code. */
function distanceTo({ text, from, to }: Place, words: readonly Span[]): number | undefined {
  const distances = words
    .filter((word) => word.to > from - FAR && word.from < to + FAR)
    .map((word) => {
      const isBefore = word.to <= from
      const between = isBefore ? text.slice(word.to, from) : text.slice(to, word.from)
      return between.length + (/[.!?]\s/.test(between) ? 20 : 0) + (isBefore ? 0 : 5)
    })
  return distances.length === 0 ? undefined : Math.min(...distances)
}

/** 20261129, 29112026, 2026. */
function isDate(digits: string): boolean {
  if (digits.length === 4) return /^(?:19|20)\d\d$/.test(digits)
  if (digits.length !== 8) return false
  return /^(?:19|20)\d\d(?:0\d|1[0-2])(?:[0-2]\d|3[01])$/.test(digits) || /^[0-3]\d[01]\d(?:19|20)\d\d$/.test(digits)
}

/** The text with ASCII digits, one kind of space and hyphen, without invisible characters, in lower case. */
function plainDigits(text: string): string {
  return (
    text
      // A full-width comma ends a phrase; NFKC makes it ASCII, which next to digits is part of a number.
      .replace(/[，．：；！？]/g, '$& ')
      .normalize('NFKC')
      .replace(/\p{Nd}/gu, (digit) => String(digitOf(digit.codePointAt(0) ?? 0)))
      .replace(/\p{Cf}/gu, '')
      .replace(/[\p{Zs}\t\r]/gu, ' ')
      .replace(/\p{Pd}/gu, '-')
      .toLowerCase()
  )
}

/** Value of a digit: the digits of each script are consecutive (Unicode, section 4.6). */
function digitOf(codePoint: number): number {
  if (codePoint < 0x80) return codePoint - 0x30
  let zero = codePoint
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1
  return (codePoint - zero) % 10
}
