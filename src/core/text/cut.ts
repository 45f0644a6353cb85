const GRAPHEMES = new Intl.Segmenter('und', { granularity: 'grapheme' })

/** Longest grapheme cluster that stays whole, in UTF-16 units; a longer one is cut between two code points. */
const LONGEST_CLUSTER = 64

/**
 * The text, cut to at most `most` UTF-16 units with an ellipsis at the end. Cuts between grapheme clusters, so surrogate
 * pairs, letters with accents and joined emoji stay whole.
 */
export function cutText(text: string, most: number): string {
  return text.length <= most ? text : `${beginningOf(text, most - 1)}…`
}

/** The beginning of a text, at most `most` UTF-16 units, cut between grapheme clusters. */
export function beginningOf(text: string, most: number): string {
  if (text.length <= most) return text
  if (most <= 0) return ''
  const from = Math.max(0, most - LONGEST_CLUSTER)
  const window = text.slice(from, most + LONGEST_CLUSTER)
  const boundary = from + (GRAPHEMES.segment(window).containing(most - from)?.index ?? 0)
  if (boundary > from || from === 0) return text.slice(0, boundary)
  return text.slice(0, most).replace(/[\ud800-\udbff]$/, '')
}
