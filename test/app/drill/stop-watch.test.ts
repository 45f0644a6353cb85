import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DrillStop, watchStops } from '../../../src/app/drill/stop-watch.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function watch(conditions: Partial<Parameters<typeof watchStops>[0]> = {}) {
  const interrupt = new AbortController()
  const watched = watchStops({
    ...{ interrupted: interrupt.signal, isStopRequested: () => false, whyStop: async () => undefined },
    ...conditions,
  })
  return { ...watched, interrupt }
}

describe('the watch over a drill', () => {
  it('stops it on Ctrl-C at once, as interrupted', () => {
    const { signal, interrupt, end } = watch()
    interrupt.abort()
    expect(signal.reason).toBeInstanceOf(DrillStop)
    expect(signal.reason).toMatchObject({ status: 'interrupted', message: 'stopped with Ctrl-C' })
    end()
  })

  it('stops a drill that was interrupted before it began', () => {
    const interrupted = AbortSignal.abort()
    const { signal, end } = watch({ interrupted })
    expect(signal.aborted).toBe(true)
    end()
  })

  it('stops it within a second of `drill stop`', () => {
    let requested = false
    const { signal, end } = watch({ isStopRequested: () => requested })
    vi.advanceTimersByTime(1_000)
    expect(signal.aborted).toBe(false)
    requested = true
    vi.advanceTimersByTime(1_000)
    expect(signal.reason).toMatchObject({ status: 'interrupted' })
    end()
  })

  it('stops it within five seconds of a real incident, as aborted', async () => {
    const { signal, end } = watch({ whyStop: async () => 'a real incident is open: claude-1' })
    await vi.advanceTimersByTimeAsync(4_000)
    expect(signal.aborted).toBe(false)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(signal.reason).toMatchObject({ status: 'aborted', message: 'a real incident is open: claude-1' })
    end()
  })

  it('goes on while the database cannot be read', async () => {
    const { signal, end } = watch({ whyStop: async () => Promise.reject(new Error('locked')) })
    await vi.advanceTimersByTimeAsync(20_000)
    expect(signal.aborted).toBe(false)
    end()
  })

  it('looks no more once it ended', async () => {
    let looks = 0
    const { end } = watch({ isStopRequested: () => ++looks > 1_000 })
    await vi.advanceTimersByTimeAsync(3_000)
    end()
    await vi.advanceTimersByTimeAsync(3_000)
    expect(looks).toBe(3)
  })
})
