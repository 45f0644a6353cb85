import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { withDeadline } from '../../../src/core/index.ts'

const never = new Promise<never>(() => {})
const fail = (): never => {
  throw new Error('too late')
}

afterEach(() => {
  vi.useRealTimers()
})

describe('work with a deadline', () => {
  it('gives the result of the work and clears its timer', async () => {
    vi.useFakeTimers()
    await expect(withDeadline(Promise.resolve(7), { limitMs: 1_000, onLate: fail })).resolves.toBe(7)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('fails as the work fails, also where the work throws before its first await', async () => {
    vi.useFakeTimers()
    const work = () => {
      throw new Error('broken')
    }
    await expect(withDeadline(work, { limitMs: 1_000, onLate: fail })).rejects.toThrow('broken')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('gives at the limit, not before, what the caller says', async () => {
    vi.useFakeTimers()
    const settled = vi.fn()
    const wait = withDeadline(never, { limitMs: 1_000, onLate: () => 'late' }).then(settled)
    await vi.advanceTimersByTimeAsync(999)
    expect(settled).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    await wait
    expect(settled).toHaveBeenCalledWith('late')
  })

  it('throws at the limit what the caller throws', async () => {
    vi.useFakeTimers()
    const wait = expect(withDeadline(never, { limitMs: 5, onLate: fail })).rejects.toThrow('too late')
    await vi.advanceTimersByTimeAsync(5)
    await wait
  })

  it('aborts the signal of work it leaves behind, and ignores its later failure', async () => {
    const unhandled = vi.fn()
    process.on('unhandledRejection', unhandled)
    let reason: unknown
    const work = (signal: AbortSignal) =>
      new Promise<never>((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          reason = signal.reason
          reject(new Error('interrupted work'))
        })
      })
    await expect(withDeadline(work, { limitMs: 1, onLate: () => 'late' })).resolves.toBe('late')
    await sleep(5)
    process.off('unhandledRejection', unhandled)
    expect(reason).toBeInstanceOf(DOMException)
    expect(unhandled).not.toHaveBeenCalled()
  })

  it('waits as long as it takes where the limit is beyond what a timer can hold', async () => {
    const work = sleep(5, 'done')
    await expect(withDeadline(work, { limitMs: Number.POSITIVE_INFINITY, onLate: fail })).resolves.toBe('done')
  })

  it('ends early when the signal aborts: with its reason, or with what the caller says', async () => {
    const stop = new AbortController()
    const plain = withDeadline(never, { limitMs: 60_000, onLate: fail, signal: stop.signal })
    const spoken = withDeadline(never, { limitMs: 60_000, onLate: fail, signal: stop.signal, onAbort: () => 'stopped' })
    stop.abort(new Error('shutdown'))
    await expect(plain).rejects.toThrow('shutdown')
    await expect(spoken).resolves.toBe('stopped')
  })

  it('starts the work with an aborted signal where no caller waits any more', async () => {
    let aborted: boolean | undefined
    const work = (signal: AbortSignal) => {
      aborted = signal.aborted
      return never
    }
    const wait = withDeadline(work, { limitMs: 60_000, onLate: fail, signal: AbortSignal.abort(new Error('gone')) })
    await expect(wait).rejects.toThrow('gone')
    expect(aborted).toBe(true)
  })

  it('ends early when what the work needs is gone', async () => {
    const crash = Promise.reject(new Error('the page crashed'))
    await expect(withDeadline(never, { limitMs: 60_000, onLate: fail, unless: crash })).rejects.toThrow('crashed')
  })

  it('leaves no listener on a signal that outlives the call', async () => {
    const { signal } = new AbortController()
    const remove = vi.spyOn(signal, 'removeEventListener')
    const add = vi.spyOn(signal, 'addEventListener')
    await withDeadline(Promise.resolve(), { limitMs: 1_000, onLate: fail, signal })
    expect(remove.mock.calls.map(([, listener]) => listener)).toEqual(add.mock.calls.map(([, listener]) => listener))
  })
})
