import { AsyncLocalStorage } from 'node:async_hooks'
import { expect as playwrightExpect } from '@playwright/test'

/** Told of every expectation of the run under way; set by the runner around a probe's body. */
export const expectationWatch = new AsyncLocalStorage<() => void>()

/**
 * Playwright's `expect`, and each use of it is noted: a run that expected nothing has measured nothing.
 */
export const expect: typeof playwrightExpect = new Proxy(playwrightExpect, {
  apply(target, self, args) {
    expectationWatch.getStore()?.()
    return Reflect.apply(target, self, args)
  },
  get(target, key) {
    const value: unknown = Reflect.get(target, key, target)
    if (typeof value !== 'function') return value
    return (...args: unknown[]) => {
      expectationWatch.getStore()?.()
      return Reflect.apply(value, target, args)
    }
  },
})
