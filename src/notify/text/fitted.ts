/** Says that something is missing at the end of a text that had to be cut. */
export const CUT_MARK = '… (cut; doorwatch status has the rest)'

/** UTF-8 bytes of a text. */
export function bytesOf(text: string): number {
  return Buffer.byteLength(text, 'utf8')
}

/**
 * As many of the lines as fit, joined by line breaks. The first line always stays, and so do the `last` ones; where lines are
 * left out, the mark follows those that stay. A single line longer than the limit is the caller's to cut first.
 * @param most the limit, in the unit of `measure`
 * @param measure how long a text is: characters, or `bytesOf`
 */
export function fittedLines(
  lines: readonly string[],
  most: number,
  measure: (text: string) => number = (text) => text.length,
  last: readonly string[] = [],
): string {
  const whole = [...lines, ...last].join('\n')
  if (measure(whole) <= most) return whole
  const end = [CUT_MARK, ...last].join('\n')
  let text = lines[0] ?? ''
  for (const line of lines.slice(1)) {
    const longer = `${text}\n${line}`
    if (measure(`${longer}\n${end}`) > most) break
    text = longer
  }
  return `${text}\n${end}`
}
