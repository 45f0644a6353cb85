import { type BrowserContext, type BrowserContextOptions, devices, type Page } from '@playwright/test'
import type { Artifact, Target } from '../../../core/index.ts'
import { PRODUCT_AGENT } from '../../../package/index.ts'
import type { BrowserProbeOptions } from '../../../probe/index.ts'
import { within } from '../../async/within.ts'
import { type BrowserFacts, diagnoseBrowser } from '../../classify/browser.ts'
import { judgeCarriedSession } from '../../classify/carried-session.ts'
import { watchForDeadPage } from '../../classify/dead-page.ts'
import { hangingResources } from '../../classify/page-load.ts'
import { readSignInReply, type SignInReply } from '../../classify/sign-in-reply.ts'
import { ObservedFailure, readThrown } from '../../classify/thrown.ts'
import { watchActions } from '../../observer/actions.ts'
import { installPageObserver } from '../../observer/page-script.ts'
import { watchWaits } from '../../observer/waits.ts'
import { exchangesOfFlow, sincePage } from '../../page/flow-exchanges.ts'
import { type Exchange, isPage, serverTime, watchNetwork } from '../../page/network-watch.ts'
import { readPage } from '../../page/page-facts.ts'
import { isOwnSite } from '../../page/sites.ts'
import { collectEvidence, type Evidence, type EvidencePlace } from '../../record/artifacts.ts'
import type { OpenStep, Recorder } from '../../record/recorder.ts'
import type { Scrubber } from '../../secrets/scrub.ts'
import type { WarmBrowser } from '../../sessions/browser-host.ts'
import type { Session } from '../../sessions/session-keeper.ts'
import { secretsIn } from '../../sessions/session-secrets.ts'
import { type SignInHistory, type SignInWatch, watchSignIn } from '../../sessions/sign-in-watch.ts'
import { readTabs, restoreSessionStorage } from '../../sessions/storage.ts'
import type { Driver } from '../driver.ts'
import { createStepClock } from './step-clock.ts'

export interface BrowserRun {
  readonly warm: WarmBrowser
  readonly target: Target
  readonly options: BrowserProbeOptions
  readonly recorder: Recorder
  readonly scrubber: Scrubber
  /** Start signed in with this. */
  readonly session?: Session | undefined
  readonly history: SignInHistory
  /** Takes over the session of a run that signed in. */
  readonly keepSession: (context: BrowserContext) => Promise<boolean>
  /** Folder for evidence. */
  readonly evidence?: EvidencePlace | undefined
}

/** How long after a call fails the end of its browser may become known, ms. */
const DISCONNECT_LIMIT_MS = 500

/**
 * Opens a fresh context in the warm browser and gives what drives it.
 * @throws ObservedFailure `browser_crash` where the browser dies meanwhile, which is no error of the probe
 */
export async function openBrowserDriver(run: BrowserRun): Promise<Driver> {
  try {
    return await openDriver(run)
  } catch (thrown) {
    const { browser } = run.warm
    if (readThrown(thrown).kind === 'closed' && browser.isConnected()) {
      await within(DISCONNECT_LIMIT_MS, new Promise((resolve) => browser.once('disconnected', resolve)))
    }
    if (browser.isConnected()) throw thrown
    throw new ObservedFailure({ class: 'browser_crash', message: 'the browser died before the first step' }, thrown)
  }
}

async function openDriver(run: BrowserRun): Promise<Driver> {
  const { warm, recorder } = run
  const context = await warm.browser.newContext(contextOptions(run))
  await context.addInitScript(installPageObserver)
  const page = await context.newPage()
  await restoreSessionStorage(page, run.session?.sessionStorage ?? [])
  const exchanges = watchNetwork(context, recorder)
  const deadPage = watchForDeadPage(context)
  let crashed = false
  context.on('page', (opened) => opened.on('crash', () => (crashed = true)))
  page.on('crash', () => (crashed = true))
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
  const evidence =
    run.evidence &&
    (await collectEvidence(context, page, run.evidence, {
      scrubber: run.scrubber,
      learn: () => hideCookies(context, run.scrubber),
    }))

  return {
    browser: warm.name,
    args: {
      page,
      context,
      browser: warm.browser,
      hide: run.scrubber.add,
      keepSession: () => run.keepSession(context),
    },
    begin(_step, limitMs) {
      clock.start(limitMs)
      void hideCookies(context, run.scrubber)
      return deadPage.next()
    },
    settle(step) {
      const time = serverTime(exchanges, step)
      if (time !== undefined && !step.measures.has('server_ms')) step.measures.set('server_ms', time)
      signIn.look()
    },
    async diagnose(step, thrown) {
      // As they are at this moment: what the flow still does while the page is read is no part of the failure.
      const seen = exchanges.map((exchange) => ({ ...exchange }))
      const [facts] = await Promise.all([
        gather(run, { page, exchanges: seen, signIn }, step),
        hideCookies(context, run.scrubber),
        hideStorage(context, run.scrubber),
      ])
      // Scrubbed before anything is cut to length: half a secret at the end of a text is not recognised any more.
      const known = { ...facts, page: run.scrubber.data(facts.page), thrown: run.scrubber.data(thrown) }
      const diagnosis = diagnoseBrowser({ ...known, pageCrashed: crashed, limitMs: clock.limitMs() })
      if (!run.session) return diagnosis
      const hasWorked = run.history.hasWorked()
      if (diagnosis.class === 'refused_session') run.session.refused(hasWorked)
      return judgeCarriedSession(diagnosis, run.options.name, hasWorked)
    },
    async end(failed) {
      deadPage.end()
      clock.end()
      await hideCookies(context, run.scrubber)
      if (!failed && run.session) run.history.addWorked()
      return close(context, evidence, failed, run.session)
    },
    abort: () => void context.close().catch(() => {}),
  }
}

const COOKIES_LIMIT_MS = 500
const STORAGE_LIMIT_MS = 500

/** What a sign-in of this run left is as secret as what it started with. */
async function hideCookies(context: BrowserContext, scrubber: Scrubber): Promise<void> {
  const cookies = (await within(COOKIES_LIMIT_MS, context.cookies())) ?? []
  for (const { name, value } of secretsIn({ state: { cookies, origins: [] } })) scrubber.add(name, value)
}

/** So is what the pages keep in their storage. Not asked for at every step: it takes an answer of each page. */
async function hideStorage(context: BrowserContext, scrubber: Scrubber): Promise<void> {
  const tabs = (await within(STORAGE_LIMIT_MS, readTabs(context))) ?? []
  const origins = tabs.map(({ origin, local }) => ({
    origin,
    localStorage: local.map(([name, value]) => ({ name, value })),
  }))
  const sessionStorage = tabs.map(({ origin, session }) => ({ origin, items: session }))
  const state = { cookies: [], origins }
  for (const { name, value } of secretsIn({ state, sessionStorage })) scrubber.add(name, value)
}

function contextOptions({ warm, options, session }: BrowserRun): BrowserContextOptions {
  const device = options.device === undefined ? undefined : devices[options.device]
  return {
    ...device,
    userAgent: device ? `${device.userAgent} ${PRODUCT_AGENT}` : warm.userAgent,
    ...(session ? { storageState: session.state } : {}),
  }
}

function watchSignInOf(run: BrowserRun, page: Page, exchanges: readonly Exchange[]): SignInWatch {
  const { target, history, session } = run
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

interface Scene {
  readonly page: Page
  readonly exchanges: readonly Exchange[]
  readonly signIn: SignInWatch
}

async function gather(
  run: BrowserRun,
  { page, exchanges, signIn }: Scene,
  step: OpenStep | undefined,
): Promise<Omit<BrowserFacts, 'thrown' | 'pageCrashed' | 'limitMs'>> {
  const recent = sincePage(exchangesOfFlow(exchanges, run.target), step)
  const [streamError, signInReply, pageCut, facts, progress] = await Promise.all([
    errorInStreams(recent),
    replyToSignIn(recent),
    isCut(recent.findLast(isPage)),
    readPage(page, run.target.login?.locators),
    signIn.progress(),
  ])
  return {
    exchanges: recent,
    hanging: hangingResources(sincePage(exchanges, step), (url) => isOwnSite(url, run.target)),
    streamError,
    signInReply,
    pageCut,
    page: facts,
    session: run.options.session ?? 'fresh',
    signIn: progress,
    browserAlive: run.warm.browser.isConnected(),
  }
}

/** What the data says that answered the last thing the page sent. */
async function replyToSignIn(exchanges: readonly Exchange[]): Promise<SignInReply | undefined> {
  const reply = exchanges.findLast(({ method, kind }) => method !== 'GET' && kind !== 'asset')
  const body = reply?.kind === 'data' && reply.finished ? await reply.readBody() : undefined
  return body === undefined ? undefined : readSignInReply(body)
}

/** The error that an answer with a good status carried inside, as streams do: `"type":"overloaded_error"`. */
async function errorInStreams(exchanges: readonly Exchange[]): Promise<string | undefined> {
  const streams = exchanges.filter(({ kind, status }) => kind === 'data' && status !== undefined && status < 300)
  const bodies = await Promise.all(streams.slice(-2).map((stream) => stream.readBody()))
  const text = bodies.join('\n')
  return (/"(?:type|code)"\s*:\s*"([a-z_]+_error)"/.exec(text) ?? /"type"\s*:\s*"(error)"/.exec(text))?.[1]
}

/** Whether the source of a page says where it begins and not where it ends. */
async function isCut(document: Exchange | undefined): Promise<boolean> {
  const source = (await document?.readBody()) ?? ''
  return /<(html|body)\b/i.test(source) && !/<\/(html|body)\s*>/i.test(source)
}

async function close(
  context: BrowserContext,
  evidence: Evidence | undefined,
  failed: boolean,
  session: Session | undefined,
): Promise<readonly Artifact[]> {
  const artifacts = evidence ? await evidence.finish(failed) : []
  if (!failed) await session?.renew(context).catch(() => {})
  await context.close().catch(() => {})
  return artifacts
}
