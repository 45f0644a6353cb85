import { createHash } from 'node:crypto'
import type { Page } from '@playwright/test'
import type { LoginDoor } from '../../core/index.ts'
import type { SignInProgress } from '../classify/sign-in.ts'
import { type Exchange, isPage } from '../page/network-watch.ts'
import { showsSignedIn } from '../page/page-facts.ts'

/** History of sign-ins, for one probe. */
export interface SignInHistory {
  /** Whether a carried session ever signed a run of this probe in. */
  hasWorked(): boolean
  addWorked(): void
  /** Pages where sign-ins of the account ended, by `landingName`. */
  landings(): readonly string[]
  addLanding(landing: string): void
}

/** Watches how far the sign-in of one run gets. */
export interface SignInWatch {
  /** Checks whether the page shows a signed-in user. Called where a step passed. */
  look(): void
  /** Called where the marker of a signed-in page appeared. */
  shown(): void
  /** Whether `selector` is that marker. */
  isMarker(selector: string): boolean
  /** The progress once every check has ended. */
  progress(): Promise<SignInProgress>
}

interface SignInWatchOptions {
  readonly page: Page
  readonly login: LoginDoor | undefined
  readonly exchanges: readonly Exchange[]
  /** Pages where earlier sign-ins of this account ended, by `landingName`. */
  readonly landings: readonly string[]
  /** Called once, when the page first shows a signed-in user. `landing` is undefined where no form was sent. */
  readonly onShown: (landing: string | undefined) => void
}

/** Watches a run that begins now. */
export function watchSignIn(options: SignInWatchOptions): SignInWatch {
  const { page, login, exchanges } = options
  const checks = new Set<Promise<void>>()
  let isShown = false

  // A page that signs the user in and redirects a moment later shows it only until then.
  page.on('domcontentloaded', () => {
    if (login && documentsAfterForm(exchanges, login)) look()
  })

  function look(): void {
    if (isShown || !login) return
    const check = showsSignedIn(page, login.locators).then((seen) => {
      if (seen) shown()
      checks.delete(check)
    })
    checks.add(check)
  }

  function shown(): void {
    if (isShown) return
    isShown = true
    options.onShown(login && landingAfterForm(exchanges, login))
  }

  return {
    look,
    shown,
    isMarker: (selector) => selector === login?.locators.signedIn,
    async progress() {
      await Promise.all(checks)
      if (isShown || !login) return isShown ? 'shown' : 'none'
      return progressOf({ exchanges, login, landings: options.landings, url: page.url() })
    },
  }
}

/**
 * Progress of a sign-in that no page confirmed. It is `accepted` where the service led to a page on which earlier sign-ins
 * ended, and away from it again: that is its answer to a correct password.
 */
export function progressOf(facts: {
  readonly exchanges: readonly Exchange[]
  readonly login: LoginDoor
  /** Pages where earlier sign-ins ended, by `landingName`. */
  readonly landings: readonly string[]
  /** Current address of the page. */
  readonly url: string
}): Exclude<SignInProgress, 'shown'> {
  const documents = documentsAfterForm(facts.exchanges, facts.login)
  if (!documents) return 'none'
  const now = landingName(facts.url)
  const earlierPages = documents.map(({ url }) => landingName(url)).filter((name) => name !== now)
  return earlierPages.some((name) => facts.landings.includes(name)) ? 'accepted' : 'sent'
}

/** The page where a successful sign-in ended, by `landingName`; undefined where no form was sent. */
export function landingAfterForm(exchanges: readonly Exchange[], login: LoginDoor): string | undefined {
  const last = documentsAfterForm(exchanges, login)?.at(-1)
  return last && landingName(last.url)
}

/** Pages requested since the form with the account was last sent; undefined where none was sent. */
function documentsAfterForm(exchanges: readonly Exchange[], login: LoginDoor): readonly Exchange[] | undefined {
  const sentAt = exchanges.findLastIndex((exchange) => isSignInForm(exchange, login))
  if (sentAt < 0) return undefined
  return exchanges.slice(sentAt + 1).filter((exchange) => isPage(exchange) && exchange.method === 'GET')
}

/** A request that carries the account's e-mail address or password, or a form sent to the sign-in page itself. */
function isSignInForm(exchange: Exchange, login: LoginDoor): boolean {
  if (exchange.method === 'GET' || exchange.method === 'HEAD') return false
  if (exchange.kind === 'document' && pathOf(exchange.url) === pathOf(login.url)) return true
  const body = exchange.postData() ?? ''
  return [login.email, login.password?.reveal()].some((value) => value !== undefined && holds(body, value))
}

function holds(body: string, value: string): boolean {
  const inForm = new URLSearchParams([['', value]]).toString().slice(1)
  const inJson = JSON.stringify(value).slice(1, -1)
  return value !== '' && [value, inForm, inJson, encodeURIComponent(value)].some((text) => body.includes(text))
}

/** A hash that names a page without its address, which may be a one-time link. */
export function landingName(url: string): string {
  return createHash('sha256').update(pathOf(url)).digest('hex').slice(0, 16)
}

/** Origin and path of an address. */
function pathOf(url: string): string {
  return url.replace(/[?#].*$/s, '')
}
