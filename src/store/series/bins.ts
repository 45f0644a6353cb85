const LEAST_ROOM = 256

/**
 * Counts by key, in ascending order of the keys. An array from the lowest to the highest key: a page adds a million counts, and to
 * find the place of each would take longer than all else.
 */
export class Bins {
  #counts = new Float64Array(0)
  /** The key of the first count. */
  #base = 0
  #lowest = Number.POSITIVE_INFINITY
  #highest = Number.NEGATIVE_INFINITY
  #total = 0

  /** How many values all bins hold. */
  get total(): number {
    return this.#total
  }

  clear(): void {
    if (this.#total > 0) this.#counts.fill(0, this.#lowest - this.#base, this.#highest - this.#base + 1)
    this.#lowest = Number.POSITIVE_INFINITY
    this.#highest = Number.NEGATIVE_INFINITY
    this.#total = 0
  }

  /** Adds to a bin. @param key a whole number */
  add(key: number, count: number): void {
    if (key < this.#base || key >= this.#base + this.#counts.length) this.#makeRoom(key)
    if (key < this.#lowest) this.#lowest = key
    if (key > this.#highest) this.#highest = key
    const place = key - this.#base
    this.#counts[place] = (this.#counts[place] ?? 0) + count
    this.#total += count
  }

  /** The bins that hold something. */
  entries(): readonly (readonly [key: number, count: number])[] {
    const entries: (readonly [number, number])[] = []
    for (let key = this.#lowest; key <= this.#highest; key += 1) {
      const count = this.#counts[key - this.#base] ?? 0
      if (count > 0) entries.push([key, count])
    }
    return entries
  }

  /** The bin in which the value of a rank lies, counted from 0 at the lowest; the highest bin for a rank beyond all. */
  keyAt(rank: number): number {
    let passed = 0
    for (let key = this.#lowest; key < this.#highest; key += 1) {
      passed += this.#counts[key - this.#base] ?? 0
      if (rank < passed) return key
    }
    return this.#total > 0 ? this.#highest : 0
  }

  /** Makes room for a key and as many others around all of them. */
  #makeRoom(key: number): void {
    const [lowest, highest] = [Math.min(key, this.#lowest), Math.max(key, this.#highest)]
    const span = highest - lowest + 1
    const counts = new Float64Array(Math.max(LEAST_ROOM, 2 * span))
    const base = lowest - Math.floor((counts.length - span) / 2)
    if (this.#total > 0) {
      const held = this.#counts.subarray(this.#lowest - this.#base, this.#highest - this.#base + 1)
      counts.set(held, this.#lowest - base)
    }
    this.#counts = counts
    this.#base = base
  }
}
