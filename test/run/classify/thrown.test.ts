import { describe, expect, it } from 'vitest'
import { ObservedFailure, readThrown } from '../../../src/run/classify/thrown.ts'

describe('readThrown', () => {
  it('finds the codes of an error and of those that caused it', () => {
    const cause = Object.assign(new Error('inner'), { code: 'ECONNRESET' })
    const outer = Object.assign(new Error('net::ERR_FAILED at x', { cause }), { code: 'UND_ERR_SOCKET' })
    expect(readThrown(outer).codes).toEqual(['UND_ERR_SOCKET', 'ERR_FAILED', 'ECONNRESET'])
  })

  it('takes anything that can be thrown', () => {
    for (const thrown of [undefined, null, 42, 'text', {}, new ObservedFailure({ class: 'edge', message: 'x' })]) {
      expect(readThrown(thrown).message).toEqual(expect.any(String))
    }
  })
})
