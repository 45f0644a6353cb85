import { describe, expect, it } from 'vitest'
import { exercise, exerciseWith } from '../../src/failover/exercise.ts'
import type { Route } from '../../src/failover/routes/route.ts'
import { FAULTS, fakeProxy, testOf } from './fake-gateway.ts'

const [FAULT] = FAULTS

function routeOf(ask: Route['ask']): Route {
  return { name: 'gateway', client: 'HTTP', parallel: 1, ask }
}

function setUp(patienceMs = 30_000) {
  const world = fakeProxy()
  return { ...world, test: testOf({ proxy: world.proxy, routes: [] }, { patienceMs }) }
}

describe('one request of a failover test', () => {
  it('is sent under a lease of its own token, with its fault and the exchange of its prompt', async () => {
    const { test, leases } = setUp()
    let prompt = ''
    const result = await exercise(
      test,
      routeOf(async (text) => {
        prompt = text
        expect(leases.size).toBe(1)
        return { text: 'x', complete: true }
      }),
      FAULT,
    )
    const [[token, lease] = []] = [...leases]
    expect(prompt).toContain(`(${token})`)
    expect(lease?.fault).toBe(FAULT?.name)
    expect(prompt.endsWith(result.golden.b)).toBe(true)
    expect(result.golden.a).toBe(result.golden.b.replace(lease?.exchange?.from ?? '', lease?.exchange?.to ?? ''))
  })

  it('carries no fault where none is asked for', async () => {
    const { test, leases } = setUp()
    await exercise(
      test,
      routeOf(async () => ({ text: '', complete: true })),
    )
    expect([...leases.values()].map((lease) => 'fault' in lease)).toEqual([false])
  })

  it('may have another prompt, which has to contain the token', async () => {
    const { test, leases } = setUp()
    let prompt = ''
    const asking = routeOf(async (text) => {
      prompt = text
      return { text: '', complete: true }
    })
    if (FAULT) await exerciseWith(test, asking, FAULT, (token) => `who are you? ${token}`)
    expect(prompt).toBe(`who are you? ${[...leases.keys()][0]}`)
  })

  it('has no reply once the patience is over, and aborts its client', async () => {
    const { test, ended } = setUp(10)
    let isGivenUp = false
    const result = await exercise(
      test,
      routeOf(
        (_prompt, signal) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => {
              isGivenUp = true
              reject(new Error('aborted'))
            })
          }),
      ),
    )
    expect([result.reply, isGivenUp, ended.size]).toEqual([undefined, true, 1])
    expect(result.tookMs).toBeGreaterThanOrEqual(9)
  })

  it('has no reply where the test is interrupted', async () => {
    const { test } = setUp()
    const interrupt = new AbortController()
    const asking = routeOf(() => {
      interrupt.abort()
      return new Promise(() => undefined)
    })
    expect((await exercise({ ...test, signal: interrupt.signal }, asking)).reply).toBeUndefined()
  })

  it.each([
    [new Error('fetch failed', { cause: new Error('connect ECONNREFUSED') }), 'fetch failed (connect ECONNREFUSED)'],
    [new Error('bad\nline'), 'bad line'],
    ['a text', 'a text'],
    [new Error('x'.repeat(500)), `${'x'.repeat(159)}…`],
  ])('has the error of a client that throws: %s', async (thrown, error) => {
    const { test, ended } = setUp()
    const { reply } = await exercise(
      test,
      routeOf(() => Promise.reject(thrown)),
    )
    expect(reply).toEqual({ text: '', complete: false, error })
    expect(ended.size).toBe(1)
  })

  it('ends with what the proxy saw of it', async () => {
    const { test, route } = setUp()
    expect((await exercise(test, route('gateway'), FAULT)).sighting).toEqual({ seen: 1, injected: 1 })
    expect((await exercise(test, route('gateway', { bypasses: true }), FAULT)).sighting).toEqual({
      seen: 0,
      injected: 0,
    })
  })
})
