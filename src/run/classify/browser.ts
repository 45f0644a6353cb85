import { bareHost, defined } from '../../core/index.ts'
import { type Exchange, isPage } from '../page/network-watch.ts'
import type { PageFacts } from '../page/page-facts.ts'
import type { Diagnosis } from './diagnosis.ts'
import { diagnoseEmptyPage } from './empty-page.ts'
import { diagnoseKilled } from './killed.ts'
import { diagnoseNet } from './net.ts'
import { notFoundLine } from './not-found.ts'
import { diagnoseLoad, type HangingResource } from './page-load.ts'
import { isWallByHeaders, isWallByWords, looksLikeMaintenance } from './page-words.ts'
import { headroomOf } from './rate-limits.ts'
import { requestIdOf } from './request-id.ts'
import { seconds } from './seconds.ts'
import { diagnoseRefusedForm, diagnoseSignIn, type SignInFacts } from './sign-in.ts'
import { diagnoseErrorType, diagnoseStatus } from './status.ts'
import type { Thrown } from './thrown.ts'
import { expectationLine, probeError } from './value.ts'

/** Facts about a failed step of a browser probe. */
export interface BrowserFacts extends SignInFacts {
  /** Resources the page still waits for, third parties included, those of the service first. */
  readonly hanging?: readonly HangingResource[]
  /** The source of the page breaks off. */
  readonly pageCut?: boolean
  /** Type of an error inside an answer with a good status. */
  readonly streamError: string | undefined
  readonly browserAlive: boolean
  /** The signal that ended the browser; undefined if its process was not observed. */
  readonly browserKilledBy?: NodeJS.Signals | undefined
  readonly pageCrashed: boolean
  /** Limit of the step, ms. */
  readonly limitMs: number
}

/**
 * Diagnosis of a failed step of a browser probe. Codes decide first (statuses, then network errors); the thrown error and
 * the text of the page decide only where there is no code.
 */
export function diagnoseBrowser(facts: BrowserFacts): Diagnosis {
  const { thrown } = facts
  if (!facts.browserAlive) return diagnoseDeadBrowser(facts.browserKilledBy)
  if (facts.pageCrashed || thrown.kind === 'crash') return { class: 'browser_crash', message: 'the page crashed' }
  return (
    byStatus(facts) ??
    byNetwork(facts) ??
    diagnoseSignIn(facts) ??
    byContent(facts) ??
    thrown.diagnosis ??
    byPage(facts) ??
    byWaiting(facts) ??
    byExpectation(facts) ??
    probeError(thrown)
  )
}

/** Diagnosis where the browser is gone. Doorwatch sends SIGKILL to a browser only with its runner, whose run then has no result. */
export function diagnoseDeadBrowser(killedBy: NodeJS.Signals | undefined, when = ''): Diagnosis {
  if (killedBy === 'SIGKILL') return diagnoseKilled('browser_crash', 'the browser', killedBy)
  return { class: 'browser_crash', message: `the browser died${when}` }
}

/** By the answer that most likely failed the step: the last failed page, else the last failed call. */
function byStatus(facts: BrowserFacts): Diagnosis | undefined {
  const failed = facts.exchanges.filter((exchange) => (exchange.status ?? 0) >= 400 && matters(exchange, facts))
  const worst =
    failed.findLast(isPage) ??
    failed.findLast(({ kind }) => kind === 'document') ??
    failed.findLast(({ status }) => (status ?? 0) >= 500) ??
    failed.at(-1)
  if (!worst) return undefined
  return { ...byAnswer(worst, facts), ...defined({ requestId: requestIdOf(worst.headers) }) }
}

function byAnswer(worst: Exchange, facts: BrowserFacts): Diagnosis {
  const status = worst.status as number
  const at = describe(worst)
  if (isChallenge(worst, facts.page)) {
    return { class: 'blocked', message: `HTTP ${status}: a bot wall blocks access`, httpStatus: status, detail: at }
  }
  if (status === 403 && !hasShownCredentials(worst, facts)) {
    const message = 'HTTP 403: blocked before the sign-in'
    return { class: 'blocked', message, httpStatus: status, detail: at }
  }
  if (isRefusedSession(status, facts)) {
    const message = `HTTP ${status}: a valid session was refused`
    return { class: 'refused_session', message, httpStatus: status, detail: at }
  }
  const refusedForm = diagnoseRefusedForm(facts, worst)
  if (refusedForm) return refusedForm
  if (status === 405)
    return { class: 'blocked', message: 'HTTP 405: the page refuses this browser', httpStatus: status, detail: at }
  if (status >= 500 && looksLikeMaintenance(facts.page)) {
    return { class: 'edge', message: `HTTP ${status} (maintenance page)`, httpStatus: status, detail: at }
  }
  return { ...diagnoseStatus({ status, headroom: headroomOf(worst.headers) }), detail: at }
}

/** Whether the request could be refused for its credentials: a plain page request carries none. */
function hasShownCredentials({ method }: Exchange, { session, signIn }: BrowserFacts): boolean {
  return method !== 'GET' || session === 'signed-in' || signIn !== 'none'
}

/** After a sign-in in this run a 403 may concern one action; a 401 concerns the session. */
function isRefusedSession(status: number, { session, signIn }: BrowserFacts): boolean {
  if (session === 'signed-in') return status === 401 || status === 403
  return status === 401 && signIn === 'shown'
}

/**
 * Whether a failed answer counts: that of a page, a script of the page, a call that changes something, or a server error.
 * A working page may have calls that only read refused, and popups and frames too.
 */
function matters(exchange: Exchange, facts: BrowserFacts): boolean {
  const status = exchange.status ?? 0
  if (isPage(exchange)) return true
  if (exchange.kind === 'asset') return false
  if (exchange.kind === 'document' || exchange.kind === 'frame') return status >= 500
  if (exchange.kind === 'script') return status >= 500 || status === 403
  if (status >= 500 || status === 429) return true
  return exchange.method !== 'GET' || (facts.session === 'signed-in' && (status === 401 || status === 403))
}

function isChallenge(exchange: Exchange, page: PageFacts | undefined): boolean {
  if (isWallByHeaders(exchange.headers)) return true
  if (exchange.status !== 403 && exchange.status !== 429 && exchange.status !== 503) return false
  return page?.challenge === true || isWallByWords(`${page?.title} ${page?.text}`)
}

function byNetwork({ exchanges, thrown }: BrowserFacts): Diagnosis | undefined {
  if (/^(page|frame)\.goto: Download is starting/.test(thrown.message)) {
    return { class: 'edge', message: 'a download instead of a page' }
  }
  for (const code of thrown.codes) {
    const diagnosis = diagnoseNet(code)
    if (diagnosis) return { ...diagnosis, ...hostField(/ at (https?:\/\/\S+)/.exec(thrown.message)?.[1]) }
  }
  const broken = exchanges.findLast(({ net, kind }) => net && net !== 'ERR_ABORTED' && kind !== 'asset')
  if (!broken?.net) return undefined
  const diagnosis = diagnoseNet(broken.net, broken.status !== undefined)
  return diagnosis && { ...diagnosis, ...hostField(broken.url), detail: describe(broken) }
}

/** By wrong content with a good status: an error inside the stream, a page where data belongs. */
function byContent({ streamError, exchanges }: BrowserFacts): Diagnosis | undefined {
  if (streamError !== undefined) return diagnoseErrorType(streamError, '')
  const page = exchanges.findLast(
    ({ kind, method, headers }) =>
      kind === 'data' && method !== 'GET' && /text\/html/.test(headers['content-type'] ?? ''),
  )
  if (!page) return undefined
  return { class: 'edge', message: `HTTP ${page.status} with an HTML page instead of data`, detail: describe(page) }
}

/** By the page: a bot wall, the sign-in form in place of a page of the session, or a maintenance page. */
function byPage({ page, session, thrown }: BrowserFacts): Diagnosis | undefined {
  if (!page || thrown.kind === 'other' || thrown.kind === 'closed') return undefined
  const detail = `${pathOf(page.url)} "${page.title}": ${page.text.slice(0, 300)}`
  if (page.challenge) return { class: 'blocked', message: 'a bot wall blocks access', detail }
  if (page.atSignIn && session === 'signed-in') {
    return { class: 'refused_session', message: 'a valid session was sent back to sign-in', detail }
  }
  if (looksLikeMaintenance(page)) return { class: 'edge', message: 'a maintenance page', detail }
  return undefined
}

function byWaiting(facts: BrowserFacts): Diagnosis | undefined {
  const { thrown, exchanges, page } = facts
  if (!hasWaited(thrown)) return undefined
  const answerable = exchanges.filter(({ kind, net }) => kind !== 'asset' && net === undefined)
  const isOpen = answerable.some((exchange) => isPage(exchange) && !exchange.finished)
  const load = isOpen ? undefined : diagnoseLoad({ thrown, hanging: facts.hanging ?? [] }, limitOf(facts))
  if (load) return load
  const silent = answerable.findLast(({ status }) => status === undefined) ?? givenUp(facts)
  if (silent) {
    return { class: 'timeout', message: `no answer within ${limitOf(facts)}`, detail: describe(silent) }
  }
  const stalled = answerable.findLast(({ finished, kind }) => !finished && kind !== 'script')
  if (stalled) {
    const message = `the answer began and did not end within ${limitOf(facts)}`
    return { class: 'stalled', message, detail: describe(stalled) }
  }
  if (!page)
    return { class: 'timeout', message: `the page did not react within ${limitOf(facts)}`, detail: thrown.message }
  return undefined
}

/** The last page request, where it was given up without an answer and left the page empty. */
function givenUp({ exchanges, page }: BrowserFacts): Exchange | undefined {
  const last = page?.empty ? exchanges.findLast(isPage) : undefined
  return last?.status === undefined ? last : undefined
}

function hasWaited(thrown: Thrown): boolean {
  return thrown.kind === 'overdue' || thrown.kind === 'playwright-timeout' || thrown.limitMs !== undefined
}

/** The limit in words. A Playwright timeout of nearly the step's limit is shown as the step's, which the author set. */
function limitOf({ thrown, limitMs }: BrowserFacts): string {
  const waited = thrown.limitMs ?? limitMs
  return seconds(waited > 0.7 * limitMs ? limitMs : waited)
}

/** An expectation of visibility: a hidden element is no wrong answer. */
const HIDDEN = /^\s*Expected: +visible\s+Received: +hidden/m

/** By the expectation: every answer was good, so the page lacks what was expected. */
function byExpectation(facts: BrowserFacts): Diagnosis | undefined {
  const { thrown, page } = facts
  const where = page && `${pathOf(page.url)} "${page.title}": ${page.text.slice(0, 300)}`
  const hang = facts.hanging?.find(({ what }) => what === 'script' || what === 'stylesheet')
  const detail = [thrown.message, where, hang && `hangs: ${hang.what} ${hang.address}`].filter(Boolean).join('\n')
  if (page?.empty) {
    const waited = `within ${limitOf(facts)}`
    return { ...diagnoseEmptyPage({ url: page.url, exchanges: facts.exchanges, hang, waited }), detail }
  }
  if (thrown.misfit) return { ...thrown.misfit, detail }
  if (facts.pageCut && thrown.elementFound === false) {
    return { class: 'truncated', message: 'the page ends in the middle', detail }
  }
  if (HIDDEN.test(thrown.message)) {
    return { class: 'drift', message: `on the page, but not visible: ${thrown.locator ?? 'the element'}`, detail }
  }
  if (thrown.kind === 'expectation' && thrown.elementFound !== false) {
    return { class: 'wrong_answer', message: expectationLine(thrown.message), detail }
  }
  if (thrown.elementFound === false) {
    return { class: 'drift', message: notFoundLine(thrown.locator, page?.names), detail }
  }
  if (thrown.kind === 'playwright-timeout') {
    return { class: 'drift', message: `cannot be used: ${thrown.locator ?? expectationLine(thrown.message)}`, detail }
  }
  if (thrown.kind === 'overdue') {
    return { class: 'drift', message: `not done within ${limitOf(facts)}, though everything was answered`, detail }
  }
  return undefined
}

function hostField(url: string | undefined): Pick<Diagnosis, 'host'> {
  return url !== undefined && URL.canParse(url) ? { host: bareHost(new URL(url).hostname) } : {}
}

function describe({ method, url }: Exchange): string {
  return `${method} ${pathOf(url)}`
}

function pathOf(url: string): string {
  const path = url.replace(/^https?:\/\/[^/]*/, '').replace(/[?#].*$/, '')
  return path === '' ? '/' : path
}
