/** Text of the page as one line of at most `limit` characters: no markup, no control characters. */
export function oneLine(text: string, limit: number): string {
  const plain = text
    .slice(0, limit * 10)
    .replace(/<[^<>]*>/g, ' ')
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
  return plain.length <= limit ? plain : `${plain.slice(0, limit - 1)}…`
}
