import { type BrowserContext, type BrowserContextOptions, devices, type Page } from '@playwright/test'
import type { Artifact, Target } from '../../../core/index.ts'
import { PRODUCT_AGENT } from '../../../package/index.ts'
import type { BrowserProbeOptions } from '../../../probe/index.ts'
import { within } from '../../async/within.ts'
import { diagnoseBrowser, diagnoseDeadBrowser } from '../../classify/browser.ts'
import { judgeCarriedSession } from '../../classify/carried-session.ts'
import { type DeadPageWatch, watchForDeadPage } from '../../classify/dead-page.ts'
import type { Diagnosis } from '../../classify/diagnosis.ts'
import { withRequestId } from '../../classify/request-id.ts'
import { ObservedFailure, readThrown, type Thrown } from '../../classify/thrown.ts'
import { watchActions } from '../../observer/actions.ts'
import { installPageObserver } from '../../observer/page-script.ts'
import { watchWaits } from '../../observer/waits.ts'
import { type Exchange, serverTime, watchNetwork } from '../../page/network-watch.ts'
import { collectEvidence, type Evidence, type EvidencePlace } from '../../record/artifacts.ts'
import type { OpenStep, Recorder } from '../../record/recorder.ts'
import type { Scrubber } from '../../secrets/scrub.ts'
import type { WarmBrowser } from '../../sessions/browser-host.ts'
import type { Session } from '../../sessions/session-keeper.ts'
import { type SignInHistory, type SignInWatch, watchSignIn } from '../../sessions/sign-in-watch.ts'
import { restoreSessionStorage } from '../../sessions/storage.ts'
import type { Driver } from '../driver.ts'
import { gatherFacts } from './gather-facts.ts'
import { hideCookies, hideStorage } from './hide-secrets.ts'
import { createStepClock, type StepClock } from './step-clock.ts'

interface BrowserRun {
  readonly warm: WarmBrowser
  readonly target: Target
  readonly options: BrowserProbeOptions
  readonly recorder: Recorder
  readonly scrubber: Scrubber
  /** Starts the run signed in. */
  readonly session?: Session | undefined
  readonly history: SignInHistory
  /** Takes over the session of a run that signed in. Resolves with whether it was taken. */
  readonly keepSession: (context: BrowserContext) => Promise<boolean>
  readonly evidence?: EvidencePlace | undefined
}

/** Longest delay (ms) between a failed call and the event that its browser ended. */
const DISCONNECT_LIMIT_MS = 500

/**
 * Opens a fresh context in the warm browser, and the driver of a run in it.
 * @throws ObservedFailure `browser_crash` where the browser dies meanwhile, which is no error of the probe
 */
export async function openBrowserDriver(run: BrowserRun): Promise<Driver> {
  try {
    return new BrowserDriver(run, await openParts(run))
  } catch (thrown) {
    const { browser } = run.warm
    if (readThrown(thrown).kind === 'closed' && browser.isConnected()) {
      await within(DISCONNECT_LIMIT_MS, new Promise((resolve) => browser.once('disconnected', resolve)))
    }
    if (browser.isConnected()) throw thrown
    throw new ObservedFailure(diagnoseDeadBrowser(await run.warm.endSignal(), ' before the first step'), thrown)
  }
}

interface Parts {
  readonly context: BrowserContext
  readonly page: Page
  readonly exchanges: readonly Exchange[]
  readonly deadPage: DeadPageWatch
  readonly hasCrashed: () => boolean
  readonly clock: StepClock
  readonly signIn: SignInWatch
  readonly evidence: Evidence | undefined
}

async function openParts(run: BrowserRun): Promise<Parts> {
  const { warm, recorder, scrubber } = run
  const context = await warm.browser.newContext(contextOptions(run))
  await context.addInitScript(installPageObserver)
  const page = await context.newPage()
  await restoreSessionStorage(page, run.session?.sessionStorage ?? [])
  const exchanges = watchNetwork(context, recorder)
  const deadPage = watchForDeadPage(context)
  const hasCrashed = watchCrashes(context, page)
  const clock = createStepClock(context)
  const signIn = watchSignInOf(run, page, exchanges)
  watchActions(page)
  watchWaits(page, {
    leftMs: clock.leftMs,
    note(wait, shown) {
      recorder.current()?.waits.push(wait)
      if (shown !== undefined && signIn.isMarker(shown)) signIn.shown()
    },
  })
  const learn = () => hideCookies(context, scrubber)
  const evidence = run.evidence && (await collectEvidence(context, page, run.evidence, { scrubber, learn }))
  return { context, page, exchanges, deadPage, hasCrashed, clock, signIn, evidence }
}

class BrowserDriver implements Driver {
  readonly browser: string
  readonly args: Readonly<Record<string, unknown>>
  readonly #run: BrowserRun
  readonly #parts: Parts

  constructor(run: BrowserRun, parts: Parts) {
    const { context, page } = parts
    this.#run = run
    this.#parts = parts
    this.browser = run.warm.name
    this.args = {
      page,
      context,
      browser: run.warm.browser,
      hide: run.scrubber.add,
      keepSession: () => run.keepSession(context),
    }
  }

  begin(_step: OpenStep, limitMs: number): Promise<never> {
    const { clock, context, deadPage } = this.#parts
    clock.start(limitMs)
    void hideCookies(context, this.#run.scrubber)
    return deadPage.next()
  }

  settle(step: OpenStep): void {
    const time = serverTime(this.#parts.exchanges, step)
    if (time !== undefined && !step.measures.has('server_ms')) step.measures.set('server_ms', time)
    this.#parts.signIn.look()
  }

  async diagnose(step: OpenStep | undefined, thrown: Thrown): Promise<Diagnosis> {
    const { scrubber, target, options, warm, session, history } = this.#run
    const { context, page, signIn, clock, hasCrashed } = this.#parts
    // A copy: requests that the flow sends while the page is read are not part of the failure.
    const exchanges = this.#parts.exchanges.map((exchange) => ({ ...exchange }))
    const scene = { page, target, exchanges, signIn, session: options.session ?? 'fresh' } as const
    const [facts] = await Promise.all([
      gatherFacts({ ...scene, warm }, step),
      hideCookies(context, scrubber),
      hideStorage(context, scrubber),
    ])
    // Scrubbed before it is cut to length: half a secret at the end of a text is not recognised.
    const scrubbed = { ...facts, page: scrubber.data(facts.page), thrown: scrubber.data(thrown) }
    const rawDiagnosis = diagnoseBrowser({ ...scrubbed, pageCrashed: hasCrashed(), limitMs: clock.limitMs() })
    const diagnosis = withRequestId(rawDiagnosis, scrubber.data(rawDiagnosis.requestId))
    if (!session) return diagnosis
    const hasWorked = history.hasWorked()
    if (diagnosis.class === 'refused_session') session.refused(hasWorked)
    return judgeCarriedSession(diagnosis, options.name, hasWorked)
  }

  async end(failed: boolean): Promise<readonly Artifact[]> {
    const { context, deadPage, clock, evidence } = this.#parts
    const { session, history, scrubber } = this.#run
    deadPage.end()
    clock.end()
    await hideCookies(context, scrubber)
    if (!failed && session) history.addWorked()
    const artifacts = evidence ? await evidence.finish(failed) : []
    if (!failed) await session?.renew(context).catch(() => {})
    await context.close().catch(() => {})
    return artifacts
  }

  abort(): void {
    void this.#parts.context.close().catch(() => {})
  }
}

function contextOptions({ warm, options, session }: BrowserRun): BrowserContextOptions {
  const device = options.device === undefined ? undefined : devices[options.device]
  return {
    ...device,
    userAgent: device ? `${device.userAgent} ${PRODUCT_AGENT}` : warm.userAgent,
    ...(session ? { storageState: session.state } : {}),
  }
}

/** Whether any page of the context crashed. */
function watchCrashes(context: BrowserContext, page: Page): () => boolean {
  let hasCrashed = false
  const note = () => {
    hasCrashed = true
  }
  context.on('page', (opened) => opened.on('crash', note))
  page.on('crash', note)
  return () => hasCrashed
}

function watchSignInOf({ target, history, session }: BrowserRun, page: Page, exchanges: readonly Exchange[]) {
  return watchSignIn({
    page,
    login: target.login,
    exchanges,
    landings: history.landings(),
    onShown(landing) {
      if (session) history.addWorked()
      else if (landing !== undefined) history.addLanding(landing)
    },
  })
}
