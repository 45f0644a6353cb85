import { EventEmitter } from 'node:events'
import type { BrowserContext, Frame, Request, Response } from '@playwright/test'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { watchForDeadPage } from '../../../src/run/classify/dead-page.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** The events of a context in which one page navigates. */
function context(options: { readonly parent?: Frame } = {}) {
  const emitter = Object.assign(new EventEmitter(), { pages: () => [] })
  const frame = { parentFrame: () => options.parent ?? null, page: () => ({}) }
  const navigate = (errorText?: string, isNavigation = true): Request => {
    const parts = { isNavigationRequest: () => isNavigation, serviceWorker: () => null, frame: () => frame }
    return { ...parts, failure: () => (errorText === undefined ? null : { errorText }) } as unknown as Request
  }
  const watch = watchForDeadPage(emitter as unknown as BrowserContext)
  const failures: string[] = []
  const listen = () => void watch.next().catch((error: Error) => failures.push(error.message))
  listen()
  return {
    ...{ failures, listen, watch, navigate },
    request: (request = navigate()) => void emitter.emit('request', request),
    answer: (status: number, request = navigate()) =>
      void emitter.emit('response', { status: () => status, request: () => request } as unknown as Response),
    fail: (errorText: string) => void emitter.emit('requestfailed', navigate(errorText)),
  }
}

describe('a page that is dead', () => {
  it('fails the step a second after a server error, unless the page reloads itself before', async () => {
    const dead = context()
    dead.answer(503)
    await vi.advanceTimersByTimeAsync(999)
    expect(dead.failures).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(dead.failures).toEqual(['HTTP 503'])
    const reloads = context()
    reloads.answer(503)
    await vi.advanceTimersByTimeAsync(500)
    reloads.request()
    await vi.advanceTimersByTimeAsync(5_000)
    expect(reloads.failures).toEqual([])
  })

  it('fails the step where the connection failed, and not where the page gave it up', async () => {
    const dead = context()
    dead.fail('net::ERR_ABORTED')
    await vi.advanceTimersByTimeAsync(2_000)
    expect(dead.failures).toEqual([])
    dead.fail('net::ERR_CONNECTION_REFUSED')
    await vi.advanceTimersByTimeAsync(2_000)
    expect(dead.failures).toEqual(['connection refused (ERR_CONNECTION_REFUSED)'])
  })

  it('fails the next step too, until the page navigates', async () => {
    const dead = context()
    dead.answer(500)
    await vi.advanceTimersByTimeAsync(1_000)
    dead.listen()
    await vi.advanceTimersByTimeAsync(0)
    expect(dead.failures).toEqual(['HTTP 500', 'HTTP 500'])
    dead.request()
    dead.listen()
    await vi.advanceTimersByTimeAsync(5_000)
    expect(dead.failures).toHaveLength(2)
  })

  it('is neither a frame inside a page, nor a call, nor an answer below 500', async () => {
    const frame = context({ parent: {} as Frame })
    frame.answer(500)
    const page = context()
    page.answer(404)
    page.answer(500, page.navigate(undefined, false))
    await vi.advanceTimersByTimeAsync(5_000)
    expect([...frame.failures, ...page.failures]).toEqual([])
  })

  it('fails nothing after its run', async () => {
    const dead = context()
    dead.answer(500)
    dead.watch.end()
    await vi.advanceTimersByTimeAsync(5_000)
    expect(dead.failures).toEqual([])
  })
})
