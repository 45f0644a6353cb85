import { describe, expect, it } from 'vitest'
import type { RequestView } from '../../../dashboards/model/requests.ts'
import { endWords, listWords, requestClass, requestNotes } from '../../../dashboards/words/request.ts'
import { requestOf } from '../../support/requests.ts'

const bare = (more: Partial<RequestView>): RequestView => ({
  ...{ method: 'GET', address: 'a.example/', offsetMs: 0, durationMs: 1_500 },
  ...more,
})

describe('a request in words', () => {
  it.each([
    [bare({ status: 200 }), '200, 1.5 s', 's-2xx', []],
    [bare({ status: 304 }), '304, 1.5 s', 's-3xx', []],
    [bare({ status: 429 }), '429, 1.5 s', 's-429', []],
    [bare({ status: 529 }), '529, 1.5 s', 's-529', []],
    [bare({ status: 503, failure: 'stalled' }), '503, 1.5 s', 's-5xx', ['stalled']],
    [bare({ failure: 'ERR_CONNECTION_RESET' }), 'no answer, 1.5 s', 's-network', ['ERR_CONNECTION_RESET']],
    [bare({ failure: 'timeout' }), 'no answer, 1.5 s', 's-timeout', ['timeout']],
    [bare({ failure: 'unfinished' }), 'no answer, 1.5 s', 's-timeout', ['until the run ended']],
    [bare({ failure: 'unfinished', status: 200 }), '200, 1.5 s', 's-2xx', ['still open at the end']],
    [bare({ failure: 'ERR_ABORTED' }), 'cancelled, 1.5 s', 's-other', []],
  ])('that ended with %j', (request, words, name, notes) => {
    expect([endWords(request), requestClass(request), requestNotes(request)]).toEqual([words, name, notes])
  })

  it('names type and size, and what the last good run got', () => {
    const request = bare({ status: 500, type: 'fetch', bytes: 2_048, good: { status: 200, durationMs: 80 } })
    expect(requestNotes(request)).toEqual(['last good run: 200, 80 ms', 'fetch', '2.0 kB'])
    expect(requestNotes(bare({ status: 200, change: 'added' }))).toEqual(['not in the last good run'])
    expect(requestNotes(bare({ status: 200, change: 'lost', type: 'fetch' }))).toEqual(['last good run: 200, 1.5 s'])
  })
})

describe('a list of requests in words', () => {
  it('counts those that are not stored, and not those of the good run', () => {
    const rows = [requestOf('a.example/'), { ...requestOf('b.example/'), change: 'lost' } as const]
    expect(listWords({ rows, leftOut: 3 })).toBe('4 requests: 1 of the last good run not sent')
  })

  it('says "at least" of failed ones where some that are left out may have failed too', () => {
    const failed = requestOf('a.example/', { status: 503 })
    const lost = { ...requestOf('b.example/'), change: 'lost' } as const
    expect(listWords({ rows: [failed, failed], leftOut: 448 })).toBe('450 requests: at least 2 failed')
    expect(listWords({ rows: [failed, lost], leftOut: 0 })).toBe('1 request: 1 failed, 1 of the last good run not sent')
    expect(listWords({ rows: [failed, requestOf('b.example/')], leftOut: 448 })).toBe('450 requests: 1 failed')
  })

  it('names what failed and what is new, and nothing where there is neither', () => {
    const added = { ...requestOf('b.example/', { status: 500 }), change: 'added' } as const
    expect(listWords({ rows: [requestOf('a.example/'), added], leftOut: 0 })).toBe(
      '2 requests: 1 failed, 1 not in the last good run',
    )
    expect(listWords({ rows: [requestOf('a.example/')], leftOut: 0 })).toBe('1 request')
  })
})
