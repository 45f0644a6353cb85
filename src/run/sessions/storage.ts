import type { BrowserContext, Page } from '@playwright/test'
import { within } from '../async/within.ts'
import type { OriginStorage, SignedInState, StorageState } from './session-state.ts'

const READ_LIMIT_MS = 1_000
const CAPTURE_LIMIT_MS = 5_000
/** An empty document, in which storage is restored without a script of the service. */
const BLANK = '<!doctype html><title>-</title>'

/** The signed-in state of a context: cookies, local storage, IndexedDB, and session storage of its open pages. */
export async function captureSession(context: BrowserContext): Promise<SignedInState> {
  const sessionStorage = sessionStorageOf(await readTabs(context))
  // Playwright fails for some databases (keys that cannot be exported, no object stores): then without databases.
  const whole = await within(CAPTURE_LIMIT_MS, context.storageState({ indexedDB: true }))
  return { state: whole ?? (await context.storageState()), sessionStorage }
}

/** Storage of one origin in an open page. */
interface TabStorage {
  readonly origin: string
  readonly local: readonly (readonly [string, string])[]
  readonly session: readonly (readonly [string, string])[]
}

/** Storage of the open pages, one entry for each origin, without pages that do not answer. */
export async function readTabs(context: BrowserContext): Promise<readonly TabStorage[]> {
  const tabs = await Promise.all(context.pages().map((page) => within(READ_LIMIT_MS, page.evaluate(readTab))))
  return [...new Map(tabs.flatMap((tab) => (tab ? [[tab.origin, tab] as const] : []))).values()]
}

function sessionStorageOf(tabs: readonly TabStorage[]): readonly OriginStorage[] {
  return tabs.filter(({ session }) => session.length > 0).map(({ origin, session }) => ({ origin, items: session }))
}

/**
 * Writes session storage in a page that has not navigated yet. Each origin is visited once on an empty document without
 * network access; an init script would restore it again after a sign-out cleared it.
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

/** A session with the cookies and the storage of a context after its run. */
export async function renewSession(session: SignedInState, context: BrowserContext): Promise<SignedInState> {
  const [cookies, tabs] = await Promise.all([context.cookies(), readTabs(context)])
  const open = new Set(tabs.map(({ origin }) => origin))
  const closed = session.sessionStorage.filter(({ origin }) => !open.has(origin))
  const origins = tabs.reduce(withLocalStorage, session.state.origins)
  return { state: { ...session.state, cookies, origins }, sessionStorage: [...closed, ...sessionStorageOf(tabs)] }
}

function withLocalStorage(origins: StorageState['origins'], { origin, local }: TabStorage): StorageState['origins'] {
  const before = origins.find((stored) => stored.origin === origin)
  if (!before && local.length === 0) return origins
  const localStorage = local.map(([name, value]) => ({ name, value }))
  return [...origins.filter((stored) => stored !== before), { ...before, origin, localStorage }]
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
