import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defined, isBroken, STATES } from '../../../src/core/index.ts'

describe('the defined fields of an object', () => {
  it('are those that are not undefined; null, false, 0 and empty texts stay', () => {
    const fields = { a: undefined, b: null, c: false, d: 0, e: '', f: 'x' }
    const result = defined(fields)
    expect(Object.keys(result)).toEqual(['b', 'c', 'd', 'e', 'f'])
    expect(result).toStrictEqual({ b: null, c: false, d: 0, e: '', f: 'x' })
  })

  it('fit optional fields, which may be absent but not undefined', () => {
    const step: string | undefined = Math.random() < 2 ? undefined : 'x'
    const failure: { readonly message: string; readonly step?: string } = defined({ message: 'HTTP 500', step })
    expect('step' in failure).toBe(false)
  })

  it('keep their order and values', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), fc.option(fc.integer(), { nil: undefined })),
        (fields) => {
          const expected = Object.entries(fields).filter(([, value]) => value !== undefined)
          expect(Object.entries(defined(fields))).toEqual(expected)
        },
      ),
    )
  })
})

describe('a broken state', () => {
  it('is degraded or down', () => {
    expect(STATES.filter(isBroken)).toEqual(['degraded', 'down'])
    expect(isBroken(undefined)).toBe(false)
  })
})
