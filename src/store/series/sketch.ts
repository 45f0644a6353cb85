import { DDSketch } from '@datadog/sketches-js'
import type { Quantiles } from '../../core/index.ts'
import { addPacked, clearSketch, countOf, emptySketch, packSketch, type Sketch } from './packed.ts'

/** Which values share a bin: those that differ by at most 2 %. */
const { mapping: MAPPING } = new DDSketch({ relativeAccuracy: 0.01 })

/** Samples are counted here while they are read: a page reads tens of thousands. */
const COUNTED = emptySketch()

/**
 * Numbers whose quantiles are read. Exact until a stored sketch is added; from then on by a DDSketch (Masson, Rim and Lee,
 * "DDSketch", VLDB 2019), whose quantiles are off by at most 1 % of their value.
 */
export class Samples {
  readonly #values: number[] = []
  /** Stored sketches, as hexadecimal digits. */
  readonly #packed: string[] = []

  add(value: number): void {
    this.#values.push(value)
  }

  /** Adds the numbers of another one. */
  merge(other: Samples): void {
    for (const value of other.#values) this.#values.push(value)
    for (const hex of other.#packed) this.#packed.push(hex)
  }

  /** Adds a packed sketch. */
  unpack(bytes: Uint8Array): void {
    this.#packed.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex'))
  }

  /** Adds a packed sketch. @param hex its bytes as hexadecimal digits */
  unpackHex(hex: string): void {
    this.#packed.push(hex)
  }

  /** The bytes that `unpack` reads. */
  pack(): Uint8Array {
    return packSketch(this.#counted())
  }

  /** By nearest rank; all 0 where there is nothing. */
  quantiles(): Quantiles {
    return this.#packed.length === 0 ? exactQuantiles(this.#values) : quantilesOf(this.#counted())
  }

  /** All numbers in one sketch, which the next call replaces. */
  #counted(): Sketch {
    clearSketch(COUNTED)
    for (const hex of this.#packed) addPacked(COUNTED, hex)
    for (const value of this.#values) addValue(COUNTED, value)
    return COUNTED
  }
}

function addValue(sketch: Sketch, value: number): void {
  if (value > MAPPING.minPossible) sketch.positive.add(MAPPING.key(value), 1)
  else if (value < -MAPPING.minPossible) sketch.negative.add(MAPPING.key(-value), 1)
  else sketch.zeros += 1
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
  if (rank < negative.total) return -MAPPING.value(negative.keyAt(negative.total - 1 - rank))
  const above = rank - negative.total - zeros
  return above < 0 || positive.total === 0 ? 0 : MAPPING.value(positive.keyAt(above))
}
