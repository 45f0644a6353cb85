import { createHash } from 'node:crypto'
import type { Page } from '@playwright/test'
import type { LoginDoor } from '../../core/index.ts'
import type { SignInProgress } from '../classify/sign-in.ts'
import { type Exchange, isPage } from '../page/network-watch.ts'
import { showsSignedIn } from '../page/page-facts.ts'

/** What earlier runs of this probe have shown about signing in. */
export interface SignInHistory {
  /** Whether a run was signed in with a carried session. */
  hasWorked(): boolean
  addWorked(): void
  /** Pages where sign-ins of the account ended, as `watchSignIn` names them. */
  landings(): readonly string[]
  addLanding(landing: string): void
}

/** Watches in one run how far signing in comes. */
export interface SignInWatch {
  /** Call where a step ended well: looks whether the page shows that somebody is signed in. */
  look(): void
  /** Call where the marker of a signed-in page was seen. */
  shown(): void
  /** Whether `selector` is that marker. */
  isMarker(selector: string): boolean
  /** What is known once every look has ended. */
  progress(): Promise<SignInProgress>
}

export interface SignInWatchOptions {
  readonly page: Page
  readonly login: LoginDoor | undefined
  readonly exchanges: readonly Exchange[]
  /** The pages where earlier sign-ins of this account ended, as `onShown` named them. */
  readonly landings: readonly string[]
  /** Called once, when the page first shows that somebody is signed in; `landing` is undefined where no form was sent. */
  readonly onShown: (landing: string | undefined) => void
}

/** A watch over a run that begins now. */
export function watchSignIn(options: SignInWatchOptions): SignInWatch {
  const { page, login, exchanges } = options
  const looks = new Set<Promise<void>>()
  let isShown = false

  // An app that lets somebody in and turns them away a moment later is only seen while its page is there.
  page.on('domcontentloaded', () => {
    if (login && documentsAfterForm(exchanges, login)) look()
  })

  function look(): void {
    if (isShown || !login) return
    const found = showsSignedIn(page, login.locators).then((seen) => {
      if (seen) shown()
      looks.delete(found)
    })
    looks.add(found)
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
      await Promise.all(looks)
      if (isShown || !login) return isShown ? 'shown' : 'none'
      return progressOf({ exchanges, login, landings: options.landings, url: page.url() })
    },
  }
}

/**
 * How far a sign-in came whose end no page showed. It is `accepted` where the service led to the page on which earlier
 * sign-ins ended, and away from it again: that is how it answers a right password.
 */
export function progressOf(facts: {
  readonly exchanges: readonly Exchange[]
  readonly login: LoginDoor
  /** The pages where earlier sign-ins ended, by `landingName`. */
  readonly landings: readonly string[]
  /** Address of the page now. */
  readonly url: string
}): Exclude<SignInProgress, 'shown'> {
  const documents = documentsAfterForm(facts.exchanges, facts.login)
  if (!documents) return 'none'
  const now = landingName(facts.url)
  const led = documents.map(({ url }) => landingName(url)).filter((name) => name !== now)
  return led.some((name) => facts.landings.includes(name)) ? 'accepted' : 'sent'
}

/** The page where a sign-in that succeeded ended, by `landingName`; undefined where no form was sent. */
export function landingAfterForm(exchanges: readonly Exchange[], login: LoginDoor): string | undefined {
  const last = documentsAfterForm(exchanges, login)?.at(-1)
  return last && landingName(last.url)
}

/** The pages asked for since the form with the account in it was last sent; undefined where none was sent. */
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

/** Names a page without showing its address, which may hold a one-time link. */
export function landingName(url: string): string {
  return createHash('sha256').update(pathOf(url)).digest('hex').slice(0, 16)
}

/** Origin and path of an address. */
function pathOf(url: string): string {
  return url.replace(/[?#].*$/s, '')
}
