import { type Context, Hono } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import type { SandboxSurface } from '../faults/surfaces.ts'
import { composeReply } from '../reply/compose.ts'
import type { Frame } from '../reply/frames.ts'
import type { Deps, Env } from '../server/deps.ts'
import { type StreamTimes, sendStream, streamTimes } from '../server/stream.ts'
import { AccountPage } from './account-page.tsx'
import { assets } from './assets.ts'
import { ChatPage } from './chat-page.tsx'
import { ConsolePage, KeysPage } from './console-pages.tsx'
import { APP_DIALECT, APP_FAILURE_FRAMES, appEvent, PAGE_DIALECT } from './dialects.tsx'
import { MailboxPage } from './mailbox-page.tsx'
import { sendPage } from './send-page.ts'
import { signing } from './sign-in-routes.tsx'
import { StartPage } from './start-page.tsx'
import { hasSession, isDrifted, routesOf, signedIn } from './surface-routes.ts'

const MAX_PROMPT_LENGTH = 20_000

/** The web app: start page, sign-in and sign-out, chat, console, account; and a mailbox where there is no mail server. */
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
  const session = routesOf(deps, 'session', PAGE_DIALECT)
  app.get('/account', session('account', deps.pace.pageMs), signedIn(deps), (c) => sendPage(c, <AccountPage />))
  const { letters } = deps.mailer
  if (letters) app.get('/mailbox', (c) => sendPage(c, <MailboxPage letters={letters} />))
  app.all('/moved', (c) => c.redirect('/moved', 307))
  return app
}

function chat(app: Hono<Env>, deps: Deps): void {
  const page = routesOf(deps, surfaceOfBrowser, PAGE_DIALECT)
  const endpoint = routesOf(deps, surfaceOfBrowser, APP_DIALECT)
  app.get('/chat', page('page', deps.pace.pageMs), signedIn(deps), (c) =>
    sendPage(c, <ChatPage drifted={isDrifted(c)} />),
  )
  app.post('/chat/messages', endpoint('message', deps.pace.headersMs), async (c) => {
    if (!hasSession(c, deps)) return c.json({ error: { type: 'session_expired', message: 'Sign in again' } }, 401)
    const body: unknown = await c.req.json().catch(() => undefined)
    const prompt = (body as { prompt?: unknown } | undefined | null)?.prompt
    if (typeof prompt !== 'string' || prompt.length > MAX_PROMPT_LENGTH) {
      return c.json({ error: { type: 'invalid_request_error', message: 'prompt: a text is required' } }, 400)
    }
    const question = { prompt, model: 'lumen-large-2', maxTokens: 4_096 }
    const reply = composeReply(question, c.var.injected?.effect.reply)
    return sendStream(c, appFrames(reply.tokens, streamTimes(c, deps)), APP_FAILURE_FRAMES)
  })
}

function consoles(app: Hono<Env>, deps: Deps): void {
  const at = routesOf(deps, 'console', PAGE_DIALECT)
  app.get('/console', at('overview', deps.pace.pageMs), signedIn(deps), (c) => sendPage(c, <ConsolePage />))
  app.get('/console/keys', at('keys', deps.pace.pageMs), signedIn(deps), (c) =>
    sendPage(c, <KeysPage drifted={isDrifted(c)} />),
  )
}

function surfaceOfBrowser(c: Context<Env>): SandboxSurface {
  return /Mobile|Android|iPhone/.test(c.req.header('user-agent') ?? '') ? 'mobile' : 'chat'
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
