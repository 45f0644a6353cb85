import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { headerMeasures, headroomOf } from '../../../src/run/classify/rate-limits.ts'

const LIMIT = fc.integer({ min: 1, max: 10_000_000 })
/** Names of a limit's two headers, by service. */
const NAMES = fc.constantFrom<(kind: string, part: string) => string>(
  (kind, part) => `anthropic-ratelimit-${kind}-${part}`,
  (kind, part) => `x-ratelimit-${part}-${kind}`,
)
const KIND = fc.constantFrom('requests', 'tokens', 'input-tokens')

describe('the share of a rate limit that is left', () => {
  it('is the smallest of all limits that the headers name, between 0 and 1', () => {
    const limit = fc.record({ kind: KIND, limit: LIMIT, share: fc.double({ min: 0, max: 1, noNaN: true }) })
    const limits = fc.uniqueArray(limit, { selector: ({ kind }) => kind, minLength: 1 })
    fc.assert(
      fc.property(NAMES, limits, (name, given) => {
        const counted = given.map((one) => ({ ...one, left: Math.floor(one.limit * one.share) }))
        const headers = Object.fromEntries(
          counted.flatMap(({ kind, limit, left }) => [
            [name(kind, 'limit'), String(limit)],
            [name(kind, 'remaining'), String(left)],
          ]),
        )
        expect(headroomOf(headers)).toBe(Math.min(...counted.map(({ left, limit }) => left / limit)))
      }),
    )
  })

  it('is a number between 0 and 1 or unknown, whatever the headers say', () => {
    const value = fc.oneof(fc.string(), fc.integer().map(String), fc.constantFrom('', 'NaN', 'Infinity', '-5', '1e400'))
    fc.assert(
      fc.property(NAMES, KIND, value, value, (name, kind, limit, left) => {
        const share = headroomOf({ [name(kind, 'limit')]: limit, [name(kind, 'remaining')]: left })
        expect(share === undefined || (share >= 0 && Number.isFinite(share))).toBe(true)
      }),
    )
  })

  it('is none where nothing remains, even of a limit that is not named, and unknown without headers', () => {
    expect(headroomOf({ 'x-ratelimit-remaining-tokens': '0' })).toBe(0)
    expect(headroomOf({ 'x-ratelimit-remaining-tokens': '12' })).toBeUndefined()
    expect(headroomOf({ 'content-type': 'text/html' })).toBeUndefined()
  })
})

describe('what the headers measure', () => {
  it('is how long to wait, and what is left of requests and of tokens in percent', () => {
    const headers = {
      'retry-after': '12',
      'anthropic-ratelimit-requests-limit': '50',
      'anthropic-ratelimit-requests-remaining': '49',
      'anthropic-ratelimit-input-tokens-limit': '1000',
      'anthropic-ratelimit-input-tokens-remaining': '100',
      'anthropic-ratelimit-tokens-limit': '1000',
      'anthropic-ratelimit-tokens-remaining': '800',
    }
    expect(headerMeasures(headers)).toEqual({ retry_after_s: 12, requests_left_pct: 98, tokens_left_pct: 10 })
  })

  it.each(['Wed, 21 Oct 2026 07:28:00 GMT', '-1', '', '1e3', '99999999999'])('leaves a wait of "%s" out', (wait) => {
    expect(headerMeasures({ 'retry-after': wait })).toEqual({})
  })
})
