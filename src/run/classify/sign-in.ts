import type { Exchange } from '../page/network-watch.ts'
import type { PageFacts } from '../page/page-facts.ts'
import type { Diagnosis } from './diagnosis.ts'
import type { SignInReply } from './sign-in-reply.ts'
import type { Thrown } from './thrown.ts'

/**
 * How far a sign-in came. `sent`: the account's e-mail address or password was sent. `accepted`: the service answered as
 * it answers a right password, and then went back. `shown`: a page showed that somebody is signed in.
 */
export type SignInProgress = 'none' | 'sent' | 'accepted' | 'shown'

/** What is known of a failed step, as far as it is about signing in. */
export interface SignInFacts {
  readonly thrown: Thrown
  /** Exchanges of this step with the service itself, in order; third parties left out. */
  readonly exchanges: readonly Exchange[]
  readonly page: PageFacts | undefined
  readonly session: 'fresh' | 'signed-in'
  /** How far signing in came in this run. */
  readonly signIn: SignInProgress
  /** What the data of the last reply to something sent says; undefined where it was no JSON. */
  readonly signInReply?: SignInReply | undefined
}

/** Statuses that refuse what a sign-in form holds: the account, its password, its code or the form's own token. */
const REFUSALS = new Set([400, 401, 403, 409, 410, 419, 422, 423])

/**
 * What a failed step means that ended at the sign-in form. Somebody was signed in only if a page showed it: a form that
 * comes back says that the account was not accepted, and nothing against the service. Undefined where the page is
 * another one, or the answer is still awaited.
 */
export function diagnoseSignIn(facts: SignInFacts): Diagnosis | undefined {
  const { page, thrown, session, signIn } = facts
  if (!page?.atSignIn || session === 'signed-in' || signIn === 'none') return undefined
  if (thrown.kind === 'other' || thrown.kind === 'closed' || thrown.kind === 'misfit' || thrown.kind === 'observed') {
    return undefined
  }
  const detail = detailOf(facts)
  if (signIn === 'shown') return { class: 'refused_session', message: 'signed in, and sent back to sign-in', detail }
  if (signIn === 'accepted') {
    return { class: 'refused_session', message: 'the sign-in was accepted, and led back to the sign-in page', detail }
  }
  const last = facts.exchanges.findLastIndex(({ method, kind }) => method !== 'GET' && kind !== 'asset')
  const reply = facts.exchanges[last]
  if (!reply) return refused(facts, undefined)
  if (facts.exchanges.slice(last).some(isPending)) return undefined
  if (page.challenge && page.alert === undefined) {
    return { class: 'blocked', message: 'a bot wall stands in the sign-in form', detail }
  }
  const byCode = facts.signInReply && diagnoseReply(facts.signInReply, reply)
  return byCode ?? (isRefused(reply, facts) ? refused(facts, reply.status) : unchanged(facts, reply))
}

/** A status that refuses a sign-in, as the form says it; undefined where the status means something else there. */
export function diagnoseRefusedForm(facts: SignInFacts, reply: Exchange): Diagnosis | undefined {
  const { page, session, signIn } = facts
  const status = reply.status ?? 0
  if (!page?.atSignIn || session === 'signed-in' || signIn === 'none' || signIn === 'shown') return undefined
  return reply.method !== 'GET' && REFUSALS.has(status) ? refused(facts, status) : undefined
}

function diagnoseReply({ class: kind, code }: SignInReply, { status }: Exchange): Diagnosis | undefined {
  if (kind === undefined || kind === 'credentials') return undefined
  return { class: kind, message: `the sign-in was answered with ${code}`, ...withStatus(status) }
}

/** The form came back with an alert, with an error in the data, or because it was sent and answered with itself. */
function isRefused({ kind, status }: Exchange, { page, signInReply }: SignInFacts): boolean {
  if (page?.alert !== undefined || signInReply?.class === 'credentials') return true
  return kind === 'document' && status !== 204 && status !== 205
}

function refused(facts: SignInFacts, status: number | undefined): Diagnosis {
  const { page } = facts
  const what = page?.asksForCode ? 'the code was not accepted' : 'the sign-in was not accepted'
  const says = page?.alert ? `the page says "${page.alert.replace(/\s+/g, ' ').slice(0, 100)}"` : 'the form is back'
  const http = status === undefined || status < 400 ? '' : `HTTP ${status}: `
  return {
    class: 'credentials',
    message: `${http}${what}, ${says}`,
    detail: detailOf(facts),
    ...withStatus(status),
  }
}

function unchanged(facts: SignInFacts, { status }: Exchange): Diagnosis {
  const message = `HTTP ${status} for the sign-in, and the form stays: neither accepted nor refused`
  return { class: 'drift', message, detail: detailOf(facts), ...withStatus(status) }
}

/** An answer that has not come, or not in full; what only reads may go on for as long as the page is open. */
function isPending({ kind, method, net, status, finished }: Exchange): boolean {
  if (kind === 'asset' || kind === 'script' || net !== undefined) return false
  if (kind === 'frame' && method === 'GET') return false
  return status === undefined || (method !== 'GET' && !finished)
}

function detailOf({ exchanges, page }: SignInFacts): string {
  const { method, url, status } = exchanges.findLast(({ kind }) => kind === 'document') ?? {}
  const asked = url && `${method} ${new URL(url).pathname}: HTTP ${status}`
  return [asked, page && `"${page.title}": ${page.text.slice(0, 300)}`].filter(Boolean).join('\n')
}

function withStatus(httpStatus: number | undefined): { readonly httpStatus?: number } {
  return httpStatus === undefined ? {} : { httpStatus }
}
