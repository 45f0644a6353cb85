import { type Locator, selectors } from '@playwright/test'
import { type PageText, readPageText } from './page-text.ts'

const ENGINE = 'doorwatch-text'

/** Where every copy of this module finds the registration of the first: on the `selectors` that they share. */
const REGISTRATION = Symbol.for('doorwatch-text registration')
const shared: typeof selectors & { [REGISTRATION]?: Promise<void> } = selectors

// A spec file and a probe file can each load a copy. Playwright accepts both when they register at the same time, and
// then refuses every new context, so the second must not register at all.
shared[REGISTRATION] ??= selectors
  .register(
    ENGINE,
    {
      content: `(() => {
        const read = ${readPageText}
        const matches = (root) => (/\\S/.test(read(root.nodeType === 1 ? root : null).text) ? [root.nodeType === 1 ? root : root.body] : [])
        return { query: (root) => matches(root)[0] ?? null, queryAll: matches }
      })()`,
    },
    { contentScript: true },
  )
  // The first locator that needs a missing engine fails with its name.
  .catch(() => {})
const registration = shared[REGISTRATION]

/** The elements of `locator` that show text, also in shadow roots and form fields. For use with any expectation. */
export function withText(locator: Locator): Locator {
  return locator.locator(`${ENGINE}=any`)
}

/**
 * The text of the one element of `locator` as a person reads it, each part once. (Playwright's `toHaveText` reads a formula
 * twice and a form field not at all.)
 * @param options.timeout how long to wait for the element, ms. Default: the time left of the step
 */
export async function readText(locator: Locator, options: { readonly timeout?: number } = {}): Promise<PageText> {
  await registration
  return locator.evaluate(readPageText, undefined, options)
}
