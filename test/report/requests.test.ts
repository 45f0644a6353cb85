import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { StepRequest } from '../../src/core/index.ts'
import { requestDifferences, requestList } from '../../src/report/requests.ts'
import { anyRequest, requestOf } from '../support/requests.ts'

const step = (requests: readonly StepRequest[], requestsLeftOut?: number) => ({
  requests,
  ...(requestsLeftOut === undefined ? {} : { requestsLeftOut }),
})
const GOOD = step([
  requestOf('app.example/', { type: 'document' }),
  requestOf('app.example/api/chat', { offsetMs: 60, method: 'POST', durationMs: 120 }),
  requestOf('app.example/api/chat', { offsetMs: 90 }),
  requestOf('cdn.example/x.js', { offsetMs: 20 }),
])

describe('the requests of a step next to those of the last good run', () => {
  it('are marked where only one of the runs sent them, in order of time', () => {
    const list = requestList(
      step([requestOf('app.example/'), requestOf('cdn.example/x.js', { offsetMs: 25 }), requestOf('new.example/')]),
      GOOD,
    )
    expect(list?.rows.map(({ method, address, change }) => [method, address, change])).toEqual([
      ['GET', 'app.example/', undefined],
      ['GET', 'new.example/', 'added'],
      ['GET', 'cdn.example/x.js', undefined],
      ['POST', 'app.example/api/chat', 'lost'],
      ['GET', 'app.example/api/chat', 'lost'],
    ])
  })

  it('have what the same request of the good run got, where it got something else or took half as long', () => {
    const failing = step([
      requestOf('app.example/api/chat', { method: 'POST', status: 529 }),
      requestOf('app.example/', { durationMs: 900 }),
      requestOf('cdn.example/x.js', { durationMs: 200 }),
    ])
    const [post, page, script] = requestList(failing, GOOD)?.rows ?? []
    expect(post?.good).toEqual({ status: 200, durationMs: 120 })
    expect(page?.good).toEqual({ status: 200, durationMs: 40 })
    expect(script).not.toHaveProperty('good')
  })

  it('are counted: the second of two like requests of a run is added where the good run sent one', () => {
    const twice = step([requestOf('cdn.example/x.js'), requestOf('cdn.example/x.js')])
    const marks = requestList(twice, GOOD)?.rows.filter(({ address }) => address === 'cdn.example/x.js')
    expect(marks?.map(({ change }) => change)).toEqual([undefined, 'added'])
  })

  it('are not marked by what may be among requests that are left out', () => {
    const few = step([requestOf('new.example/')], 7)
    expect(requestList(few, GOOD)).toMatchObject({ rows: [{ change: 'added' }], leftOut: 7 })
    const [only] = requestList(step([requestOf('new.example/')]), step([], 3))?.rows ?? []
    expect(only).not.toHaveProperty('change')
  })

  it('stand alone where those of the good run are not stored, and are absent where their own are not', () => {
    expect(requestList(GOOD, undefined)?.rows.some(({ change }) => change)).toBe(false)
    expect(requestList(GOOD, {})?.rows.some(({ change }) => change)).toBe(false)
    expect(requestList({}, GOOD)).toBeUndefined()
  })

  it('come as printable lines of limited length', () => {
    const odd = requestOf(`a.example/\u202e\n${'x'.repeat(9_000)}`, {
      method: '\u0000GET',
      failure: 'E\r\nX',
      type: '\u200bfetch',
    })
    const [row] = requestList(step([odd]), undefined)?.rows ?? []
    expect(row?.address).toMatch(/^a\.example\/ x+…$/)
    expect(row?.address.length).toBeLessThanOrEqual(160)
    expect([row?.method, row?.failure, row?.type]).toEqual(['GET', 'E X', 'fetch'])
  })
})

describe('the differences of requests', () => {
  const differences = (requests: readonly StepRequest[]) => {
    const list = requestList(step(requests), GOOD)
    return list ? requestDifferences(list) : []
  }

  it('name what failed and did not before, then count what was added and lost', () => {
    const failing = [
      requestOf('app.example/', { status: 200 }),
      requestOf('app.example/api/chat', { method: 'POST', status: 529 }),
      { method: 'GET', address: 'app.example/api/chat', offsetMs: 9, durationMs: 5, failure: 'ERR_CONNECTION_RESET' },
      requestOf('app.example/retry', { status: 500 }),
    ]
    expect(differences(failing)).toEqual([
      'GET app.example/api/chat: ERR_CONNECTION_RESET',
      'POST app.example/api/chat: 529',
      '1 more request failed',
      '1 request that the last good run did not send',
      '1 request of the last good run not sent',
    ])
  })

  it('say "at least" where some of the requests that are left out may have failed too', () => {
    const failed = [1, 2, 3].map((at) => requestOf(`app.example/${'abc'[at - 1]}`, { status: 503 }))
    const of = (requests: readonly StepRequest[]) =>
      requestDifferences(requestList({ requests, requestsLeftOut: 40 }, GOOD) ?? { rows: [], leftOut: 0 })
    expect(of(failed)).toContain('at least 1 more request failed')
    expect(of([...failed, requestOf('app.example/')])).toContain('1 more request failed')
    // A document is kept although other requests failed.
    expect(of([requestOf('app.example/', { type: 'document' }), ...failed])).toContain('at least 1 more request failed')
  })

  it('are none for a request that fails in good runs too', () => {
    const good = step([requestOf('app.example/favicon.ico', { status: 404 })])
    const list = requestList(step([requestOf('app.example/favicon.ico', { status: 404 })]), good)
    expect(list && requestDifferences(list)).toEqual([])
  })

  it('are none between a run and itself, and no request of either run is lost from the list', () => {
    fc.assert(
      fc.property(fc.array(anyRequest, { maxLength: 8 }), fc.array(anyRequest, { maxLength: 8 }), (one, other) => {
        const same = requestList(step(one), step(one))
        expect(same?.rows.some(({ change, good }) => change ?? good)).toBe(false)
        expect(same && requestDifferences(same)).toEqual([])
        const rows = requestList(step(one), step(other))?.rows ?? []
        const matched = rows.filter(({ change }) => change === undefined).length
        const [added, lost] = (['added', 'lost'] as const).map(
          (mark) => rows.filter(({ change }) => change === mark).length,
        )
        expect([matched + (added ?? 0), matched + (lost ?? 0)]).toEqual([one.length, other.length])
        expect(rows.map(({ offsetMs }) => offsetMs)).toEqual(
          rows.map(({ offsetMs }) => offsetMs).toSorted((a, b) => a - b),
        )
      }),
    )
  })
})
