import { Bins } from './bins.ts'

/** A DDSketch: how often each bin of positive and of negative values, and zero, was counted. */
export interface Sketch {
  zeros: number
  readonly positive: Bins
  readonly negative: Bins
}

/** The keys of all numbers lie within: see `MAPPING` of sketch.ts. Others are of a damaged sketch. */
const KEY_LIMIT = 35_480

export function emptySketch(): Sketch {
  return { zeros: 0, positive: new Bins(), negative: new Bins() }
}

export function clearSketch(sketch: Sketch): void {
  sketch.zeros = 0
  sketch.positive.clear()
  sketch.negative.clear()
}

/** How many values a sketch has counted. */
export function countOf({ zeros, positive, negative }: Sketch): number {
  return zeros + positive.total + negative.total
}

/** A few bytes per distinct value, however many values: bins as gaps and counts, each a variable-length integer. */
export function packSketch({ zeros, positive, negative }: Sketch): Uint8Array {
  return Uint8Array.from(writeNumbers([zeros, ...packBins(positive), ...packBins(negative)]))
}

/** Adds a packed sketch. @param hex its bytes as hexadecimal digits */
export function addPacked(sketch: Sketch, hex: string): void {
  const numbers = new NumberReader(hex)
  sketch.zeros += numbers.next()
  addBins(sketch.positive, numbers)
  addBins(sketch.negative, numbers)
}

function packBins(bins: Bins): number[] {
  const entries = bins.entries()
  const packed: number[] = [entries.length]
  let last = 0
  for (const [index, [key, count]] of entries.entries()) {
    packed.push(index === 0 ? zigzag(key) : key - last, count)
    last = key
  }
  return packed
}

function addBins(bins: Bins, numbers: NumberReader): void {
  const length = numbers.next()
  let key = 0
  for (let index = 0; index < length && !numbers.atEnd; index += 1) {
    const step = numbers.next()
    key = index === 0 ? unzigzag(step) : key + step
    const count = numbers.next()
    if (Math.abs(key) < KEY_LIMIT) bins.add(key, count)
  }
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

/** By the code of a hexadecimal digit its value. */
const DIGITS = new Uint8Array(128)
for (const [value, digit] of [...'0123456789abcdef'].entries()) {
  for (const form of [digit, digit.toUpperCase()]) DIGITS[form.charCodeAt(0)] = value
}

/** Reads from hexadecimal digits: a database gives thousands of them in one text, and bytes only one by one, in ten times the time. */
class NumberReader {
  readonly #hex: string
  #at = 0

  constructor(hex: string) {
    this.#hex = hex
  }

  get atEnd(): boolean {
    return this.#at >= this.#hex.length
  }

  next(): number {
    const first = this.#nextByte()
    // Most gaps and counts fit into one byte.
    if (first < 128) return first
    let value = first - 128
    for (let scale = 128; ; scale *= 128) {
      const byte = this.#nextByte()
      value += (byte % 128) * scale
      if (byte < 128) return value
    }
  }

  /** 0 beyond the end. */
  #nextByte(): number {
    if (this.#at >= this.#hex.length) return 0
    const high = DIGITS[this.#hex.charCodeAt(this.#at)] ?? 0
    const low = DIGITS[this.#hex.charCodeAt(this.#at + 1)] ?? 0
    this.#at += 2
    return high * 16 + low
  }
}
