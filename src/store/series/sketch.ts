import { DDSketch } from '@datadog/sketches-js'
import type { Quantiles } from '../../core/index.ts'

/**
 * Numbers whose quantiles are read. Held as they are until a stored sketch is added; from then on as a DDSketch
 * (Masson, Rim and Lee, "DDSketch", VLDB 2019), whose quantiles are off by at most 1 % of their value.
 */
export class Samples {
  #values: number[] = []
  #sketch: DDSketch | undefined

  add(value: number): void {
    if (this.#sketch) this.#sketch.accept(value)
    else this.#values.push(value)
  }

  /** Adds the numbers of another one. */
  merge(other: Samples): void {
    for (const value of other.#values) this.add(value)
    if (!other.#sketch) return
    const sketch = this.#asSketch()
    copyBins(other.#sketch.store, sketch.store)
    copyBins(other.#sketch.negativeStore, sketch.negativeStore)
    sketch.zeroCount += other.#sketch.zeroCount
    sketch.count += other.#sketch.count
  }

  /** Adds a packed sketch. */
  unpack(bytes: Uint8Array): void {
    const sketch = this.#asSketch()
    const numbers = new NumberReader(bytes)
    const zeros = numbers.next()
    sketch.zeroCount += zeros
    sketch.count += zeros + unpackBins(numbers, sketch.store) + unpackBins(numbers, sketch.negativeStore)
  }

  /** A few bytes per distinct value, however many values: bins as gaps and counts, each a variable-length integer. */
  pack(): Uint8Array {
    const sketch = this.#asSketch()
    return Uint8Array.from(
      writeNumbers([sketch.zeroCount, ...packBins(sketch.store), ...packBins(sketch.negativeStore)]),
    )
  }

  /** By nearest rank; all 0 where there is nothing. */
  quantiles(): Quantiles {
    const n = this.#sketch ? this.#sketch.count : this.#values.length
    if (n === 0) return { n, p50: 0, p95: 0, p99: 0 }
    const ordered = this.#sketch ? [] : this.#values.toSorted((a, b) => a - b)
    const at = (q: number): number => {
      const rank = Math.ceil(q * n) - 1
      return this.#sketch ? valueAtRank(this.#sketch, rank) : (ordered[rank] ?? 0)
    }
    return { n, p50: at(0.5), p95: at(0.95), p99: at(0.99) }
  }

  #asSketch(): DDSketch {
    if (this.#sketch) return this.#sketch
    const sketch = new DDSketch({ relativeAccuracy: 0.01 })
    for (const value of this.#values) sketch.accept(value)
    this.#values = []
    this.#sketch = sketch
    return sketch
  }
}

type Bins = DDSketch['store']

/** The library takes a rank between 0 and n - 1 as a share; half a step more avoids rounding to the rank below. */
function valueAtRank(sketch: DDSketch, rank: number): number {
  return sketch.getValueAtQuantile(sketch.count === 1 ? 0 : Math.min(1, (rank + 0.5) / (sketch.count - 1)))
}

/** The library's own merge leaves out negative values. */
function copyBins(from: Bins, to: Bins): void {
  for (const [index, count] of from.bins.entries()) if (count > 0) to.add(index + from.offset, count)
}

function packBins(bins: Bins): number[] {
  const packed: number[] = []
  let last = 0
  for (const [index, count] of bins.bins.entries()) {
    if (count === 0) continue
    const key = index + bins.offset
    packed.push(packed.length === 0 ? zigzag(key) : key - last, count)
    last = key
  }
  return [packed.length / 2, ...packed]
}

/** Returns how many values the bins hold. */
function unpackBins(numbers: NumberReader, bins: Bins): number {
  const length = numbers.next()
  let key = 0
  let total = 0
  for (let index = 0; index < length; index += 1) {
    const step = numbers.next()
    const count = numbers.next()
    key = index === 0 ? unzigzag(step) : key + step
    bins.add(key, count)
    total += count
  }
  return total
}

function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value
}

function unzigzag(value: number): number {
  return value % 2 === 0 ? value / 2 : -(value + 1) / 2
}

/** Whole numbers in 7-bit groups, the lowest first; the top bit says that more follow. */
function writeNumbers(numbers: readonly number[]): number[] {
  const bytes: number[] = []
  for (const number of numbers) {
    let rest = number
    for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128)
    bytes.push(rest)
  }
  return bytes
}

class NumberReader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  next(): number {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = this.#bytes[this.#at++] ?? 0
      value += (byte % 128) * scale
      if (byte < 128) return value
    }
  }
}
