/** The value below which a share of the values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

export const median = (values: readonly number[]) => quantile(values, 0.5)

/** A number with so many digits after the point, padded for a column. */
export function cell(value: number, digits = 1, width = 9): string {
  return value.toFixed(digits).padStart(width)
}

/** A line that says whether an aim was met. */
export function verdict(what: string, value: string, aim: string, met: boolean): string {
  return `  ${met ? 'ok  ' : 'MISS'} ${what}: ${value} (aim ${aim})`
}
