import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { endOf, requestsBehind, requestText, type StepRequest } from '../../../src/core/index.ts'
import { anyRequest, requestOf } from '../../support/requests.ts'

const step = (name: string, startedAt: number, durationMs: number, requests: readonly StepRequest[] = []) => ({
  ...{ name, startedAt, durationMs, requests },
})
const named = (found: ReturnType<typeof requestsBehind>) =>
  found.map(({ step, request }) => `${step}: ${request.address}`)

describe('the requests behind a broken step', () => {
  const stream = requestOf('app.example/chat', { offsetMs: 100, durationMs: 10_000, failure: 'unfinished' })

  it('are the requests of the step that failed or still came at the end, the longest first', () => {
    const requests = [
      requestOf('app.example/ok'),
      requestOf('app.example/500', { status: 500 }),
      requestOf('app.example/open', { failure: 'unfinished', durationMs: 9_000 }),
    ]
    expect(named(requestsBehind([step('ask', 0, 200, [stream]), step('read', 200, 9_000, requests)], 1))).toEqual([
      'read: app.example/open',
      'read: app.example/500',
    ])
  })

  it('are the stream that an earlier step opened, where the step that reads it sent none', () => {
    const quick = requestOf('app.example/quick', { offsetMs: 0, durationMs: 20 })
    const steps = [step('open', 0, 100, [quick]), step('ask', 100, 150, [quick, stream]), step('read', 250, 9_900)]
    expect(named(requestsBehind(steps, 2))).toEqual(['ask: app.example/chat'])
  })

  it('are of an earlier step as well where those of its own all were answered', () => {
    const beacon = requestOf('app.example/beacon')
    const steps = [step('ask', 0, 150, [stream]), step('read', 150, 9_900, [beacon])]
    expect(named(requestsBehind(steps, 1))).toEqual(['ask: app.example/chat'])
  })

  it('are none of a step that is not there or that nothing lasted into', () => {
    expect(requestsBehind([], 0)).toEqual([])
    expect(requestsBehind([step('ask', 0, 150, [requestOf('app.example/')]), step('read', 150, 9)], 1)).toEqual([])
  })

  it('are three at most, never of a later step, and incomplete ones come first', () => {
    const steps = fc.array(fc.array(anyRequest, { maxLength: 6 }), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(steps, fc.nat(3), (lists, at) => {
        const all = lists.map((requests, index) => step(`step ${index}`, index * 1_000, 1_000, requests))
        const found = requestsBehind(all, at)
        expect(found.length).toBeLessThanOrEqual(3)
        const ranks = found.map(({ request }) => ['failed', 'open'].includes(endOf(request)))
        expect(ranks).toEqual(ranks.toSorted((a, b) => Number(b) - Number(a)))
        for (const { step: sender } of found) expect(Number(sender.slice(5))).toBeLessThanOrEqual(at)
        expect(new Set(found.map(({ step: sender }) => sender === `step ${at}`)).size).toBeLessThanOrEqual(1)
      }),
    )
  })
})

describe('a request in words', () => {
  it.each([
    [{ status: 529, durationMs: 120 }, '529, 120 ms'],
    [{ status: 200, failure: 'unfinished', durationMs: 10_000 }, '200, still open at the end, 10 s'],
    [{ status: 200, failure: 'stalled', durationMs: 9_000 }, '200 (stalled), 9.0 s'],
    [{ status: undefined, failure: 'ERR_CONNECTION_RESET', durationMs: 8 }, 'no answer (ERR_CONNECTION_RESET), 8 ms'],
    [{ status: undefined, failure: 'ERR_ABORTED', durationMs: 8 }, 'cancelled, 8 ms'],
  ])('says how it ended: %j', (more, words) => {
    const { status, ...rest } = requestOf('app.example/chat', { method: 'POST', ...(more as Partial<StepRequest>) })
    const request = { ...rest, ...(status === undefined ? {} : { status }) }
    expect(requestText(request)).toBe(`POST app.example/chat: ${words}`)
  })
})
