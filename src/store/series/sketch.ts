import { DDSketch } from '@datadog/sketches-js'
import type { Quantiles } from '../../core/index.ts'

/** Which values share a bin: those that differ by at most 2 %. */
const { mapping: MAPPING } = new DDSketch({ relativeAccuracy: 0.01 })

/** Counts by bin. */
type Bins = Map<number, number>

/** A DDSketch: a page merges tens of thousands, so that its bins are sparse and it is no object of the library. */
interface Sketch {
  count: number
  zeros: number
  readonly positive: Bins
  readonly negative: Bins
}

/**
 * Numbers whose quantiles are read. Held as they are until a stored sketch is added; from then on as a DDSketch
 * (Masson, Rim and Lee, "DDSketch", VLDB 2019), whose quantiles are off by at most 1 % of their value.
 */
export class Samples {
  #values: number[] = []
  #sketch: Sketch | undefined

  add(value: number): void {
    if (this.#sketch) accept(this.#sketch, value)
    else this.#values.push(value)
  }

  /** Adds the numbers of another one. */
  merge(other: Samples): void {
    for (const value of other.#values) this.add(value)
    if (!other.#sketch) return
    const sketch = this.#asSketch()
    for (const [key, count] of other.#sketch.positive) addTo(sketch.positive, key, count)
    for (const [key, count] of other.#sketch.negative) addTo(sketch.negative, key, count)
    sketch.zeros += other.#sketch.zeros
    sketch.count += other.#sketch.count
  }

  /** Adds a packed sketch. */
  unpack(bytes: Uint8Array): void {
    const sketch = this.#asSketch()
    const numbers = new NumberReader(bytes)
    const zeros = numbers.next()
    sketch.zeros += zeros
    sketch.count += zeros + unpackBins(numbers, sketch.positive) + unpackBins(numbers, sketch.negative)
  }

  /** A few bytes per distinct value, however many values: bins as gaps and counts, each a variable-length integer. */
  pack(): Uint8Array {
    const { zeros, positive, negative } = this.#asSketch()
    return Uint8Array.from(writeNumbers([zeros, ...packBins(positive), ...packBins(negative)]))
  }

  /** By nearest rank; all 0 where there is nothing. */
  quantiles(): Quantiles {
    const n = this.#sketch ? this.#sketch.count : this.#values.length
    if (n === 0) return { n, p50: 0, p95: 0, p99: 0 }
    const ranks = [0.5, 0.95, 0.99].map((q) => Math.ceil(q * n) - 1)
    const ordered = this.#sketch ? [] : this.#values.toSorted((a, b) => a - b)
    const [p50 = 0, p95 = 0, p99 = 0] = this.#sketch
      ? valuesAtRanks(this.#sketch, ranks)
      : ranks.map((rank) => ordered[rank] ?? 0)
    return { n, p50, p95, p99 }
  }

  #asSketch(): Sketch {
    if (this.#sketch) return this.#sketch
    const sketch: Sketch = { count: 0, zeros: 0, positive: new Map(), negative: new Map() }
    for (const value of this.#values) accept(sketch, value)
    this.#values = []
    this.#sketch = sketch
    return sketch
  }
}

function accept(sketch: Sketch, value: number): void {
  if (value > MAPPING.minPossible) addTo(sketch.positive, MAPPING.key(value), 1)
  else if (value < -MAPPING.minPossible) addTo(sketch.negative, MAPPING.key(-value), 1)
  else sketch.zeros += 1
  sketch.count += 1
}

function addTo(bins: Bins, key: number, count: number): void {
  bins.set(key, (bins.get(key) ?? 0) + count)
}

/** The values at these ranks (from 0, ascending), in one pass over the bins from the lowest value to the highest. */
function valuesAtRanks({ zeros, positive, negative }: Sketch, ranks: readonly number[]): readonly number[] {
  const found: number[] = []
  // Without closures and pairs: a year has a million bins.
  const isNext = (passed: number) => (ranks[found.length] ?? Number.POSITIVE_INFINITY) < passed
  let passed = 0
  if (negative.size > 0) {
    for (const key of keysOf(negative).toReversed()) {
      passed += negative.get(key) ?? 0
      while (isNext(passed)) found.push(-MAPPING.value(key))
    }
  }
  passed += zeros
  while (isNext(passed)) found.push(0)
  for (const key of keysOf(positive)) {
    if (found.length === ranks.length) break
    passed += positive.get(key) ?? 0
    while (isNext(passed)) found.push(MAPPING.value(key))
  }
  return found
}

/** In ascending order, which the keys of a single stored sketch have already. */
function keysOf(bins: Bins): readonly number[] {
  const keys = [...bins.keys()]
  return isAscending(keys) ? keys : keys.sort((a, b) => a - b)
}

function isAscending(keys: readonly number[]): boolean {
  for (let index = 1; index < keys.length; index += 1) {
    if ((keys[index] ?? 0) < (keys[index - 1] ?? 0)) return false
  }
  return true
}

function packBins(bins: Bins): number[] {
  const packed: number[] = []
  let last = 0
  for (const key of keysOf(bins)) {
    packed.push(packed.length === 0 ? zigzag(key) : key - last, bins.get(key) ?? 0)
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
    addTo(bins, key, count)
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
    const first = this.#bytes[this.#at++] ?? 0
    // Most gaps and counts fit into one byte.
    if (first < 128) return first
    let value = first - 128
    for (let scale = 128; ; scale *= 128) {
      const byte = this.#bytes[this.#at++] ?? 0
      value += (byte % 128) * scale
      if (byte < 128) return value
    }
  }
}
