import type { Page } from '@playwright/test'
import type { LoginDoor } from '../../core/index.ts'
import { readPageText } from '../../probe/index.ts'
import { within } from '../async/within.ts'
import { type ControlName, readControls } from './page-controls.ts'

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
  /** What is written on those that are shown. */
  readonly names?: readonly ControlName[]
  /** Nobody is signed in: a form of the sign-in is shown, or what is shown only to visitors who are signed out. */
  readonly atSignIn: boolean
  /** The page asks for a one-time code. */
  readonly asksForCode: boolean
  /** Text of the alerts on the page; empty where a field is marked invalid without one. */
  readonly alert: string | undefined
  /** A script of a bot wall is on the page. */
  readonly challenge: boolean
}

const LIMIT_MS = 1_000
const MOST_TEXT = 2_000

type Locators = LoginDoor['locators']

/** Looks at the page for at most a second; undefined where it does not answer. */
export async function readPage(page: Page, locators: Locators | undefined): Promise<PageFacts | undefined> {
  if (page.isClosed()) return undefined
  const look = Promise.all([
    page.evaluate(readPageText, null),
    page.evaluate(readControls),
    page.evaluate(lookAround),
    readSignIn(page, locators),
  ])
  return within(
    LIMIT_MS,
    look.then(([{ text, sealed }, { controls, names }, facts, signIn]) => ({
      ...{ ...facts, ...signIn, controls, names, text: text.slice(0, MOST_TEXT) },
      // A page that draws itself, or hides in a closed shadow root, is not empty.
      empty: text === '' && controls === 0 && sealed === undefined,
    })),
  )
}

/** Whether the page shows what only people who are signed in see; false where it does not answer. */
export async function showsSignedIn(page: Page, locators: Locators): Promise<boolean> {
  return (await within(LIMIT_MS, isShown(page, locators.signedIn))) === true
}

async function readSignIn(
  page: Page,
  locators: Locators | undefined,
): Promise<Pick<PageFacts, 'atSignIn' | 'asksForCode'>> {
  if (!locators) return { atSignIn: false, asksForCode: false }
  const { email, password, code, signedOut, signedIn } = locators
  const shown = await Promise.all([email, password, code, signedOut, signedIn].map((one) => isShown(page, one)))
  const [hasEmail, hasPassword, hasCode, isOut, isIn] = shown
  const atForm = Boolean(hasEmail || hasPassword || hasCode || isOut)
  return { atSignIn: atForm && !isIn, asksForCode: hasCode === true && !hasPassword }
}

/** False for a locator that cannot be used: the rest of the page is still worth reading. */
async function isShown(page: Page, locator: string | undefined): Promise<boolean> {
  if (locator === undefined) return false
  return page
    .locator(locator)
    .first()
    .isVisible()
    .catch(() => false)
}

/** Runs inside the page; self-contained, because it travels as text. */
function lookAround(): Pick<PageFacts, 'url' | 'title' | 'alert' | 'challenge'> {
  const challenge = document.querySelector(
    'script[src*="challenge-platform"], script[src*="turnstile"], script[src*="hcaptcha"], script[src*="recaptcha"], iframe[src*="captcha"], #challenge-form, [name="cf-turnstile-response"]',
  )
  const marks = '[role="alert"], [aria-live="assertive"], [aria-invalid="true"], [aria-invalid=""]'
  const alerts = [...document.querySelectorAll<HTMLElement>(marks)].filter((element) => element.checkVisibility())
  const invalid = alerts.some((element) => element.hasAttribute('aria-invalid'))
  const words = alerts.map((element) => element.innerText.trim()).filter((part) => part !== '')
  return {
    url: location.href,
    title: document.title,
    alert: invalid || words.length > 0 ? words.join(' ').slice(0, 500) : undefined,
    challenge: challenge !== null,
  }
}
