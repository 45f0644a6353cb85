import type { Page } from '@playwright/test'
import type { Target } from '../../../core/index.ts'
import type { BrowserFacts } from '../../classify/browser.ts'
import { hangingResources } from '../../classify/page-load.ts'
import { readSignInReply, type SignInReply } from '../../classify/sign-in-reply.ts'
import { exchangesOfFlow, sincePage } from '../../page/flow-exchanges.ts'
import { type Exchange, isPage } from '../../page/network-watch.ts'
import { readPage } from '../../page/page-facts.ts'
import { isOwnSite } from '../../page/sites.ts'
import type { OpenStep } from '../../record/recorder.ts'
import { browserState, type WarmBrowser } from '../../sessions/browser-host.ts'
import type { SignInWatch } from '../../sessions/sign-in-watch.ts'

interface Scene {
  readonly page: Page
  readonly target: Target
  /** As they were when the step failed. */
  readonly exchanges: readonly Exchange[]
  readonly signIn: SignInWatch
  readonly session: BrowserFacts['session']
  readonly warm: WarmBrowser
}

/** Reads page, network and sign-in for the diagnosis of a failed step. */
export async function gatherFacts(
  { page, target, exchanges, signIn, session, warm }: Scene,
  step: OpenStep | undefined,
): Promise<Omit<BrowserFacts, 'thrown' | 'pageCrashed' | 'limitMs'>> {
  const recent = sincePage(exchangesOfFlow(exchanges, target), step)
  const [streamError, signInReply, source, facts, progress] = await Promise.all([
    streamErrorIn(recent),
    signInReplyIn(recent),
    recent.findLast(isPage)?.readBody(),
    readPage(page, target.login?.locators),
    signIn.progress(),
  ])
  return {
    exchanges: recent,
    hanging: hangingResources(sincePage(exchanges, step), (url) => isOwnSite(url, target)),
    streamError,
    signInReply,
    pageCut: isCutOff(source ?? ''),
    page: facts,
    session,
    signIn: progress,
    ...(await browserState(warm)),
  }
}

/** The JSON reply to the last request that sent something. */
async function signInReplyIn(exchanges: readonly Exchange[]): Promise<SignInReply | undefined> {
  const reply = exchanges.findLast(({ method, kind }) => method !== 'GET' && kind !== 'asset')
  const body = reply?.kind === 'data' && reply.finished ? await reply.readBody() : undefined
  return body === undefined ? undefined : readSignInReply(body)
}

/** The error type inside the last two answers with a good status. */
async function streamErrorIn(exchanges: readonly Exchange[]): Promise<string | undefined> {
  const streams = exchanges.filter(({ kind, status }) => kind === 'data' && status !== undefined && status < 300)
  const bodies = await Promise.all(streams.slice(-2).map((stream) => stream.readBody()))
  return errorTypeIn(bodies.join('\n'))
}

/** The type of an error that a stream carries: `"type":"overloaded_error"`. */
export function errorTypeIn(text: string): string | undefined {
  return (/"(?:type|code)"\s*:\s*"([a-z_]+_error)"/.exec(text) ?? /"type"\s*:\s*"(error)"/.exec(text))?.[1]
}

/** Whether the source of a page opens `html` or `body` and closes neither. */
export function isCutOff(source: string): boolean {
  return /<(html|body)\b/i.test(source) && !/<\/(html|body)\s*>/i.test(source)
}
