import type { ObservedText } from './observed-text.ts'

/** How a text grew on the page, by the page's clock. */
export interface ReplyStream {
  readonly text: string
  /** From the last click or key press to the first visible text; undefined where either was not observed. */
  readonly ttftMs: number | undefined
  /** Estimated at four characters a token, because pages render tokens in batches. */
  readonly tokens: number
  readonly msPerToken: number | undefined
  readonly longestGapMs: number
  /** At least 80 % of the pieces of the text came twice in a row. */
  readonly doubled: boolean
}

const CHARACTERS_PER_TOKEN = 4

/** The numbers of a growth: times in ms of the page's clock, lengths in characters. */
export function describeGrowth(seen: ObservedText): ReplyStream {
  const first = seen.growth[0]
  const last = seen.growth.at(-1)
  const tokens = Math.ceil(seen.text.trim().length / CHARACTERS_PER_TOKEN)
  const gaps = seen.growth.slice(1).map(({ at }, index) => at - (seen.growth[index]?.at ?? at))
  const later = last && first ? (last.length - first.length) / CHARACTERS_PER_TOKEN : 0
  return {
    text: seen.text,
    ttftMs: first && seen.inputAt !== undefined && first.at >= seen.inputAt ? first.at - seen.inputAt : undefined,
    tokens,
    msPerToken: first && last && later > 0 ? (last.at - first.at) / later : undefined,
    longestGapMs: Math.max(0, ...gaps),
    doubled: isDoubled(piecesOf(seen)),
  }
}

function piecesOf({ text, raw = text, growth }: ObservedText): readonly string[] {
  return growth.map(({ length }, index) => raw.slice(growth[index - 1]?.length ?? 0, length))
}

/** Whether the pieces come in equal pairs. */
function isDoubled(pieces: readonly string[]): boolean {
  const firsts = pieces.filter((_piece, index) => index % 2 === 0)
  const twins = firsts.filter((piece, index) => piece !== '' && piece === pieces[2 * index + 1])
  return firsts.length >= 3 && twins.length >= 0.8 * firsts.length
}
