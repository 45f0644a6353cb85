import { Bins } from './bins.ts'

/** A DDSketch: how often each bin of positive and of negative values, and zero, was counted. */
export interface Sketch {
  zeros: number
  readonly positive: Bins
  readonly negative: Bins
}

export function emptySketch(): Sketch {
  return { zeros: 0, positive: new Bins(), negative: new Bins() }
}

/** How many values a sketch has counted. */
export function countOf({ zeros, positive, negative }: Sketch): number {
  return zeros + positive.total + negative.total
}

/** A few bytes per distinct value, however many values: bins as gaps and counts, each a variable-length integer. */
export function packSketch({ zeros, positive, negative }: Sketch): Uint8Array {
  return Uint8Array.from(writeNumbers([zeros, ...packBins(positive), ...packBins(negative)]))
}

/** Reads a packed sketch into `into`, whose content it replaces. */
export function unpackSketch(bytes: Uint8Array, into: Sketch): void {
  const numbers = new NumberReader(bytes)
  into.zeros = numbers.next()
  unpackBins(numbers, into.positive)
  unpackBins(numbers, into.negative)
}

function packBins(bins: Bins): number[] {
  const packed: number[] = [bins.length]
  let last = 0
  for (let index = 0; index < bins.length; index += 1) {
    const key = bins.keyAt(index)
    packed.push(index === 0 ? zigzag(key) : key - last, bins.countAt(index))
    last = key
  }
  return packed
}

function unpackBins(numbers: NumberReader, bins: Bins): void {
  bins.clear()
  const length = numbers.next()
  let key = 0
  for (let index = 0; index < length; index += 1) {
    const step = numbers.next()
    key = index === 0 ? unzigzag(step) : key + step
    bins.push(key, numbers.next())
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
