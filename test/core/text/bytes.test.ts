import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesText } from '../../../src/core/index.ts'

describe('a number of bytes as text', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1.0 kB'],
    [99_949, '99.9 kB'],
    [99_950, '100 kB'],
    [999_499, '999 kB'],
    [999_500, '1.0 MB'],
    [12_400_000, '12.4 MB'],
    [3e9, '3.0 GB'],
    [5e15, '5000 TB'],
  ])('of %d is %s', (size, text) => {
    expect(bytesText(size)).toBe(text)
  })

  it('has at most three digits below a thousand terabytes, and never reads far from the number', () => {
    const powers: Readonly<Record<string, number>> = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12 }
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9e14 }), (size) => {
        const [number = '', unit = ''] = bytesText(size).split(' ')
        expect(number.replace('.', '').length).toBeLessThanOrEqual(3)
        expect(Math.abs(Number(number) * (powers[unit] ?? Number.NaN) - size) / size).toBeLessThan(0.051)
      }),
    )
  })
})
