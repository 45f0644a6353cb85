import type { Page } from '@playwright/test'
import { expectationWatch } from '../../probe/index.ts'

/** Something that a probe began to do on the page. */
export interface Action {
  /** `locator.click` */
  readonly name: string
  /** Where it was called; its stack tells the line. */
  readonly calledAt: Error
  /** Somebody waits for its end, or did. */
  isAwaited: boolean
}

/** Takes the actions of a run; what is under way in `expectationWatch` may be one. */
interface ActionWatch {
  acting?(action: Action): void
}

const ACTIONS = new Set([
  ...['click', 'dblclick', 'tap', 'hover', 'dragTo', 'dragAndDrop', 'dispatchEvent', 'selectText'],
  ...['fill', 'clear', 'type', 'press', 'pressSequentially', 'insertText'],
  ...['check', 'uncheck', 'setChecked', 'selectOption', 'setInputFiles'],
  ...['goto', 'reload', 'goBack', 'goForward', 'waitFor', 'waitForURL', 'waitForSelector', 'waitForLoadState'],
])

/** A promise that knows whether anybody waits for it: `await` and the like call `then` of a promise of another class. */
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

/** From now on every action that a probe's body begins, on any page, is noted with its run, and whether it was awaited. */
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
  // Where nobody waits for it, its failure is reported as an action that was not awaited, not as an unhandled rejection.
  promise.then(undefined, () => {})
  promise.action = action
  return promise
}
