/** Says that something is missing at the end of a text that had to be cut. */
export const CUT_MARK = '… (cut; doorwatch status has the rest)'

/** UTF-8 bytes of a text. */
export function bytesOf(text: string): number {
  return Buffer.byteLength(text, 'utf8')
}

/**
 * As many of the lines as fit, joined by line breaks. The first line always stays; where lines are left out, the mark is
 * the last one. A single line longer than the limit is the caller's to cut first.
 * @param most the limit, in the unit of `measure`
 * @param measure how long a text is: characters, or `bytesOf`
 */
export function fittedLines(
  lines: readonly string[],
  most: number,
  measure: (text: string) => number = (text) => text.length,
): string {
  const whole = lines.join('\n')
  if (measure(whole) <= most) return whole
  let text = lines[0] ?? ''
  for (const line of lines.slice(1)) {
    const longer = `${text}\n${line}`
    if (measure(`${longer}\n${CUT_MARK}`) > most) break
    text = longer
  }
  return `${text}\n${CUT_MARK}`
}
