import type { Page } from '@playwright/test'
import type { LoginDoor } from '../../core/index.ts'
import { readPageText } from '../../probe/index.ts'
import { within } from '../async/within.ts'
import { type ControlName, readControls } from './page-controls.ts'

/** The page as it was when a step failed. */
export interface PageFacts {
  readonly url: string
  readonly title: string
  /** The first 2,000 characters of the visible text. */
  readonly text: string
  /** No text and no control. */
  readonly empty: boolean
  /** How many links, buttons and fields it has. */
  readonly controls: number
  /** Names of the visible ones. */
  readonly names?: readonly ControlName[]
  /** It shows a sign-in form, or what it shows only to visitors who are signed out. */
  readonly atSignIn: boolean
  /** It asks for a one-time code. */
  readonly asksForCode: boolean
  /** Text of its alerts; empty where a field is marked invalid without one. */
  readonly alert: string | undefined
  /** It loads a script of a bot wall. */
  readonly challenge: boolean
}

const LIMIT_MS = 1_000
const MOST_TEXT = 2_000

type Locators = LoginDoor['locators']

/** Reads the page within 1 s; undefined where it does not answer. */
export async function readPage(page: Page, locators: Locators | undefined): Promise<PageFacts | undefined> {
  if (page.isClosed()) return undefined
  const readings = Promise.all([
    page.evaluate(readPageText, null),
    page.evaluate(readControls),
    page.evaluate(readSigns),
    readSignIn(page, locators),
  ])
  return within(
    LIMIT_MS,
    readings.then(([{ text, sealed }, { controls, names }, facts, signIn]) => ({
      ...{ ...facts, ...signIn, controls, names, text: text.slice(0, MOST_TEXT) },
      // A canvas and a closed shadow root show something that cannot be read.
      empty: text === '' && controls === 0 && sealed === undefined,
    })),
  )
}

/** Whether the page shows the marker of a signed-in user; false where it does not answer. */
export async function showsSignedIn(page: Page, locators: Locators): Promise<boolean> {
  return (await within(LIMIT_MS, isShown(page, locators.signedIn))) === true
}

async function readSignIn(
  page: Page,
  locators: Locators | undefined,
): Promise<Pick<PageFacts, 'atSignIn' | 'asksForCode'>> {
  if (!locators) return { atSignIn: false, asksForCode: false }
  const { email, password, code, signedOut, signedIn } = locators
  const visible = await Promise.all(
    [email, password, code, signedOut, signedIn].map((locator) => isShown(page, locator)),
  )
  const [hasEmail, hasPassword, hasCode, isOut, isIn] = visible
  const atForm = Boolean(hasEmail || hasPassword || hasCode || isOut)
  return { atSignIn: atForm && !isIn, asksForCode: hasCode === true && !hasPassword }
}

/** False for a locator that Playwright rejects, so that the rest of the page is still read. */
async function isShown(page: Page, locator: string | undefined): Promise<boolean> {
  if (locator === undefined) return false
  return page
    .locator(locator)
    .first()
    .isVisible()
    .catch(() => false)
}

/** Runs inside the page; self-contained, because it travels as text. */
function readSigns(): Pick<PageFacts, 'url' | 'title' | 'alert' | 'challenge'> {
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
