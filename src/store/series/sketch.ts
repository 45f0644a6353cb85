import { DDSketch } from '@datadog/sketches-js'
import type { Quantiles } from '../../core/index.ts'
import { type Bins, binsOf } from './bins.ts'
import { countOf, emptySketch, packSketch, type Sketch, unpackSketch } from './packed.ts'

/** Which values share a bin: those that differ by at most 2 %. */
const { mapping: MAPPING } = new DDSketch({ relativeAccuracy: 0.01 })

/** A packed sketch is read into this one where it is needed for a moment: a page reads tens of thousands. */
const READ = emptySketch()

/**
 * Numbers whose quantiles are read. Held as they are until a stored sketch is added; from then on as a DDSketch
 * (Masson, Rim and Lee, "DDSketch", VLDB 2019), whose quantiles are off by at most 1 % of their value.
 */
export class Samples {
  /** Not in the sketch yet. */
  #values: number[] = []
  /** A stored sketch, as long as it is the only one. */
  #packed: Uint8Array | undefined
  #sketch: Sketch | undefined

  add(value: number): void {
    this.#values.push(value)
  }

  /** Adds the numbers of another one. */
  merge(other: Samples): void {
    for (const value of other.#values) this.#values.push(value)
    if (other.#packed) this.unpack(other.#packed)
    if (other.#sketch) addTo(this.#ownSketch(), other.#sketch)
  }

  /** Adds a packed sketch. @param bytes must not be changed afterwards */
  unpack(bytes: Uint8Array): void {
    if (!this.#packed && !this.#sketch) {
      this.#packed = bytes
      return
    }
    const sketch = this.#ownSketch()
    unpackSketch(bytes, READ)
    addTo(sketch, READ)
  }

  /** The bytes that `unpack` reads. */
  pack(): Uint8Array {
    return this.#packed && this.#values.length === 0 ? this.#packed : packSketch(this.#whole())
  }

  /** By nearest rank; all 0 where there is nothing. */
  quantiles(): Quantiles {
    if (this.#sketch || (this.#packed && this.#values.length > 0)) return quantilesOf(this.#whole())
    if (!this.#packed) return exactQuantiles(this.#values)
    unpackSketch(this.#packed, READ)
    return quantilesOf(READ)
  }

  /** The sketch, with the values in it. */
  #whole(): Sketch {
    const sketch = this.#ownSketch()
    accept(sketch, this.#values)
    this.#values = []
    return sketch
  }

  #ownSketch(): Sketch {
    this.#sketch ??= emptySketch()
    if (this.#packed) {
      unpackSketch(this.#packed, READ)
      addTo(this.#sketch, READ)
      this.#packed = undefined
    }
    return this.#sketch
  }
}

function addTo(sketch: Sketch, { zeros, positive, negative }: Sketch): void {
  sketch.zeros += zeros
  sketch.positive.merge(positive)
  sketch.negative.merge(negative)
}

function accept(sketch: Sketch, values: readonly number[]): void {
  if (values.length === 0) return
  const keysOf = (some: readonly number[]) => Int32Array.from(some, (value) => MAPPING.key(Math.abs(value)))
  const positive = values.filter((value) => value > MAPPING.minPossible)
  const negative = values.filter((value) => value < -MAPPING.minPossible)
  sketch.positive.merge(binsOf(keysOf(positive)))
  sketch.negative.merge(binsOf(keysOf(negative)))
  sketch.zeros += values.length - positive.length - negative.length
}

const RANKED = [0.5, 0.95, 0.99] as const

function exactQuantiles(values: readonly number[]): Quantiles {
  const n = values.length
  const ordered = values.toSorted((a, b) => a - b)
  const [p50 = 0, p95 = 0, p99 = 0] = RANKED.map((q) => ordered[rankOf(q, n)])
  return { n, p50, p95, p99 }
}

function quantilesOf(sketch: Sketch): Quantiles {
  const n = countOf(sketch)
  const [p50, p95, p99] = RANKED
  return {
    n,
    p50: valueAt(sketch, rankOf(p50, n)),
    p95: valueAt(sketch, rankOf(p95, n)),
    p99: valueAt(sketch, rankOf(p99, n)),
  }
}

/** From 0. */
function rankOf(q: number, n: number): number {
  return Math.ceil(q * n) - 1
}

/** The value at a rank, counted from the lowest; 0 where there is none. */
function valueAt({ zeros, positive, negative }: Sketch, rank: number): number {
  if (rank < 0) return 0
  if (rank < negative.total) return -MAPPING.value(keyAt(negative, negative.total - 1 - rank))
  const above = rank - negative.total - zeros
  return above < 0 || positive.length === 0 ? 0 : MAPPING.value(keyAt(positive, above))
}

/** The bin in which the value of a rank lies, counted from the lowest bin. */
function keyAt(bins: Bins, rank: number): number {
  let passed = 0
  for (let index = 0; index < bins.length; index += 1) {
    passed += bins.countAt(index)
    if (rank < passed) return bins.keyAt(index)
  }
  return bins.keyAt(bins.length - 1)
}
