import { describe, expect, it } from 'vitest'
import type { BrowserFacts } from '../../../src/run/classify/browser.ts'
import { judgeCarriedSession } from '../../../src/run/classify/carried-session.ts'
import { diagnoseSignIn } from '../../../src/run/classify/sign-in.ts'
import { readSignInReply } from '../../../src/run/classify/sign-in-reply.ts'
import { readThrown } from '../../../src/run/classify/thrown.ts'
import type { Exchange } from '../../../src/run/page/network-watch.ts'
import type { PageFacts } from '../../../src/run/page/page-facts.ts'
import { landingName, progressOf } from '../../../src/run/sessions/sign-in-watch.ts'
import { NOT_FOUND, PAGE, exchange as pageExchange } from './browser-facts.ts'

const ORIGIN = 'https://app.example'
const LOGIN = { url: `${ORIGIN}/login`, email: 'robin+probe@example.org', locators: {} } as never
const FORM: PageFacts = { ...PAGE, url: `${ORIGIN}/login`, title: 'Sign in', text: 'E-mail Password', atSignIn: true }
const exchange = (change: Partial<Exchange>) => pageExchange({ url: `${ORIGIN}/login`, ...change })

const sentForm = (status = 200) => exchange({ method: 'POST', status })
const sentData = (change: Partial<Exchange> = {}) => exchange({ method: 'POST', kind: 'data', ...change })

function diagnose(change: Partial<BrowserFacts>, thrown: unknown = NOT_FOUND) {
  return diagnoseSignIn({
    thrown: readThrown(thrown),
    exchanges: [exchange({}), sentForm()],
    streamError: undefined,
    page: FORM,
    session: 'fresh',
    signIn: 'sent',
    browserAlive: true,
    pageCrashed: false,
    limitMs: 5_000,
    ...change,
  })
}

describe('a step that ended at the sign-in form', () => {
  it('is the service’s fault only where it showed or accepted the sign-in', () => {
    expect(diagnose({ signIn: 'shown' })?.class).toBe('refused_session')
    expect(diagnose({ signIn: 'accepted' })?.class).toBe('refused_session')
    expect(diagnose({ signIn: 'sent' })?.class).toBe('credentials')
  })

  it('leaves the verdict to other evidence where nothing was sent, or where the page is another one', () => {
    expect(diagnose({ signIn: 'none' })).toBeUndefined()
    expect(diagnose({ page: { ...FORM, atSignIn: false } })).toBeUndefined()
    expect(diagnose({ page: undefined })).toBeUndefined()
    expect(diagnose({ session: 'signed-in' })).toBeUndefined()
  })

  it('leaves the verdict to other evidence while an answer is awaited, and where the probe named the fault', () => {
    expect(diagnose({ exchanges: [sentData({ status: undefined, finished: false })] })).toBeUndefined()
    expect(diagnose({ exchanges: [sentData({ finished: false })] })).toBeUndefined()
    expect(
      diagnose({ exchanges: [sentData(), exchange({ kind: 'data', status: undefined, finished: false })] }),
    ).toBeUndefined()
    const named = Object.assign(new Error('no sign-in mail within 60 s'), { name: 'Fault', failure: 'timeout' })
    expect(diagnose({}, named)).toBeUndefined()
  })

  it('does not wait for an event stream that stays open while the form is sent', () => {
    const stream = exchange({ kind: 'data', finished: false })
    expect(diagnose({ exchanges: [sentForm(), stream] })?.class).toBe('credentials')
  })

  it('is a bot wall where one is in the form and no field is refused', () => {
    expect(diagnose({ page: { ...FORM, challenge: true } })?.class).toBe('blocked')
    expect(diagnose({ page: { ...FORM, challenge: true, alert: 'Wrong password' } })?.class).toBe('credentials')
  })

  it('is drift where data was sent and nothing says that it was refused', () => {
    expect(diagnose({ exchanges: [sentData()] })).toMatchObject({ class: 'drift', httpStatus: 200 })
    expect(diagnose({ exchanges: [sentData()], page: { ...FORM, alert: '' } })?.class).toBe('credentials')
  })
})

describe('the data that answers a sign-in', () => {
  it.each([
    [{ ok: false, error: 'invalid_credentials' }, 'credentials'],
    [{ success: false }, 'credentials'],
    [{ error: 'Mot de passe incorrect' }, 'credentials'],
    [{ type: 'error', error: { type: 'error' } }, 'credentials'],
    [{ error: 'session_timeout' }, 'credentials'],
    [{ data: null, errors: [{ message: 'x', extensions: { code: 'UNAUTHENTICATED' } }] }, 'credentials'],
    [{ data: null, errors: [{ message: 'x', extensions: { code: 'INTERNAL_SERVER_ERROR' } }] }, 'server_error'],
    [{ error: 'temporarily_unavailable' }, 'server_error'],
    [{ error: { type: 'overloaded_error' } }, 'overloaded'],
    [{ error: { code: 'too_many_attempts' } }, 'quota'],
    [{ error: { code: 'over_request_rate_limit' } }, 'quota'],
    [{ error: { code: 'captcha_failed' } }, 'blocked'],
    [{ ok: true, user: { status: 'internal_error' } }, undefined],
    [{ errors: [], data: {} }, undefined],
  ])('%j is %s', (body, kind) => {
    expect(readSignInReply(JSON.stringify(body))?.class).toBe(kind)
  })

  it('is left out where it is no object', () => {
    for (const body of ['', '<html>', 'null', '"text"', '12']) expect(readSignInReply(body)).toBeUndefined()
  })
})

describe('how far a sign-in came', () => {
  const landed = landingName(`${ORIGIN}/app`)
  const page = (path: string) => exchange({ url: `${ORIGIN}${path}` })
  const progress = (exchanges: Exchange[], url = `${ORIGIN}/login?error`, landings = [landed]) =>
    progressOf({ exchanges, login: LOGIN, landings, url })

  it('is nothing before the account was sent', () => {
    expect(progress([page('/login'), sentData({ url: `${ORIGIN}/track`, postData: () => '{"event":"view"}' })])).toBe(
      'none',
    )
  })

  it.each([
    ['a form sent to its own page', sentForm()],
    ['JSON', sentData({ url: `${ORIGIN}/api`, postData: () => '{"user":"robin+probe@example.org"}' })],
    ['an encoded form', sentData({ url: `${ORIGIN}/api`, postData: () => 'u=robin%2Bprobe%40example.org' })],
  ])('is sent with %s', (_how, sent) => {
    expect(progress([page('/login'), sent, page('/login')])).toBe('sent')
  })

  it('is accepted where the service led to the page that earlier sign-ins ended on, and back', () => {
    expect(progress([page('/login'), sentForm(302), page('/app'), page('/login')])).toBe('accepted')
    expect(progress([page('/login'), sentForm(302), page('/app?next=1')])).toBe('accepted')
    expect(progress([page('/login'), sentForm(302), page('/other'), page('/login')])).toBe('sent')
    expect(progress([page('/app'), page('/login'), sentForm(302), page('/login')])).toBe('sent')
    expect(progress([page('/login'), sentForm(302), page('/app')], `${ORIGIN}/login`, [])).toBe('sent')
  })

  it('is not accepted where the form itself is on the page that sign-ins end on', () => {
    expect(progress([page('/app'), sentForm(302), page('/app')], `${ORIGIN}/app`)).toBe('sent')
  })
})

describe('the refusal of a carried session', () => {
  const refusal = { class: 'refused_session', message: 'a valid session was sent back to sign-in' } as const

  it('is the service’s once the session has worked, and the probe’s before', () => {
    expect(judgeCarriedSession(refusal, 'chat', true)).toEqual(refusal)
    expect(judgeCarriedSession(refusal, 'chat', false)).toMatchObject({
      class: 'drift',
      message: expect.stringContaining('could not be carried over, it has never worked in "chat"'),
    })
  })

  it('changes no other verdict', () => {
    const failure = { class: 'server_error', message: 'HTTP 500' } as const
    expect(judgeCarriedSession(failure, 'chat', false)).toEqual(failure)
  })
})
