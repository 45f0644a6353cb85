import { describe, expect, it } from 'vitest'
import { askThrough, newToken, textIn, useProxy } from './kit.ts'

const PACE = { headersMs: 10, firstTokenMs: 20, tokenMs: 10, spread: 0 }
/** What the upstream takes for five tokens by this pace. */
const UPSTREAM_MS = 10 + 20 + 4 * 10

describe('the fault slow', () => {
  const running = useProxy({}, PACE)

  it('forwards a complete answer with ten times its delay', async () => {
    const token = newToken()
    const grant = () => running.control.grant(token, { fault: 'slow' }, 9_000)
    await grant()
    // A loaded machine may take longer than one lease.
    const renewal = setInterval(() => void grant(), 2_000)
    const begunAt = performance.now()
    const text = await (await askThrough(running, token)).text()
    clearInterval(renewal)
    // Timers never fire early: only the lower bound is certain.
    expect(performance.now() - begunAt).toBeGreaterThanOrEqual(9 * UPSTREAM_MS)
    expect(textIn(text)).toBe('b0000001 kite river lamp stone')
    expect(text).toContain('event: message_stop')
    expect(await running.control.end(token)).toEqual({ seen: 1, injected: 1 })
  })
})
