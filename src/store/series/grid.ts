/** The cells of a chart: one per series and bucket, created on first use. */
export class Grid<Cell> {
  readonly #make: () => Cell
  readonly #rows = new Map<string, Map<number, Cell>>()

  constructor(make: () => Cell) {
    this.#make = make
  }

  cell(series: string, at: number): Cell {
    let row = this.#rows.get(series)
    if (!row) {
      row = new Map()
      this.#rows.set(series, row)
    }
    const stored = row.get(at)
    if (stored !== undefined) return stored
    const cell = this.#make()
    row.set(at, cell)
    return cell
  }

  /** Every series with its buckets in order of time. */
  rows(): readonly (readonly [series: string, buckets: readonly (readonly [at: number, cell: Cell])[]])[] {
    return [...this.#rows].map(([series, row]) => [series, [...row].toSorted(([a], [b]) => a - b)])
  }
}

/** Counts by word. */
export type Counts<Word extends string> = Map<Word, number>

export function count<Word extends string>(counts: Counts<Word>, word: Word, more: number): void {
  counts.set(word, (counts.get(word) ?? 0) + more)
}

/** The counts of all buckets together. */
export function totalOf<Word extends string>(
  buckets: readonly (readonly [at: number, counts: Counts<Word>])[],
): Counts<Word> {
  const total: Counts<Word> = new Map()
  for (const [, counts] of buckets) for (const [word, number] of counts) count(total, word, number)
  return total
}
