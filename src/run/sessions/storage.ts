import type { BrowserContext, Page } from '@playwright/test'
import { within } from '../async/within.ts'
import type { OriginStorage, SignedInState, StorageState } from './session-state.ts'

const READ_LIMIT_MS = 1_000
const CAPTURE_LIMIT_MS = 5_000
/** The shortest document with a place of its own: what restores storage runs in it, and no script of the service. */
const BLANK = '<!doctype html><title>-</title>'

/** Takes what makes the context signed in: cookies, local storage, IndexedDB, and session storage of its open pages. */
export async function captureSession(context: BrowserContext): Promise<SignedInState> {
  const sessionStorage = sessionStorageOf(await readTabs(context))
  // Some databases cannot be copied (keys that may not be exported, databases without stores). The rest still counts.
  const whole = await within(CAPTURE_LIMIT_MS, context.storageState({ indexedDB: true }))
  return { state: whole ?? (await context.storageState()), sessionStorage }
}

/** What the storage of one origin holds in an open page. */
export interface TabStorage {
  readonly origin: string
  readonly local: readonly (readonly [string, string])[]
  readonly session: readonly (readonly [string, string])[]
}

/** The storage of the open pages, one entry for each origin; pages that do not answer are left out. */
export async function readTabs(context: BrowserContext): Promise<readonly TabStorage[]> {
  const tabs = await Promise.all(context.pages().map((page) => within(READ_LIMIT_MS, page.evaluate(readTab))))
  return [...new Map(tabs.flatMap((tab) => (tab ? [[tab.origin, tab] as const] : []))).values()]
}

function sessionStorageOf(tabs: readonly TabStorage[]): readonly OriginStorage[] {
  return tabs.filter(({ session }) => session.length > 0).map(({ origin, session }) => ({ origin, items: session }))
}

/**
 * Puts session storage into a page that has not been anywhere yet. Each origin is visited once on a blank document that
 * never reaches the network, so that an app which clears its storage at sign-out finds it cleared afterwards.
 * @throws Playwright's error where the browser does not do it
 */
export async function restoreSessionStorage(page: Page, storages: readonly OriginStorage[]): Promise<void> {
  if (storages.length === 0) return
  await page.route('**/*', (route) => route.fulfill({ contentType: 'text/html', body: BLANK }))
  for (const { origin, items } of storages) {
    await page.goto(`${origin}/`, { waitUntil: 'commit' })
    await page.evaluate(writeTab, items)
  }
  await page.goto('about:blank')
  await page.unroute('**/*')
}

/** A session after a run, with what the service renewed: cookies, and the storage of the pages that are open. */
export async function renewSession(session: SignedInState, context: BrowserContext): Promise<SignedInState> {
  const [cookies, tabs] = await Promise.all([context.cookies(), readTabs(context)])
  const open = new Set(tabs.map(({ origin }) => origin))
  const kept = session.sessionStorage.filter(({ origin }) => !open.has(origin))
  const origins = tabs.reduce(withLocalStorage, session.state.origins)
  return { state: { ...session.state, cookies, origins }, sessionStorage: [...kept, ...sessionStorageOf(tabs)] }
}

function withLocalStorage(origins: StorageState['origins'], { origin, local }: TabStorage): StorageState['origins'] {
  const before = origins.find((one) => one.origin === origin)
  if (!before && local.length === 0) return origins
  const localStorage = local.map(([name, value]) => ({ name, value }))
  return [...origins.filter((one) => one !== before), { ...before, origin, localStorage }]
}

/** Runs inside the page; self-contained, because it travels as text. */
function readTab(): { origin: string; local: [string, string][]; session: [string, string][] } | undefined {
  const itemsOf = (storage: Storage) =>
    Object.keys(storage).map((key): [string, string] => [key, storage.getItem(key) ?? ''])
  try {
    if (!location.origin.startsWith('http')) return undefined
    return { origin: location.origin, local: itemsOf(localStorage), session: itemsOf(sessionStorage) }
  } catch {
    // A sandboxed page has no storage.
    return undefined
  }
}

/** Runs inside the page; self-contained, because it travels as text. */
function writeTab(items: readonly (readonly [string, string])[]): void {
  for (const [name, value] of items) sessionStorage.setItem(name, value)
}
