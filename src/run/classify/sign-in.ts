import type { Exchange } from '../page/network-watch.ts'
import type { PageFacts } from '../page/page-facts.ts'
import type { Diagnosis } from './diagnosis.ts'
import type { SignInReply } from './sign-in-reply.ts'
import type { Thrown } from './thrown.ts'

/**
 * How far a sign-in got. `sent`: the account's e-mail address or password was sent. `accepted`: the service answered as to a
 * correct password, and then led back. `shown`: a page showed the signed-in user.
 */
export type SignInProgress = 'none' | 'sent' | 'accepted' | 'shown'

/** Facts about a failed step that concern the sign-in. */
export interface SignInFacts {
  readonly thrown: Thrown
  /** Exchanges of this step with the service, in order, without third parties. */
  readonly exchanges: readonly Exchange[]
  readonly page: PageFacts | undefined
  readonly session: 'fresh' | 'signed-in'
  /** How far the sign-in of this run got. */
  readonly signIn: SignInProgress
  /** The reply to the last request that sent something; undefined where it was not JSON. */
  readonly signInReply?: SignInReply | undefined
}

/** Statuses that refuse the content of a sign-in form: account, password, code or the form's token. */
const REFUSALS = new Set([400, 401, 403, 409, 410, 419, 422, 423])

/**
 * Diagnosis of a step that ended at the sign-in form. A form that comes back means that the account was not accepted, and is
 * no evidence against the service, unless a page had shown the signed-in user. Undefined on another page, or while the
 * answer is awaited.
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
    return { class: 'blocked', message: 'a bot wall is in the sign-in form', detail }
  }
  const byCode = facts.signInReply && diagnoseReply(facts.signInReply, reply)
  return byCode ?? (isRefused(reply, facts) ? refused(facts, reply.status) : unchanged(facts, reply))
}

/** Diagnosis of a status that refuses a sign-in; undefined where the status means something else. */
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

/** Whether the form came back with an alert, with an error in its data, or as the answer to itself. */
function isRefused({ kind, status }: Exchange, { page, signInReply }: SignInFacts): boolean {
  if (page?.alert !== undefined || signInReply?.class === 'credentials') return true
  return kind === 'document' && status !== 204 && status !== 205
}

function refused(facts: SignInFacts, status: number | undefined): Diagnosis {
  const { page } = facts
  const what = page?.asksForCode ? 'the code was not accepted' : 'the sign-in was not accepted'
  const sign = page?.alert ? `the page says "${page.alert.replace(/\s+/g, ' ').slice(0, 100)}"` : 'the form is back'
  const http = status === undefined || status < 400 ? '' : `HTTP ${status}: `
  return {
    class: 'credentials',
    message: `${http}${what}, ${sign}`,
    detail: detailOf(facts),
    ...withStatus(status),
  }
}

function unchanged(facts: SignInFacts, { status }: Exchange): Diagnosis {
  const message = `HTTP ${status} for the sign-in, and the form stays: neither accepted nor refused`
  return { class: 'drift', message, detail: detailOf(facts), ...withStatus(status) }
}

/** Whether an answer is missing or incomplete. One to a request that only reads may stay open as long as the page. */
function isPending({ kind, method, net, status, finished }: Exchange): boolean {
  if (kind === 'asset' || kind === 'script' || net !== undefined) return false
  if (kind === 'frame' && method === 'GET') return false
  return status === undefined || (method !== 'GET' && !finished)
}

function detailOf({ exchanges, page }: SignInFacts): string {
  const { method, url, status } = exchanges.findLast(({ kind }) => kind === 'document') ?? {}
  const request = url && `${method} ${new URL(url).pathname}: HTTP ${status}`
  return [request, page && `"${page.title}": ${page.text.slice(0, 300)}`].filter(Boolean).join('\n')
}

function withStatus(httpStatus: number | undefined): { readonly httpStatus?: number } {
  return httpStatus === undefined ? {} : { httpStatus }
}
