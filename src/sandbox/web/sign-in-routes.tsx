import type { Context, Hono } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { defined, MINUTE, SECOND } from '../../core/index.ts'
import { SANDBOX_ACCOUNT, SANDBOX_SECOND_FACTOR } from '../account/account.ts'
import type { CodeResult } from '../account/sign-ins.ts'
import { codeLetter, linkLetter } from '../mail/letters.tsx'
import type { Letter } from '../mail/mailer.ts'
import type { Deps, Env } from '../server/deps.ts'
import { PAGE_DIALECT } from './dialects.tsx'
import { sendPage } from './send-page.ts'
import { CodePage, MailPage, MailSentPage, SignInPage } from './sign-in-page.tsx'
import { isDrifted, nextOf, routesOf, SESSION_COOKIE } from './surface-routes.ts'

const PENDING_COOKIE = 'lumen_sign_in'
const ACCOUNTS = [SANDBOX_ACCOUNT, SANDBOX_SECOND_FACTOR]

/** Signing in with a password, a second factor, a mailed link or a mailed code; and signing out. */
export function signing(app: Hono<Env>, deps: Deps): void {
  const at = routesOf(deps, 'login', PAGE_DIALECT)
  const { pageMs, signInMs } = deps.pace
  app.get('/sign-in', at('page', pageMs), (c) => {
    const notice = c.req.query('signed-out') === undefined ? undefined : 'You are signed out.'
    return sendPage(c, <SignInPage next={nextOf(c)} drifted={isDrifted(c)} {...defined({ notice })} />)
  })
  app.post('/sign-in', at('sign-in', signInMs), (c) => checkPassword(c, deps))
  app.get('/sign-in/factor', at('page', pageMs), (c) =>
    sendPage(c, <CodePage kind="factor" next={nextOf(c)} drifted={isDrifted(c)} />),
  )
  app.post('/sign-in/factor', at('factor', signInMs), (c) => checkCode(c, deps, 'factor'))
  mailed(app, deps)
  app.post('/sign-out', at('sign-out', signInMs / 2), (c) => {
    deps.sessions.close(getCookie(c, SESSION_COOKIE))
    deleteCookie(c, SESSION_COOKIE, { path: '/' })
    return c.redirect('/sign-in?signed-out', 302)
  })
}

function mailed(app: Hono<Env>, deps: Deps): void {
  const at = routesOf(deps, 'login', PAGE_DIALECT)
  const { pageMs, signInMs } = deps.pace
  for (const kind of ['link', 'code'] as const) {
    app.get(`/sign-in/${kind}`, at('page', pageMs), (c) =>
      sendPage(c, <MailPage kind={kind} next={nextOf(c)} drifted={isDrifted(c)} />),
    )
  }
  app.post('/sign-in/link', at('mail', signInMs), async (c) => {
    const email = await formField(c, 'email')
    if (isAccount(email)) {
      const link = new URL(`/sign-in/link/${deps.signIns.askLink(email)}`, c.req.url)
      link.searchParams.set('next', nextOf(c))
      post(c, deps, linkLetter(email, link.href))
    }
    return sendPage(c, <MailSentPage email={email} />)
  })
  app.get('/sign-in/link/:key', at('link', signInMs), (c) => {
    const email = isRefused(c) ? undefined : deps.signIns.openLink(c.req.param('key'))
    if (email !== undefined) return startSession(c, deps)
    const error = 'This link has been used, or is too old.'
    return sendPage(c, <MailPage kind="link" next={nextOf(c)} error={error} />, 401)
  })
  app.post('/sign-in/code', at('mail', signInMs), async (c) => {
    const email = await formField(c, 'email')
    const { id, code } = deps.signIns.askCode(email)
    if (isAccount(email)) post(c, deps, codeLetter(email, code))
    setPending(c, id)
    return sendPage(c, <CodePage kind="code" next={nextOf(c)} drifted={isDrifted(c)} />)
  })
  app.post('/sign-in/code/check', at('code', signInMs), (c) => checkCode(c, deps, 'code'))
}

async function checkPassword(c: Context<Env>, deps: Deps): Promise<Response> {
  const email = await formField(c, 'email')
  const password = await formField(c, 'password')
  const account = ACCOUNTS.find((account) => account.email === email && account.password === password)
  if (!account) {
    const error = 'E-mail address or password is not right.'
    return sendPage(c, <SignInPage next={nextOf(c)} email={email} error={error} />, 401)
  }
  if (!('totpSeed' in account)) return startSession(c, deps)
  setPending(c, deps.signIns.askFactor(email))
  return c.redirect(`/sign-in/factor?next=${encodeURIComponent(nextOf(c))}`, 302)
}

async function checkCode(c: Context<Env>, deps: Deps, kind: 'factor' | 'code'): Promise<Response> {
  const code = (await formField(c, 'code')).replace(/\s/g, '')
  const verdict: CodeResult = isRefused(c) ? 'wrong' : deps.signIns.enterCode(getCookie(c, PENDING_COOKIE), kind, code)
  if (verdict === 'wrong') {
    return sendPage(c, <CodePage kind={kind} next={nextOf(c)} error="That code is not right." />, 401)
  }
  deleteCookie(c, PENDING_COOKIE, { path: '/' })
  if (verdict === 'right') return startSession(c, deps)
  return sendPage(c, <SignInPage next={nextOf(c)} error="That took too long. Please start again." />, 401)
}

function startSession(c: Context<Env>, deps: Deps): Response {
  if (c.var.injected?.effect.session !== 'lost') {
    const maxAge = Math.floor(deps.sessions.lifetimeMs / SECOND)
    setCookie(c, SESSION_COOKIE, deps.sessions.open(), { httpOnly: true, sameSite: 'Lax', path: '/', maxAge })
  }
  return c.redirect(nextOf(c), 302)
}

function post(c: Context<Env>, deps: Deps, letter: Letter): void {
  const { mail, wait } = c.var.injected?.effect ?? {}
  if (mail === 'lost') return
  deps.mailer.send(letter, wait?.at === 'mail' ? wait.ms : 0)
}

function setPending(c: Context<Env>, id: string): void {
  setCookie(c, PENDING_COOKIE, id, { httpOnly: true, sameSite: 'Lax', path: '/', maxAge: (10 * MINUTE) / SECOND })
}

/** A field of the form; an e-mail address is trimmed and in lower case. */
async function formField(c: Context<Env>, name: 'email' | 'password' | 'code'): Promise<string> {
  const fields = await c.req.parseBody().catch(() => ({}) as Record<string, unknown>)
  const value = fields[name]
  const text = typeof value === 'string' ? value.slice(0, 200) : ''
  return name === 'email' ? text.trim().toLowerCase() : text
}

function isAccount(email: string): boolean {
  return ACCOUNTS.some((account) => account.email === email)
}

function isRefused(c: Context<Env>): boolean {
  return c.var.injected?.effect.code === 'refused'
}
