import type { Page } from '@playwright/test'
import { expectationWatch } from '../../probe/index.ts'

/** An action of a probe on the page. */
export interface Action {
  /** `locator.click` */
  readonly name: string
  /** Its stack holds the line of the call. */
  readonly calledAt: Error
  /** Whether code waits, or waited, for its end. */
  isAwaited: boolean
}

/** Records the actions of a run. The store of `expectationWatch` may be one. */
interface ActionWatch {
  acting?(action: Action): void
}

const ACTIONS = new Set([
  ...['click', 'dblclick', 'tap', 'hover', 'dragTo', 'dragAndDrop', 'dispatchEvent', 'selectText'],
  ...['fill', 'clear', 'type', 'press', 'pressSequentially', 'insertText'],
  ...['check', 'uncheck', 'setChecked', 'selectOption', 'setInputFiles'],
  ...['goto', 'reload', 'goBack', 'goForward', 'waitFor', 'waitForURL', 'waitForSelector', 'waitForLoadState'],
])

/** A promise that records whether code waits for it: `await` calls `then` of a promise that is not a plain one. */
class WatchedPromise<T> extends Promise<T> {
  action: Action | undefined

  static override get [Symbol.species]() {
    return Promise
  }

  // biome-ignore lint/suspicious/noThenProperty: a promise that counts its readers has to be asked where they ask
  override then<A = T, B = never>(
    onfulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onrejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    if (this.action) this.action.isAwaited = true
    return super.then(onfulfilled, onrejected)
  }
}

let patched = false

/** Patches Playwright so that every action of a probe's body is recorded in its run, with whether it was awaited. */
export function watchActions(page: Page): void {
  if (patched) return
  patched = true
  const parts = {
    page,
    frame: page.mainFrame(),
    locator: page.locator('html'),
    keyboard: page.keyboard,
    mouse: page.mouse,
  }
  for (const [name, part] of Object.entries(parts)) patch(name, Object.getPrototypeOf(part) as Record<string, unknown>)
}

function patch(owner: string, prototype: Record<string, unknown>): void {
  for (const method of Object.getOwnPropertyNames(prototype)) {
    const original = prototype[method]
    if (!ACTIONS.has(method) || typeof original !== 'function') continue
    prototype[method] = function watchedAction(this: unknown, ...args: unknown[]) {
      const result: unknown = Reflect.apply(original, this, args)
      const watch = expectationWatch.getStore() as ActionWatch | undefined
      if (!watch?.acting || !(result instanceof Promise)) return result
      const action: Action = { name: `${owner}.${method}`, calledAt: new Error(method), isAwaited: false }
      watch.acting(action)
      return watched(result, action)
    }
  }
}

function watched<T>(result: Promise<T>, action: Action): Promise<T> {
  const promise = new WatchedPromise<T>((resolve, reject) => result.then(resolve, reject))
  // Its rejection is reported as an action without `await`, not as an unhandled rejection.
  promise.then(undefined, () => {})
  promise.action = action
  return promise
}
