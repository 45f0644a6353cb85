import type { BrowserContext, Frame, Locator, Page } from '@playwright/test'
import { within } from '../async/within.ts'
import type { Awaited, PageObserver, WantedText } from './page-script.ts'

/** A wait that succeeded: when it began, when the page showed the awaited state, and when our tools were done (ms, monotonic). */
export interface Wait {
  readonly begunAt: number
  readonly shownAt: number
  readonly endedAt: number
}

/** Gets the waits of a context. */
interface WaitWatch {
  /** Time (ms) left of the step, the limit of a wait that begins now. */
  leftMs(): number
  /** @param shown selector of the element that appeared, where the wait was for one */
  note(wait: Wait, shown?: string): void
}

interface ExpectOptions {
  readonly selector?: string
  readonly isNot?: boolean
  readonly expectedText?: readonly WantedText[]
  readonly timeout?: number
}

interface WaitOptions {
  readonly state?: 'attached' | 'detached' | 'visible' | 'hidden'
  readonly timeout?: number
}

/** The internal method of Playwright's Frame that all its expectations call. */
interface Expecting {
  _expect(expression: string, options: ExpectOptions): Promise<{ matches: boolean }>
}

/** For a shorter wait the page is not asked: Playwright's time is exact enough. */
const WORTH_ASKING_MS = 20
/** Longest wait for the answer of a busy page. */
const ANSWER_LIMIT_MS = 250

const watches = new WeakMap<BrowserContext, WaitWatch>()
let patched = false

/**
 * Patches Playwright so that every wait of this context (`expect(locator)…`, `locator.waitFor`, `page.waitForSelector`) ends
 * within its step, with an error that names what it waited for, and is reported to `watch` with the page's own time.
 */
export function watchWaits(page: Page, watch: WaitWatch): void {
  watches.set(page.context(), watch)
  if (patched) return
  patched = true
  patchExpect(Object.getPrototypeOf(page.mainFrame()) as Frame & Expecting)
  patchWaitFor(Object.getPrototypeOf(page.locator('html')) as Locator)
  patchWaitForSelector(Object.getPrototypeOf(page.mainFrame()) as Frame)
}

function patchExpect(frame: Frame & Expecting): void {
  const original = frame._expect
  if (typeof original !== 'function') return
  frame._expect = async function expectAndReport(this: Frame & Expecting, expression, options) {
    const watch = watches.get(this.page().context())
    if (!watch) return original.call(this, expression, options)
    const begunAt = performance.now()
    const result = await original.call(this, expression, bounded(options, watch))
    const { selector, isNot = false } = options
    if (selector !== undefined && result.matches === !isNot) {
      await reportWait(watch, this, selector, awaitedBy(expression, options), begunAt)
    }
    return result
  }
}

function patchWaitFor(locator: Locator): void {
  const original = locator.waitFor
  locator.waitFor = async function waitForAndReport(this: Locator, options = {}) {
    const watch = watches.get(this.page().context())
    if (!watch) return original.call(this, options)
    const begunAt = performance.now()
    await original.call(this, bounded(options, watch))
    const { _frame, _selector } = this as unknown as { _frame: Frame; _selector: string }
    await reportWait(watch, _frame, _selector, awaitedState(options.state, _selector), begunAt)
  }
}

function patchWaitForSelector(frame: Frame): void {
  const original = frame.waitForSelector as (selector: string, options: WaitOptions) => Promise<unknown>
  const replacement = async function waitForSelectorAndReport(
    this: Frame,
    selector: string,
    options: WaitOptions = {},
  ) {
    const watch = watches.get(this.page().context())
    if (!watch) return original.call(this, selector, options)
    const begunAt = performance.now()
    const handle = await original.call(this, selector, bounded(options, watch))
    await reportWait(watch, this, selector, awaitedState(options.state, selector), begunAt)
    return handle
  }
  frame.waitForSelector = replacement as Frame['waitForSelector']
}

/** The options, with a timeout no longer than the time left of the step. */
function bounded<O extends { readonly timeout?: number }>(options: O, watch: WaitWatch): O {
  const leftMs = Math.max(1, Math.round(watch.leftMs()))
  // In Playwright 0 means no limit.
  return { ...options, timeout: options.timeout ? Math.min(options.timeout, leftMs) : leftMs }
}

/** Asks the page when the awaited state appeared and reports the wait; falls back to the time Playwright noticed it. */
async function reportWait(
  watch: WaitWatch,
  frame: Frame,
  selector: string,
  awaited: Awaited | undefined,
  begunAt: number,
): Promise<void> {
  const askedAt = performance.now()
  const isWorthAsking = awaited !== undefined && askedAt - begunAt > WORTH_ASKING_MS
  const epoch = isWorthAsking ? await within(ANSWER_LIMIT_MS, askPage(frame, selector, awaited)) : undefined
  const endedAt = performance.now()
  const shownAt = epoch === undefined ? askedAt : endedAt - (Date.now() - epoch)
  const wait = { begunAt, shownAt: Math.min(Math.max(shownAt, begunAt), askedAt), endedAt }
  watch.note(wait, awaited?.kind === 'shown' ? selector : undefined)
}

/**
 * When the awaited state appeared, by the page's observer. For a list of elements Playwright compiles its selector engines
 * (340 kB) once more, in the world of the page; one element comes from the world where they are already.
 */
function askPage(frame: Frame, selector: string, awaited: Awaited): Promise<number | undefined> {
  if (awaited.kind === 'count' || awaited.kind === 'gone') return frame.$$eval(selector, askObserver, awaited)
  return frame.$eval(selector, askObserverOf, awaited)
}

/** Runs inside the page; self-contained, because it travels as text. */
function askObserverOf(element: Element, awaited: Awaited): number | undefined {
  return (globalThis as unknown as { __doorwatch?: PageObserver }).__doorwatch?.timeOf([element], awaited)
}

/** Runs inside the page; self-contained, because it travels as text. */
function askObserver(elements: readonly Element[], awaited: Awaited): number | undefined {
  return (globalThis as unknown as { __doorwatch?: PageObserver }).__doorwatch?.timeOf(elements, awaited)
}

function awaitedState(state: WaitOptions['state'], selector: string): Awaited {
  return state === 'hidden' || state === 'detached' ? { kind: 'gone' } : awaitedElement(selector)
}

/** An element awaited by a selector, with the text it must contain where the selector names one. */
function awaitedElement(selector: string): Awaited {
  if (selector.includes('doorwatch-text=')) return { kind: 'shown', text: { regexSource: '\\S' } }
  const pattern = /internal:has-text=\/((?:[^/\\]|\\.)*)\/([a-z]*)/.exec(selector)
  if (pattern?.[1]) return { kind: 'shown', text: { regexSource: pattern[1], regexFlags: pattern[2] ?? '' } }
  const part = /internal:(?:has-)?text="((?:[^"\\]|\\.)*)"([is])/.exec(selector)
  if (part?.[1]) return { kind: 'shown', text: { string: part[1], matchSubstring: true, ignoreCase: part[2] === 'i' } }
  return /text|has|name=|label/.test(selector) ? { kind: 'shown', text: {} } : { kind: 'shown' }
}

const ATTRIBUTE = new Set([
  'to.be.enabled',
  'to.be.disabled',
  'to.have.attribute',
  'to.have.attribute.value',
  'to.have.class',
  'to.contain.class',
  'to.have.id',
])

/** What an expectation waits for; undefined where the observer cannot see it: values, focus, styles. */
function awaitedBy(expression: string, options: ExpectOptions): Awaited | undefined {
  const { isNot = false, expectedText = [], selector = '' } = options
  if (expression === 'to.be.visible' || expression === 'to.be.attached')
    return isNot ? { kind: 'gone' } : awaitedElement(selector)
  if (expression === 'to.be.hidden' || expression === 'to.be.detached')
    return isNot ? awaitedElement(selector) : { kind: 'gone' }
  if (expression === 'to.have.count') return { kind: 'count' }
  if (ATTRIBUTE.has(expression)) return { kind: 'attribute' }
  if (expression !== 'to.have.text') return undefined
  const [want] = expectedText
  return want && expectedText.length === 1 && !isNot ? { kind: 'text', want } : { kind: 'text' }
}
