import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clean, failureView } from '../../src/report/clean.ts'
import { failureOf } from './kit.ts'

describe('outside text', () => {
  it('becomes one line without characters that reorder, hide or control', () => {
    expect(clean('a\u0000b\n c\u202Etxt.exe\u202C \u2066d\u2069\u200Be\uFEFF\u001b[31m')).toBe('a b c txt.exe d e [31m')
  })

  it('keeps letters of all languages and emoji whole', () => {
    expect(clean('Überprüfung 検査 בדיקה 🚪')).toBe('Überprüfung 検査 בדיקה 🚪')
    expect(clean('🚪'.repeat(10), 4)).toBe('🚪🚪🚪…')
  })

  it('is bounded and harmless whatever it is', () => {
    const text = fc.string({ unit: 'binary', maxLength: 3_000 })
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 300 }), (input, max) => {
        const output = clean(input, max)
        expect([...output].length).toBeLessThanOrEqual(max)
        expect(output).not.toMatch(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u)
        expect(clean(output, max)).toBe(output)
      }),
    )
  })

  it('of a failure leaves its excerpt behind', () => {
    const failure = failureOf('edge', 'x'.repeat(500), { step: 'y'.repeat(500), detail: 'excerpt', httpStatus: 502 })
    const view = failureView(failure)
    expect(Object.keys(view).toSorted()).toEqual(['blame', 'class', 'httpStatus', 'message', 'step'])
    expect([view.message.length, view.step?.length]).toEqual([200, 80])
  })
})
