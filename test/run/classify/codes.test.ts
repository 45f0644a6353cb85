import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BLAME_OF, FAILURE_CLASSES } from '../../../src/core/index.ts'
import { failureOf } from '../../../src/run/classify/diagnosis.ts'
import { diagnoseNet } from '../../../src/run/classify/net.ts'
import { seconds } from '../../../src/run/classify/seconds.ts'
import { diagnoseErrorType, diagnoseStatus } from '../../../src/run/classify/status.ts'

describe('what a status means', () => {
  it.each([
    [{ status: 500, errorType: 'overloaded_error' }, 'overloaded'],
    [{ status: 502, htmlForJson: true }, 'edge'],
    [{ status: 500, htmlForJson: true }, 'server_error'],
    [{ status: 307 }, 'edge'],
    [{ status: 402 }, 'quota'],
    [{ status: 413 }, 'bad_request'],
    [{ status: 400, errorType: 'billing_error' }, 'quota'],
    [{ status: 429, headroom: 0 }, 'quota'],
  ])('%j is %s', (facts, kind) => {
    expect(diagnoseStatus(facts)).toMatchObject({ class: kind, httpStatus: facts.status })
  })

  it('blames the provider for a 429 while our own limits are hardly used', () => {
    expect(failureOf(diagnoseStatus({ status: 429, headroom: 0.9 }))).toMatchObject({
      class: 'quota',
      blame: 'provider',
    })
    expect(failureOf(diagnoseStatus({ status: 429, headroom: 0.05 }))).toMatchObject({ class: 'quota', blame: 'ours' })
    expect(failureOf(diagnoseStatus({ status: 429 }))).toMatchObject({ blame: 'ours' })
  })

  it('has a class for every error status there is', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 300, max: 599 }),
        fc.option(fc.string(), { nil: undefined }),
        (status, errorType) => {
          const { class: kind, message } = diagnoseStatus({ status, errorType })
          expect(FAILURE_CLASSES).toContain(kind)
          expect(message).toContain(String(status))
          if (status >= 500) expect(BLAME_OF[kind]).toBe('provider')
        },
      ),
    )
  })

  it('takes an error type it does not know for trouble of the server', () => {
    expect(diagnoseErrorType('brand_new_error', 'words').class).toBe('server_error')
    expect(diagnoseErrorType('toString', 'words').class).toBe('server_error')
    expect(diagnoseStatus({ status: 409, errorType: 'constructor' }).class).toBe('bad_request')
  })
})

describe('what a network error means', () => {
  it.each([
    ['ENOTFOUND', 'dns'],
    ['EAI_AGAIN', 'dns'],
    ['ECONNREFUSED', 'connect'],
    ['ECONNRESET', 'connect'],
    ['EHOSTUNREACH', 'connect'],
    ['UND_ERR_CONNECT_TIMEOUT', 'connect'],
    ['ERR_INTERNET_DISCONNECTED', 'connect'],
    ['CERT_HAS_EXPIRED', 'tls'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
    ['ERR_SSL_PROTOCOL_ERROR', 'tls'],
    ['ERR_INCOMPLETE_CHUNKED_ENCODING', 'truncated'],
    ['HPE_INVALID_EOF_STATE', 'truncated'],
    ['HPE_INVALID_CONSTANT', 'edge'],
    ['ERR_CONTENT_DECODING_FAILED', 'edge'],
    ['ERR_UNSAFE_PORT', 'probe_error'],
  ])('%s is %s', (code, kind) => {
    expect(diagnoseNet(code)).toMatchObject({ class: kind, message: expect.stringContaining(code) })
  })

  it('leaves to others what it does not know', () => {
    expect(diagnoseNet('ERR_ABORTED')).toBeUndefined()
    expect(diagnoseNet('ERR_INVALID_ARG_TYPE')).toBeUndefined()
  })
})

describe('a failure as it is stored', () => {
  it('is one bounded line with a bounded detail, whatever went in', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 500 }), fc.string({ maxLength: 5_000 }), (message, detail) => {
        const failure = failureOf({ class: 'drift', message, detail }, 'step')
        expect(failure.message).not.toMatch(/[\n\r\t]/)
        expect(failure.message.length).toBeLessThanOrEqual(200)
        expect((failure.detail ?? '').length).toBeLessThanOrEqual(2_000)
      }),
    )
  })

  it('says durations the way people do', () => {
    expect([850, 5_000, 7_200, 120_000].map(seconds)).toEqual(['850 ms', '5 s', '7.2 s', '2 min'])
  })
})
