import type { Clock } from '../core/index.ts'

/** Most cached readings: every range and filter has its own. */
const MAX_CACHED = 32

interface Reading<T> {
  readonly at: number
  readonly value: Promise<T>
}

/** A cache of readings, shared by concurrent and repeated requests. */
export interface SharedReadings {
  /** The reading of a key, read again after `freshMs`. Failed readings are not cached. */
  share<T>(key: string, freshMs: number, read: () => Promise<T>): Promise<T>
  /** Removes the readings whose key matches. */
  forget(isStale: (key: string) => boolean): void
}

export function createSharedReadings(clock: Clock): SharedReadings {
  const cache = new Map<string, Reading<unknown>>()
  return {
    share<T>(key: string, freshMs: number, read: () => Promise<T>) {
      const cached = cache.get(key) as Reading<T> | undefined
      const age = cached ? clock.now() - cached.at : Number.POSITIVE_INFINITY
      // A negative age: the clock was set back.
      if (cached && age >= 0 && age < freshMs) return cached.value
      const reading = { at: clock.now(), value: read() }
      cache.delete(key)
      cache.set(key, reading)
      for (const oldest of [...cache.keys()].slice(0, Math.max(0, cache.size - MAX_CACHED))) cache.delete(oldest)
      reading.value.catch(() => cache.get(key) === reading && cache.delete(key))
      return reading.value
    },
    forget(isStale) {
      for (const key of cache.keys()) if (isStale(key)) cache.delete(key)
    },
  }
}
