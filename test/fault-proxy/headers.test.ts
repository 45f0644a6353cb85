import { describe, expect, it } from 'vitest'
import { answerHeaders, upstreamHeaders } from '../../src/fault-proxy/headers.ts'

const FROM_CALLER = {
  host: 'proxy:4191',
  connection: 'keep-alive',
  'content-length': '12',
  'accept-encoding': 'gzip, br',
  'anthropic-version': '2023-06-01',
  'x-api-key': 'team-key',
  authorization: 'Bearer team-key',
}

describe('the headers that the proxy passes on', () => {
  it('include the credentials for a real provider, and no header of the connection', () => {
    expect(upstreamHeaders(FROM_CALLER, false)).toEqual({
      'anthropic-version': '2023-06-01',
      'x-api-key': 'team-key',
      authorization: 'Bearer team-key',
      'accept-encoding': 'identity',
    })
  })

  it('replace the credentials for the sandbox', () => {
    const headers = upstreamHeaders({ ...FROM_CALLER, cookie: 'a=team-key' }, true)
    expect(JSON.stringify(headers)).not.toContain('team-key')
    expect(headers.authorization).toMatch(/^Bearer lumen-key-/)
  })

  it('join what was sent several times', () => {
    expect(upstreamHeaders({ 'anthropic-beta': ['a', 'b'] as never }, false)['anthropic-beta']).toBe('a, b')
  })

  it('drop the encoding of an answer that was decoded on the way', () => {
    const headers = new Headers({ 'content-encoding': 'gzip', 'content-length': '3', 'request-id': 'req_1' })
    expect(answerHeaders(headers)).toEqual({ 'request-id': 'req_1' })
  })
})
