import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { secureHeaders } from 'hono/secure-headers'
import { SECOND } from '../../core/index.ts'
import { SANDBOX_ACCOUNT } from '../account.ts'
import type { SandboxSurface } from '../faults/surfaces.ts'
import { composeReply } from '../reply/compose.ts'
import type { Frame } from '../reply/frames.ts'
import type { Deps, Env } from '../server/deps.ts'
import type { Dialect } from '../server/dialect.ts'
import { door } from '../server/door.ts'
import { varied } from '../server/pace.ts'
import { type StreamTimes, sendStream, streamTimes } from '../server/stream.ts'
import { assets } from './assets.ts'
import { ChatPage } from './chat-page.tsx'
import { ConsolePage, KeysPage } from './console-pages.tsx'
import { APP_DIALECT, APP_VOICE, appEvent, PAGE_DIALECT } from './dialects.tsx'
import { sendPage } from './send-page.ts'
import { SignInPage } from './sign-in-page.tsx'
import { StartPage } from './start-page.tsx'

const COOKIE = 'lumen_session'
const LONGEST_PROMPT = 20_000

/** The web app: start page, sign-in and sign-out, chat, console. */
export function webApp(deps: Deps): Hono<Env> {
  const app = new Hono<Env>()
  app.use(
    secureHeaders({
      contentSecurityPolicy: { defaultSrc: ["'self'"], formAction: ["'self'"], frameAncestors: ["'none'"] },
      strictTransportSecurity: false,
    }),
  )
  app.route('/', assets())
  app.get('/', (c) => sendPage(c, <StartPage />))
  signing(app, deps)
  chat(app, deps)
  consoles(app, deps)
  app.all('/moved', (c) => c.redirect('/moved', 307))
  return app
}

function signing(app: Hono<Env>, deps: Deps): void {
  const at = doorsOf(deps, 'login', PAGE_DIALECT)
  app.get('/sign-in', at('page', deps.pace.pageMs), (c) => {
    const notice = c.req.query('signed-out') === undefined ? {} : { notice: 'You are signed out.' }
    return sendPage(c, <SignInPage next={nextOf(c)} drifted={isDrifted(c)} {...notice} />)
  })
  app.post('/sign-in', at('sign-in', deps.pace.signInMs), (c) => signIn(c, deps))
  app.post('/sign-out', at('sign-out', deps.pace.signInMs / 2), (c) => {
    deps.sessions.close(getCookie(c, COOKIE))
    deleteCookie(c, COOKIE, { path: '/' })
    return c.redirect('/sign-in?signed-out', 302)
  })
}

function chat(app: Hono<Env>, deps: Deps): void {
  const page = doorsOf(deps, surfaceOfBrowser, PAGE_DIALECT)
  const endpoint = doorsOf(deps, surfaceOfBrowser, APP_DIALECT)
  app.get('/chat', page('page', deps.pace.pageMs), signedIn(deps), (c) =>
    sendPage(c, <ChatPage drifted={isDrifted(c)} />),
  )
  app.post('/chat/messages', endpoint('message', deps.pace.headersMs), async (c) => {
    if (!hasSession(c, deps)) return c.json({ error: { type: 'session_expired', message: 'Sign in again' } }, 401)
    const body: unknown = await c.req.json().catch(() => undefined)
    const prompt = (body as { prompt?: unknown } | undefined | null)?.prompt
    if (typeof prompt !== 'string' || prompt.length > LONGEST_PROMPT) {
      return c.json({ error: { type: 'invalid_request_error', message: 'prompt: a text is required' } }, 400)
    }
    const question = { prompt, model: 'lumen-large-2', maxTokens: 4_096 }
    const reply = composeReply(question, c.var.strike?.effect.reply)
    return sendStream(c, appFrames(reply.tokens, streamTimes(c, deps)), APP_VOICE)
  })
}

function consoles(app: Hono<Env>, deps: Deps): void {
  const at = doorsOf(deps, 'console', PAGE_DIALECT)
  app.get('/console', at('overview', deps.pace.pageMs), signedIn(deps), (c) => sendPage(c, <ConsolePage />))
  app.get('/console/keys', at('keys', deps.pace.pageMs), signedIn(deps), (c) =>
    sendPage(c, <KeysPage drifted={isDrifted(c)} />),
  )
}

function doorsOf(deps: Deps, surface: SandboxSurface | ((c: Context<Env>) => SandboxSurface), dialect: Dialect) {
  return (route: string, workMs: number): MiddlewareHandler<Env> =>
    door(deps, { surface, route, dialect, workMs: () => varied(workMs, deps.pace, deps.random) })
}

async function signIn(c: Context<Env>, deps: Deps): Promise<Response> {
  const { email, password } = await c.req.parseBody().catch(() => ({}) as Record<string, unknown>)
  const typed = typeof email === 'string' ? email.slice(0, 200) : ''
  if (typed.trim().toLowerCase() !== SANDBOX_ACCOUNT.email || password !== SANDBOX_ACCOUNT.password) {
    const error = 'E-mail address or password is not right.'
    return sendPage(c, <SignInPage next={nextOf(c)} email={typed} error={error} />, 401)
  }
  if (c.var.strike?.effect.session !== 'lost') {
    const maxAge = Math.floor(deps.sessions.lifetimeMs / SECOND)
    setCookie(c, COOKIE, deps.sessions.open(), { httpOnly: true, sameSite: 'Lax', path: '/', maxAge })
  }
  return c.redirect(nextOf(c), 302)
}

/** Sends visitors without a session to sign in, and back afterwards. */
function signedIn(deps: Deps): MiddlewareHandler<Env> {
  return async (c, next) => {
    if (hasSession(c, deps)) return next()
    return c.redirect(`/sign-in?next=${encodeURIComponent(c.req.path)}`, 302)
  }
}

function hasSession(c: Context<Env>, deps: Deps): boolean {
  return c.var.strike?.effect.session !== 'refused' && deps.sessions.isOpen(getCookie(c, COOKIE))
}

/** The page to go on to; only pages of this service, or a link could lead a person elsewhere. */
function nextOf(c: Context<Env>): string {
  const next = c.req.query('next') ?? ''
  return ['/chat', '/console', '/console/keys'].includes(next) ? next : '/chat'
}

function surfaceOfBrowser(c: Context<Env>): SandboxSurface {
  return /Mobile|Android|iPhone/.test(c.req.header('user-agent') ?? '') ? 'mobile' : 'chat'
}

function isDrifted(c: Context<Env>): boolean {
  return c.var.strike?.effect.page === 'drift'
}

function appFrames(tokens: readonly string[], times: StreamTimes): readonly Frame[] {
  return [
    { part: 'head', text: appEvent({ type: 'start' }), waitMs: 0 },
    ...tokens.map((text, index): Frame => {
      const waitMs = index === 0 ? times.firstToken : times.token()
      return { part: 'token', text: appEvent({ type: 'token', text }), waitMs }
    }),
    { part: 'end', text: appEvent({ type: 'done' }), waitMs: 0 },
  ]
}
