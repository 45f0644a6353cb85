/** Rows of words as a table: the first column to the left, the others to the right, two spaces between. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [head, ...rows]
  const widths = head.map((_name, column) => Math.max(...all.map((row) => (row[column] ?? '').length)))
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
  return [line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)].join('\n')
}

/** "48 s", "5.4 min", "2.1 h"; "never" where it was not found. */
export function span(ms: number): string {
  if (ms === Number.POSITIVE_INFINITY) return 'never'
  const sign = ms < 0 ? '-' : ''
  const size = Math.abs(ms)
  if (size < 99_500) return `${sign}${Math.round(size / 1_000)} s`
  if (size < 90 * 60_000) return `${sign}${(size / 60_000).toFixed(1)} min`
  return `${sign}${(size / 3_600_000).toFixed(1)} h`
}

export function rate(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)
}
