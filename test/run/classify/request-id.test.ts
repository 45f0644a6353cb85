import { describe, expect, it } from 'vitest'
import { withRequestId } from '../../../src/run/classify/request-id.ts'
import { diagnose, exchange } from './browser-facts.ts'

const REQUEST = { 'request-id': 'req_1', 'x-request-id': 'x-1', 'cf-ray': 'ray-1' }

describe('the id of the request that failed', () => {
  it.each([
    ['request-id', REQUEST, 'req_1'],
    ['x-request-id', { ...REQUEST, 'request-id': '' }, 'x-1'],
    ['cf-ray', { 'cf-ray': 'ray-1' }, 'ray-1'],
  ])('is that of the answer that decided, in the header %s', (_name, headers, requestId) => {
    const exchanges = [exchange({ headers: { 'request-id': 'of-another' } }), exchange({ status: 500, headers })]
    expect(diagnose({ exchanges })).toMatchObject({ httpStatus: 500, requestId })
  })

  it('is absent where no answer decided, or the answer names none', () => {
    expect(diagnose({ exchanges: [exchange({ headers: REQUEST })] })).not.toHaveProperty('requestId')
    expect(diagnose({ exchanges: [exchange({ status: 500 })] })).not.toHaveProperty('requestId')
  })

  it('is also in the detail, bounded and on one line, because support asks for it first', () => {
    const named = withRequestId(
      { class: 'server_error', message: 'HTTP 500', detail: 'GET /chat' },
      `a\n${'x'.repeat(200)}`,
    )
    expect(named.detail).toBe(`request ${named.requestId}; GET /chat`)
    expect(named.requestId?.length).toBeLessThanOrEqual(100)
    expect(named.requestId).not.toContain('\n')
    expect(withRequestId(named, undefined)).toBe(named)
  })
})
