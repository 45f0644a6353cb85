import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { deferred } from '../../../src/run/async/deferred.ts'
import { SYSTEM_TIMING } from '../../../src/run/async/timing.ts'
import { within } from '../../../src/run/async/within.ts'

describe('work within a limit', () => {
  it('gives its result', async () => {
    expect(await within(30_000, Promise.resolve(42))).toBe(42)
  })

  it('gives nothing where it fails or is late, and never rejects', async () => {
    expect(await within(30_000, Promise.reject(new Error('no')))).toBeUndefined()
    expect(await within(5, new Promise(() => undefined))).toBeUndefined()
  })
})

describe('a deferred', () => {
  it('is settled by its holder, once', async () => {
    const pending = deferred<number>()
    pending.resolve(1)
    pending.resolve(2)
    pending.reject(new Error('late'))
    expect(await pending.promise).toBe(1)
  })

  it('may fail although no one waits for it', async () => {
    const pending = deferred<number>()
    pending.reject(new Error('no'))
    await new Promise((resolve) => setImmediate(resolve))
    await expect(pending.promise).rejects.toThrow('no')
  })
})

describe('the timers of the machine', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('call once after a time, unless they are cancelled', () => {
    const [kept, cancelled] = [vi.fn(), vi.fn()]
    SYSTEM_TIMING.after(100, kept)
    SYSTEM_TIMING.after(100, cancelled)()
    vi.advanceTimersByTime(99)
    expect(kept).not.toHaveBeenCalled()
    vi.advanceTimersByTime(1_000)
    expect([kept.mock.calls.length, cancelled.mock.calls.length]).toEqual([1, 0])
  })

  it('call again and again, until they are cancelled', () => {
    const tick = vi.fn()
    const cancel = SYSTEM_TIMING.every(100, tick)
    vi.advanceTimersByTime(350)
    cancel()
    vi.advanceTimersByTime(1_000)
    expect(tick).toHaveBeenCalledTimes(3)
  })

  it('have a clock that goes on', () => {
    const before = SYSTEM_TIMING.now()
    vi.advanceTimersByTime(50)
    expect(SYSTEM_TIMING.now()).toBeGreaterThanOrEqual(before + 50)
  })
})
