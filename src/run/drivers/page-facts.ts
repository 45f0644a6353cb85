import type { Page } from '@playwright/test'
import { within } from '../within.ts'

/** What stands on the page at the moment a step failed. */
export interface PageFacts {
  readonly url: string
  readonly title: string
  /** Beginning of the visible text. */
  readonly text: string
  /** Nothing to see and nothing to click. */
  readonly empty: boolean
  /** Elements a person can use: links, buttons, fields. */
  readonly controls: number
  /** The sign-in form is there. */
  readonly atSignIn: boolean
  /** A script of a bot wall is on the page. */
  readonly challenge: boolean
}

const LIMIT_MS = 1_000

/** Looks at the page for at most a second; undefined where it does not answer. */
export async function readPage(page: Page, signInField: string | undefined): Promise<PageFacts | undefined> {
  if (page.isClosed()) return undefined
  const look = Promise.all([page.evaluate(lookAround), signInField ? page.locator(signInField).count() : 0]).then(
    ([seen, fields]) => ({ ...seen, atSignIn: fields > 0 }),
  )
  return within(LIMIT_MS, look)
}

/** Runs inside the page; self-contained, because it travels as text. */
function lookAround(): Omit<PageFacts, 'atSignIn'> {
  // innerText and not textContent: what a person sees is wanted, and this runs once per failure.
  const text = (document.body?.innerText ?? '').slice(0, 2_000)
  const controls = document.querySelectorAll('a[href], button, input, textarea, select').length
  const challenge = document.querySelector(
    'script[src*="challenge-platform"], script[src*="turnstile"], script[src*="hcaptcha"], script[src*="recaptcha"], iframe[src*="captcha"], #challenge-form, [name="cf-turnstile-response"]',
  )
  return {
    url: location.href,
    title: document.title,
    text,
    empty: text.trim() === '' && controls === 0,
    controls,
    challenge: challenge !== null,
  }
}
