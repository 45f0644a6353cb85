import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Samples } from '../../../src/store/series/sketch.ts'

function samplesOf(values: readonly number[]): Samples {
  const samples = new Samples()
  for (const value of values) samples.add(value)
  return samples
}

function unpacked(...packed: readonly Uint8Array[]): Samples {
  const samples = new Samples()
  for (const bytes of packed) samples.unpack(bytes)
  return samples
}

function nearestRank(values: readonly number[], q: number): number {
  return values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(q * values.length) - 1)] ?? 0
}

function expectTrue(found: Samples, values: readonly number[], share: number): void {
  const quantiles = found.quantiles()
  expect(quantiles.n).toBe(values.length)
  for (const [name, q] of [
    ['p50', 0.5],
    ['p95', 0.95],
    ['p99', 0.99],
  ] as const) {
    const truth = nearestRank(values, q)
    expect(Math.abs(quantiles[name] - truth)).toBeLessThanOrEqual(Math.abs(truth) * share)
  }
}

const anyValues = fc.array(
  fc.oneof(fc.integer({ min: -1_000, max: 100_000 }), fc.double({ min: 0.001, max: 1e7, noNaN: true })),
  {
    maxLength: 150,
  },
)

describe('samples', () => {
  it('give quantiles by nearest rank, exactly while they are only added', () => {
    fc.assert(fc.property(anyValues, (values) => expectTrue(samplesOf(values), values, 0)))
    expect(samplesOf([]).quantiles()).toEqual({ n: 0, p50: 0, p95: 0, p99: 0 })
  })

  it('stay accurate to 1 % when they are packed, unpacked and merged', () => {
    fc.assert(
      fc.property(anyValues, anyValues, anyValues, (first, second, added) => {
        const both = unpacked(samplesOf(first).pack(), samplesOf(second).pack())
        expectTrue(both, [...first, ...second], 0.0101)
        for (const value of added) both.add(value)
        const all = new Samples()
        all.merge(both)
        all.merge(samplesOf([7]))
        expectTrue(all, [...first, ...second, ...added, 7], 0.0101)
      }),
    )
  })

  it('are the same after packing and unpacking', () => {
    fc.assert(
      fc.property(anyValues, (values) => {
        const packed = samplesOf(values).pack()
        expect(unpacked(packed).pack()).toEqual(packed)
      }),
    )
  })

  it('are the same from bytes and from their hexadecimal digits, in capitals or not', () => {
    fc.assert(
      fc.property(anyValues, anyValues, (first, second) => {
        const [a, b] = [samplesOf(first).pack(), samplesOf(second).pack()]
        const digits = [Buffer.from(a).toString('hex').toUpperCase(), Buffer.from(b).toString('hex')]
        const samples = new Samples()
        for (const hex of digits) samples.unpackHex(hex)
        expect(samples.pack()).toEqual(unpacked(a, b).pack())
        expect(samples.quantiles()).toEqual(unpacked(a, b).quantiles())
      }),
    )
  })

  it('read a damaged sketch as some numbers, and end', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 24 }), (bytes) => {
        const { n, p50 } = unpacked(bytes).quantiles()
        expect([Number.isFinite(n), Number.isFinite(p50)]).toEqual([true, true])
      }),
    )
  })

  it('do not depend on the order in which they are merged', () => {
    fc.assert(
      fc.property(anyValues, anyValues, (first, second) => {
        const [a, b] = [samplesOf(first).pack(), samplesOf(second).pack()]
        expect(unpacked(a, b).pack()).toEqual(unpacked(b, a).pack())
      }),
    )
  })

  it('are the same whether they were added, packed or merged first', () => {
    fc.assert(
      fc.property(fc.array(anyValues, { maxLength: 4 }), anyValues, (stored, added) => {
        const one = new Samples()
        for (const values of stored) one.unpack(samplesOf(values).pack())
        for (const value of added) one.add(value)
        const other = samplesOf(added)
        for (const values of stored) other.merge(unpacked(samplesOf(values).pack()))
        expect(other.quantiles()).toEqual(one.quantiles())
        expect(other.pack()).toEqual(one.pack())
      }),
    )
  })

  it('do not change when they are read or merged into others', () => {
    const stored = unpacked(samplesOf([1, 2, 3]).pack())
    const before = stored.quantiles()
    const total = new Samples()
    total.merge(stored)
    total.merge(unpacked(samplesOf([900]).pack()))
    total.add(4)
    expect(total.quantiles().n).toBe(5)
    expect(stored.quantiles()).toEqual(before)
    expect(total.quantiles()).toEqual(total.quantiles())
  })

  it('count zero and values below it in order', () => {
    const values = [-900, -30, -2, 0, 0, 0, 5, 70]
    expectTrue(unpacked(samplesOf(values).pack(), samplesOf([]).pack()), values, 0.0101)
    expect(unpacked(samplesOf([0, 0]).pack()).quantiles()).toEqual({ n: 2, p50: 0, p95: 0, p99: 0 })
  })

  it('take a few bytes for an hour of one-minute runs, however they vary', () => {
    const hour = Array.from({ length: 60 }, (_, minute) => 200 + ((minute * 7_919) % 400))
    expect(samplesOf(hour).pack().length).toBeLessThan(130)
    expect(samplesOf(Array(60).fill(312)).pack().length).toBeLessThan(10)
    expect(samplesOf([]).pack().length).toBe(3)
  })
})
