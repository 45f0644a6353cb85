import type { Page } from '@playwright/test'
import { type LoginDoor, type Target, withDeadline } from '../../core/index.ts'
import { signIn } from '../../probe/index.ts'
import { diagnoseBrowser } from '../classify/browser.ts'
import { type DeadPageWatch, watchForDeadPage } from '../classify/dead-page.ts'
import { ObservedFailure, Overdue, readThrown } from '../classify/thrown.ts'
import { exchangesOfFlow } from '../page/flow-exchanges.ts'
import { type Exchange, watchNetwork } from '../page/network-watch.ts'
import { readPage } from '../page/page-facts.ts'
import { createRecorder } from '../record/recorder.ts'
import type { Scrubber } from '../secrets/scrub.ts'
import { type BrowserHost, browserState, type WarmBrowser } from './browser-host.ts'
import type { SignedInState } from './session-state.ts'
import type { SignInRecord } from './sign-in-record.ts'
import { landingAfterForm, progressOf } from './sign-in-watch.ts'
import { captureSession, restoreSessionStorage } from './storage.ts'

/** Longest wait for one element. */
const WAIT_LIMIT_MS = 15_000
/** Below the time that the supervisor gives a run's preparation. */
const LIMIT_MS = 36_000

/**
 * Signs in through the login door, as preparation that no step reports.
 * @throws ObservedFailure with the diagnosis of the sign-in
 */
export async function signInFor(
  host: BrowserHost,
  target: Target,
  { scrubber, record }: { readonly scrubber: Scrubber; readonly record: SignInRecord },
): Promise<SignedInState> {
  const { login } = target
  if (!login) throw new Error(`${target.name} has no login door`)
  const warm = await host.get()
  const context = await warm.browser.newContext({ userAgent: warm.userAgent })
  const recorder = createRecorder(() => performance.now())
  recorder.open('sign in')
  const exchanges = watchNetwork(context, recorder)
  const deadPage = watchForDeadPage(context)
  const page = await context.newPage()
  page.setDefaultTimeout(WAIT_LIMIT_MS)
  const step = async <T>(_name: string, body: () => Promise<T> | T) => body()
  try {
    await inTime(
      deadPage,
      signIn({ page, step, measure: () => {}, hide: scrubber.add, target: { name: target.name, login } }),
    )
    const landing = landingAfterForm(exchanges, login)
    if (landing !== undefined) record.addLanding(target, landing)
    return await captureSession(context)
  } catch (cause) {
    const flow = exchangesOfFlow(exchanges, target)
    throw await diagnose(cause, { warm, page, exchanges: flow, scrubber, login, landings: record.landingsOf(target) })
  } finally {
    deadPage.end()
    await context.close().catch(() => {})
  }
}

interface Scene {
  readonly warm: WarmBrowser
  readonly page: Page
  readonly exchanges: readonly Exchange[]
  readonly scrubber: Scrubber
  readonly login: LoginDoor
  readonly landings: readonly string[]
}

async function diagnose(cause: unknown, scene: Scene): Promise<ObservedFailure> {
  const diagnosis = diagnoseBrowser({
    thrown: scene.scrubber.data(readThrown(cause)),
    exchanges: scene.exchanges,
    page: scene.scrubber.data(await readPage(scene.page, scene.login.locators)),
    streamError: undefined,
    session: 'fresh',
    signIn: progressOf({ ...scene, url: scene.page.url() }),
    ...(await browserState(scene.warm)),
    pageCrashed: false,
    limitMs: WAIT_LIMIT_MS,
  })
  return new ObservedFailure({ ...diagnosis, message: `no session to start with: ${diagnosis.message}` }, cause)
}

function inTime(deadPage: DeadPageWatch, work: Promise<void>): Promise<void> {
  const fail = () => {
    throw new Overdue(LIMIT_MS)
  }
  return withDeadline(work, { limitMs: LIMIT_MS, onLate: fail, unless: deadPage.next() })
}

/** Result of trying a kept session. `unclear`: the service did not show it, so the run itself tries the session. */
export type Tried = 'good' | 'refused' | 'unclear'

const TRIAL_LIMIT_MS = 12_000

/**
 * Tries a kept session on a page for signed-in users. A refusal is no evidence against the service, because the session was
 * long unused.
 */
export async function trySession(host: BrowserHost, target: Target, session: SignedInState): Promise<Tried> {
  const { login } = target
  if (!login) return 'unclear'
  const warm = await host.get()
  const context = await warm.browser.newContext({ userAgent: warm.userAgent, storageState: session.state })
  try {
    const page = await context.newPage()
    page.setDefaultTimeout(TRIAL_LIMIT_MS)
    await restoreSessionStorage(page, session.sessionStorage)
    await page.goto(homeOf(target) ?? login.url, { waitUntil: 'commit' })
    const { signedIn, signedOut, email } = login.locators
    const outside = page.locator(signedOut).or(page.locator(email))
    await page.locator(signedIn).or(outside).first().waitFor()
    return (await page.locator(signedIn).first().isVisible()) ? 'good' : 'refused'
  } catch {
    return 'unclear'
  } finally {
    await context.close().catch(() => {})
  }
}

/** A page for signed-in users. */
function homeOf({ login, chat, console: keys }: Target): string | undefined {
  return login?.home ?? chat?.url ?? keys?.url
}
