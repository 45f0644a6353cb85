import type { Clock } from '../core/index.ts'

/** Readings that are kept at most: every range and filter has its own. */
const MOST_KEPT = 32

interface Reading<T> {
  readonly at: number
  readonly value: Promise<T>
}

/** Answers several who ask the same within a moment by one reading. */
export interface SharedReadings {
  /** The reading of that key, taken anew once it is `freshMs` old. One that failed is not kept. */
  share<T>(key: string, freshMs: number, read: () => Promise<T>): Promise<T>
  /** Forgets the readings whose key fits. */
  forget(isStale: (key: string) => boolean): void
}

export function createSharedReadings(clock: Clock): SharedReadings {
  const kept = new Map<string, Reading<unknown>>()
  return {
    share<T>(key: string, freshMs: number, read: () => Promise<T>) {
      const found = kept.get(key) as Reading<T> | undefined
      const age = found ? clock.now() - found.at : Number.POSITIVE_INFINITY
      // A negative age: the clock was set back.
      if (found && age >= 0 && age < freshMs) return found.value
      const reading = { at: clock.now(), value: read() }
      kept.delete(key)
      kept.set(key, reading)
      for (const oldest of [...kept.keys()].slice(0, Math.max(0, kept.size - MOST_KEPT))) kept.delete(oldest)
      reading.value.catch(() => kept.get(key) === reading && kept.delete(key))
      return reading.value
    },
    forget(isStale) {
      for (const key of kept.keys()) if (isStale(key)) kept.delete(key)
    },
  }
}
