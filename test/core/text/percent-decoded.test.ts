import fc from 'fast-check'
import { expect, it } from 'vitest'
import { percentDecoded } from '../../../src/core/index.ts'

it('A part of an address is read as it was before it was escaped', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => percentDecoded(encodeURIComponent(text)) === text))
})

it.each(['50%off', '%', '%4', '%zz', '%ff', 'a%40b%'])(
  'A part whose %% begins no escape stays as it is: %s',
  (text) => {
    expect(percentDecoded(text)).toBe(text)
  },
)
