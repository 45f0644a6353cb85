const GRAPHEMES = new Intl.Segmenter('und', { granularity: 'grapheme' })

/** A cluster of this many UTF-16 units is not a letter or an emoji any more; it is cut between two code points. */
const LONGEST_CLUSTER = 64

/**
 * At most `most` UTF-16 units of a text, the last an ellipsis where something was cut. Never ends inside a character as a
 * person sees it: a surrogate pair, a letter with its accents, an emoji joined from several.
 */
export function cutText(text: string, most: number): string {
  return text.length <= most ? text : `${beginningOf(text, most - 1)}…`
}

/** At most `most` UTF-16 units of the beginning of a text, in whole characters. */
export function beginningOf(text: string, most: number): string {
  if (text.length <= most) return text
  if (most <= 0) return ''
  const from = Math.max(0, most - LONGEST_CLUSTER)
  const window = text.slice(from, most + LONGEST_CLUSTER)
  const boundary = from + (GRAPHEMES.segment(window).containing(most - from)?.index ?? 0)
  if (boundary > from || from === 0) return text.slice(0, boundary)
  return text.slice(0, most).replace(/[\ud800-\udbff]$/, '')
}
