import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { endOf } from '../../../src/core/index.ts'
import { createRecorder } from '../../../src/run/record/recorder.ts'
import {
  declaredLength,
  type OpenRequest,
  openRequest,
  requestFields,
  takeRequests,
} from '../../../src/run/record/requests.ts'

const URL = 'https://api.example.com/v1/messages?key=abc'
const request = (begunAt: number, more: Partial<OpenRequest> = {}): OpenRequest => ({
  ...openRequest(URL, 'GET', begunAt),
  ...{ endedAt: begunAt + 50, status: 200 },
  ...more,
})
const fieldsOf = (requests: readonly OpenRequest[], endedAt = 10_000) =>
  requestFields(takeRequests([{ begunAt: 1_000, requests }], endedAt)[0], (text) => text)

describe('the requests of a step', () => {
  it('have method, address, result and times from the start of their step', () => {
    const { requests } = fieldsOf([
      request(1_200.4, { endedAt: 1_320.6, resource: 'fetch', bytes: 512 }),
      request(1_500, { method: 'POST', status: 529 }),
    ])
    expect(requests).toEqual([
      {
        ...{ method: 'GET', address: 'api.example.com/v1/messages', offsetMs: 200, durationMs: 120 },
        ...{ status: 200, type: 'fetch', bytes: 512 },
      },
      { method: 'POST', address: 'api.example.com/v1/messages', offsetMs: 500, durationMs: 50, status: 529 },
    ])
  })

  it('that have not ended last until the run does, with what came of their answer', () => {
    const { requests } = fieldsOf(
      [request(2_000, { endedAt: undefined, status: undefined }), request(3_000, { endedAt: undefined })],
      9_000,
    )
    expect(requests).toMatchObject([
      { durationMs: 7_000, failure: 'unfinished' },
      { durationMs: 6_000, failure: 'unfinished', status: 200 },
    ])
    expect(requests?.[0]).not.toHaveProperty('status')
    expect(requests?.map(endOf)).toEqual(['failed', 'open'])
  })

  it('stay as they are when closing the page ends them', () => {
    const hanging = request(2_000, { endedAt: undefined, status: undefined })
    const [taken] = takeRequests([{ begunAt: 1_000, requests: [hanging] }], 9_000)
    Object.assign(hanging, { endedAt: 9_100, net: 'ERR_ABORTED' })
    expect(requestFields(taken, (text) => text).requests).toMatchObject([{ durationMs: 7_000, failure: 'unfinished' }])
  })

  it('are absent where the step sent none', () => {
    expect(fieldsOf([])).toEqual({})
    expect(requestFields(undefined, (text) => text)).toEqual({})
  })

  it('that failed come first where there are too many, then the slowest, in their order', () => {
    const many = Array.from({ length: 100 }, (_, index) => request(1_000 + index, { endedAt: 1_001 + 2 * index }))
    many[3] = request(1_003, { net: 'ERR_CONNECTION_RESET', status: undefined })
    many[5] = request(1_005, { status: 404, endedAt: 1_005 })
    many[7] = request(1_007, { net: 'ERR_ABORTED', status: undefined, endedAt: 1_007 })
    const { requests = [], requestsLeftOut } = fieldsOf(many)
    expect([requests.length, requestsLeftOut]).toEqual([60, 40])
    expect(requests.slice(0, 2)).toMatchObject([{ failure: 'ERR_CONNECTION_RESET' }, { status: 404 }])
    expect(requests[2]?.offsetMs).toBe(42)
    expect(requests.map(({ offsetMs }) => offsetMs)).toEqual(
      requests.map(({ offsetMs }) => offsetMs).toSorted((a, b) => a - b),
    )
  })

  it('that load a page are kept among hundreds that are slower, and among hundreds that failed', () => {
    for (const status of [200, 503]) {
      const many = Array.from({ length: 300 }, (_, index) => request(1_001 + index, { endedAt: 9_000, status }))
      const { requests = [], requestsLeftOut } = fieldsOf([request(1_000, { resource: 'document' }), ...many])
      expect(requests[0]).toMatchObject({ type: 'document', offsetMs: 0, durationMs: 50 })
      expect([requests.length, requestsLeftOut]).toEqual([60, 241])
    }
  })

  it('that load frames take a quarter of the room at most: the first of them stay', () => {
    const frames = Array.from({ length: 200 }, (_, index) => request(1_000 + index, { resource: 'document' }))
    const failed = Array.from({ length: 200 }, (_, index) => request(2_000 + index, { status: 503 }))
    const kept = fieldsOf([...frames, ...failed]).requests ?? []
    expect(kept.map(({ offsetMs }) => offsetMs).slice(0, 15)).toEqual(Array.from({ length: 15 }, (_, at) => at))
    expect(kept.slice(15).every(({ status }) => status === 503)).toBe(true)
    expect(kept).toHaveLength(60)
  })

  it('of a run are limited as well, by the same order', () => {
    const steps = Array.from({ length: 6 }, (_, index) => ({
      begunAt: 0,
      requests: Array.from({ length: 50 }, () =>
        request(0, { endedAt: index === 5 ? 1 : 100, status: index === 5 ? 500 : 200 }),
      ),
    }))
    const taken = takeRequests(steps, 1_000)
    expect(taken.reduce((sum, { requests }) => sum + requests.length, 0)).toBe(200)
    expect(taken[5]).toMatchObject({ leftOut: 0 })
    expect(taken.reduce((sum, { leftOut }) => sum + leftOut, 0)).toBe(100)
  })

  it('take whatever a page or probe calls a method', () => {
    const odd = [request(1_000, { method: 'X'.repeat(5_000) }), request(1_000, { method: 7 as unknown as string })]
    expect(fieldsOf(odd).requests?.map(({ method }) => method)).toEqual([`${'X'.repeat(19)}…`, '7'])
  })

  it('are kept by the step that was under way when they were sent', () => {
    let now = 0
    const recorder = createRecorder(() => now)
    const first = recorder.open('first')
    first.requests.push(request(recorder.now()))
    recorder.close(first)
    now = 30
    recorder.open('second').requests.push(request(recorder.now()), request(recorder.now()))
    expect(takeRequests(recorder.steps, 40).map(({ requests }) => requests.length)).toEqual([1, 2])
    expect(recorder.results(0)[0]).not.toHaveProperty('requests')
  })
})

describe('the declared length of an answer', () => {
  it.each([
    ['512', 512],
    ['0', 0],
    ['12, 12', undefined],
    ['-1', undefined],
    ['', undefined],
    ['9'.repeat(400), undefined],
  ])('of content-length "%s" is %s', (text, length) => {
    expect(declaredLength({ 'content-length': text })).toBe(length)
  })

  it('is unknown without the header', () => {
    expect(declaredLength({})).toBeUndefined()
  })
})

describe('any requests', () => {
  const anyRequest = fc
    .record({
      begunAt: fc.integer({ min: 900, max: 5_000 }),
      took: fc.option(fc.integer({ min: -5, max: 3_000 }), { nil: undefined }),
      status: fc.option(fc.integer({ min: 100, max: 599 }), { nil: undefined }),
      net: fc.option(fc.constantFrom('ERR_ABORTED', 'ERR_CONNECTION_RESET', 'stalled'), { nil: undefined }),
    })
    .map(({ begunAt, took, status, net }) =>
      request(begunAt, { status, net, endedAt: took === undefined ? undefined : begunAt + took }),
    )

  it('are all counted, never more than the limits, and no failed one is left out for one that did not', () => {
    fc.assert(
      fc.property(fc.array(fc.array(anyRequest, { maxLength: 90 }), { maxLength: 6 }), (steps) => {
        const taken = takeRequests(
          steps.map((requests) => ({ begunAt: 1_000, requests })),
          6_000,
        )
        expect(taken.map(({ requests, leftOut }) => requests.length + leftOut)).toEqual(
          steps.map(({ length }) => length),
        )
        const kept = taken.flatMap(({ requests }) => requests)
        expect(kept.length).toBeLessThanOrEqual(200)
        for (const { requests, leftOut } of taken) {
          expect(requests.length).toBeLessThanOrEqual(60)
          for (const { offsetMs, durationMs } of requests)
            expect(Math.min(offsetMs, durationMs)).toBeGreaterThanOrEqual(0)
          const failed = requests.filter((one) => endOf(one) === 'failed').length
          if (leftOut > 0 && failed < requests.length) {
            const all = steps[taken.findIndex((one) => one.requests === requests)] ?? []
            const allFailed = all.filter(({ status, net, endedAt }) => {
              const failure = net ?? (endedAt === undefined ? 'unfinished' : undefined)
              return (
                endOf({
                  ...(status === undefined ? {} : { status }),
                  ...(failure === undefined ? {} : { failure }),
                }) === 'failed'
              )
            })
            expect(failed).toBe(allFailed.length)
          }
        }
      }),
      { numRuns: 40 },
    )
  })
})
