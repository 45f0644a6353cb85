import { AsyncLocalStorage } from 'node:async_hooks'
import { expect as playwrightExpect } from '@playwright/test'

/** Gets every expectation of a run. */
export interface ExpectationWatch {
  /** Called for each expectation. */
  expected(): void
  /** Called for an expectation about the page that waits; `result` settles when it is met or fails. */
  expecting(result: PromiseLike<unknown>): void
}

/** The watch of the current run, set by the runner around a probe's body. */
export const expectationWatch = new AsyncLocalStorage<ExpectationWatch>()

/**
 * Playwright's `expect`, with each use reported to the watch: a run without an expectation, or without waiting for one, has
 * measured nothing.
 */
export const expect: typeof playwrightExpect = reported(playwrightExpect)

/** Functions of `expect` whose result has matchers, and those whose result is an `expect` itself. */
const BEGINS_MATCHING: ReadonlySet<string | symbol> = new Set(['soft', 'poll'])
const MAKES_EXPECT: ReadonlySet<string | symbol> = new Set(['configure', 'extend'])

function reported<E extends typeof playwrightExpect>(original: E): E {
  return new Proxy(original, {
    apply(target, self, args) {
      expectationWatch.getStore()?.expected()
      return watched(Reflect.apply(target, self, args))
    },
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target)
      if (typeof value !== 'function') return value
      return (...args: unknown[]) => {
        const result: unknown = Reflect.apply(value, target, args)
        if (MAKES_EXPECT.has(key) && typeof result === 'function') return reported(result as E)
        expectationWatch.getStore()?.expected()
        return BEGINS_MATCHING.has(key) ? watched(result) : result
      }
    },
  })
}

/** Matchers whose promises are reported, also those behind `not`; any other value as it is. */
function watched<T>(matchers: T): T {
  const watch = expectationWatch.getStore()
  if (!watch || typeof matchers !== 'object' || matchers === null) return matchers
  return new Proxy(matchers, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target)
      if (typeof value !== 'function') return watched(value)
      return (...args: unknown[]) => {
        const result: unknown = Reflect.apply(value, target, args)
        if (result instanceof Promise) watch.expecting(result)
        return result
      }
    },
  })
}
