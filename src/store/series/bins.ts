/**
 * Counts by bin, in ascending order of the bins. Typed arrays without an object per bin: a page reads a million of them.
 */
export class Bins {
  #keys = new Int32Array(0)
  #counts = new Float64Array(0)
  #length = 0
  #total = 0

  /** How many bins hold something. */
  get length(): number {
    return this.#length
  }

  /** How many values all bins hold. */
  get total(): number {
    return this.#total
  }

  keyAt(index: number): number {
    return this.#keys[index] ?? 0
  }

  countAt(index: number): number {
    return this.#counts[index] ?? 0
  }

  clear(): void {
    this.#length = 0
    this.#total = 0
  }

  /** Adds to the highest bin, or to one above it. */
  push(key: number, count: number): void {
    this.#total += count
    const last = this.#length - 1
    if (last >= 0 && this.#keys[last] === key) {
      this.#counts[last] = (this.#counts[last] ?? 0) + count
      return
    }
    this.#reserve(this.#length + 1)
    this.#keys[this.#length] = key
    this.#counts[this.#length] = count
    this.#length += 1
  }

  /** Adds all bins of another one. */
  merge(other: Bins): void {
    if (other.#length === 0) return
    let [index, otherIndex] = [this.#length - 1, other.#length - 1]
    const length = this.#length + other.#length - this.#common(other)
    this.#reserve(length)
    const [keys, counts] = [this.#keys, this.#counts]
    // From the highest bin down, so that nothing is overwritten that is still to be read.
    for (let at = length - 1; otherIndex >= 0; at -= 1) {
      const key = other.keyAt(otherIndex)
      const before = index >= 0 ? (keys[index] ?? 0) : Number.NEGATIVE_INFINITY
      keys[at] = Math.max(key, before)
      counts[at] = (before >= key ? (counts[index] ?? 0) : 0) + (key >= before ? other.countAt(otherIndex) : 0)
      if (before >= key) index -= 1
      if (key >= before) otherIndex -= 1
    }
    this.#length = length
    this.#total += other.#total
  }

  /** How many bins both have. */
  #common(other: Bins): number {
    let [index, otherIndex, common] = [0, 0, 0]
    while (index < this.#length && otherIndex < other.#length) {
      const difference = this.keyAt(index) - other.keyAt(otherIndex)
      if (difference === 0) common += 1
      if (difference <= 0) index += 1
      if (difference >= 0) otherIndex += 1
    }
    return common
  }

  #reserve(length: number): void {
    if (length <= this.#keys.length) return
    const room = Math.max(16, length, this.#keys.length * 2)
    const [keys, counts] = [this.#keys, this.#counts]
    this.#keys = new Int32Array(room)
    this.#keys.set(keys)
    this.#counts = new Float64Array(room)
    this.#counts.set(counts)
  }
}

/** The bins of these keys, each counted as often as it is there. @param keys in any order; they are sorted in place */
export function binsOf(keys: Int32Array): Bins {
  const bins = new Bins()
  for (const key of keys.sort()) bins.push(key, 1)
  return bins
}
