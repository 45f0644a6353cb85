import { AsyncLocalStorage } from 'node:async_hooks'
import { expect as playwrightExpect } from '@playwright/test'

/** Is told of every expectation of a run. */
export interface ExpectationWatch {
  /** One was put to the test. */
  expected(): void
  /** One about the page began to wait; it is met, or not, once this settles. */
  expecting(result: PromiseLike<unknown>): void
}

/** The watch of the run under way; set by the runner around a probe's body. */
export const expectationWatch = new AsyncLocalStorage<ExpectationWatch>()

/**
 * Playwright's `expect`, and each use of it is noted: a run that expected nothing has measured nothing, and neither has
 * one that did not wait for what it expected.
 */
export const expect: typeof playwrightExpect = new Proxy(playwrightExpect, {
  apply(target, self, args) {
    expectationWatch.getStore()?.expected()
    return watched(Reflect.apply(target, self, args))
  },
  get(target, key) {
    const value: unknown = Reflect.get(target, key, target)
    if (typeof value !== 'function') return value
    return (...args: unknown[]) => {
      expectationWatch.getStore()?.expected()
      const result: unknown = Reflect.apply(value, target, args)
      return BEGINS_MATCHING.has(key) ? watched(result) : result
    }
  },
})

/** `expect.soft(…)` and `expect.poll(…)` are followed by a matcher; the rest of what hangs on `expect` is not. */
const BEGINS_MATCHING: ReadonlySet<string | symbol> = new Set(['soft', 'poll'])

/** Matchers (and those behind `not` and its like) whose promises are noted; anything else as it is. */
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
