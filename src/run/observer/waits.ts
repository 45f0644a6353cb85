import type { BrowserContext, Frame, Locator, Page } from '@playwright/test'
import { within } from '../within.ts'
import type { Awaited, PageObserver, WantedText } from './page-script.ts'

/** A wait that came true: when it began, when the page showed it, and when Playwright and we were done with it (ms, monotonic). */
export interface Wait {
  readonly begunAt: number
  readonly shownAt: number
  readonly endedAt: number
}

type Sink = (wait: Wait) => void

interface ExpectOptions {
  readonly selector?: string
  readonly isNot?: boolean
  readonly expectedText?: readonly WantedText[]
}

/** The part of Playwright's Frame and Locator that all its waiting goes through. */
interface Patchable {
  _expect(expression: string, options: ExpectOptions): Promise<{ matches: boolean }>
}

/** A wait this short has nothing to gain from asking the page. */
const WORTH_ASKING_MS = 20
/** A page too busy to answer is not waited for longer than this. */
const ANSWER_LIMIT_MS = 250

const sinks = new WeakMap<BrowserContext, Sink>()
let patched = false

/**
 * From now on every wait of this context (`expect(locator)…`, `locator.waitFor`, `page.waitForSelector`) is told to
 * `sink`, with the time the page showed what was awaited.
 */
export function watchWaits(page: Page, sink: Sink): void {
  sinks.set(page.context(), sink)
  if (patched) return
  patched = true
  patchExpect(Object.getPrototypeOf(page.mainFrame()) as Frame & Patchable)
  patchWaitFor(Object.getPrototypeOf(page.locator('html')) as Locator)
  patchWaitForSelector(Object.getPrototypeOf(page.mainFrame()) as Frame)
}

function patchExpect(frame: Frame & Patchable): void {
  const original = frame._expect
  if (typeof original !== 'function') return
  frame._expect = async function expectAndTell(this: Frame & Patchable, expression, options) {
    const sink = sinks.get(this.page().context())
    if (!sink) return original.call(this, expression, options)
    const begunAt = performance.now()
    const result = await original.call(this, expression, options)
    const { selector, isNot = false } = options
    if (selector !== undefined && result.matches === !isNot) {
      await tell(sink, this, selector, awaitedBy(expression, options), begunAt)
    }
    return result
  }
}

function patchWaitFor(locator: Locator): void {
  const original = locator.waitFor
  locator.waitFor = async function waitForAndTell(this: Locator, options) {
    const sink = sinks.get(this.page().context())
    if (!sink) return original.call(this, options)
    const begunAt = performance.now()
    await original.call(this, options)
    const { _frame, _selector } = this as unknown as { _frame: Frame; _selector: string }
    await tell(sink, _frame, _selector, awaitedState(options?.state), begunAt)
  }
}

function patchWaitForSelector(frame: Frame): void {
  const original = frame.waitForSelector as (this: Frame, ...args: unknown[]) => Promise<unknown>
  const replacement = async function waitForSelectorAndTell(this: Frame, ...args: unknown[]) {
    const sink = sinks.get(this.page().context())
    if (!sink) return original.apply(this, args)
    const begunAt = performance.now()
    const handle = await original.apply(this, args)
    const [selector, options] = args as [string, { state?: string } | undefined]
    await tell(sink, this, selector, awaitedState(options?.state), begunAt)
    return handle
  }
  frame.waitForSelector = replacement as Frame['waitForSelector']
}

/**
 * Asks the page how long ago it was, and tells the sink. What came true before the wait began, though Playwright did
 * not find it then, came true by something the observer cannot see (a stylesheet, an animation): no correction then.
 */
async function tell(
  sink: Sink,
  frame: Frame,
  selector: string,
  awaited: Awaited | undefined,
  begunAt: number,
): Promise<void> {
  const askedAt = performance.now()
  const worthIt = awaited && askedAt - begunAt > WORTH_ASKING_MS
  const age = worthIt ? await ageOf(frame, selector, awaited) : undefined
  const endedAt = performance.now()
  const shownAt = age === undefined ? askedAt : (askedAt + endedAt) / 2 - age
  sink({ begunAt, shownAt: shownAt < begunAt || shownAt > askedAt ? askedAt : shownAt, endedAt })
}

async function ageOf(frame: Frame, selector: string, awaited: Awaited): Promise<number | undefined> {
  return within(ANSWER_LIMIT_MS, frame.$$eval(selector, askObserver, awaited))
}

/** Runs inside the page; self-contained, because it travels as text. */
function askObserver(elements: readonly Element[], awaited: Awaited): number | undefined {
  return (globalThis as unknown as { __doorwatch?: PageObserver }).__doorwatch?.ageOf(elements, awaited)
}

function awaitedState(state: string | undefined): Awaited {
  return { kind: state === 'hidden' || state === 'detached' ? 'gone' : 'shown' }
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

/** What an expectation waits for; undefined where the observer cannot see it (values, focus, styles). */
function awaitedBy(expression: string, options: ExpectOptions): Awaited | undefined {
  const { isNot = false, expectedText = [] } = options
  if (expression === 'to.be.visible' || expression === 'to.be.attached') return { kind: isNot ? 'gone' : 'shown' }
  if (expression === 'to.be.hidden' || expression === 'to.be.detached') return { kind: isNot ? 'shown' : 'gone' }
  if (expression === 'to.have.count') return { kind: 'count' }
  if (ATTRIBUTE.has(expression)) return { kind: 'attribute' }
  if (expression !== 'to.have.text') return undefined
  const [want] = expectedText
  return want && expectedText.length === 1 && !isNot ? { kind: 'text', want } : { kind: 'text' }
}
