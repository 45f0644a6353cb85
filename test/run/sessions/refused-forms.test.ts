import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunResult, Secret, type SignInStrategy, type Target } from '../../../src/core/index.ts'
import { PACKAGE_ROOT } from '../../../src/package/index.ts'
import { startKit, tempFolder, writeProbes } from '../engine-kit.ts'
import { startRunnerHere } from '../runner-here.ts'

const folder = tempFolder()
const SEED = 'JBSWY3DPEHPK3PXP'

const FORM = `<form method=post><label>E-mail <input name=email id=email></label>
  <label>Password <input name=password type=password id=password></label><button id=submit>Sign in</button></form>`
const IN = '<h1>Account</h1><button id=out>Sign out</button>'
/** A form that a script sends as JSON; what comes back is written into the page. */
const scripted = (onReply: string) => `${FORM}<p id=error></p><script>
  document.forms[0].onsubmit = async (event) => {
    event.preventDefault()
    const reply = await fetch('api', { method: 'POST', body: JSON.stringify({ email: email.value, password: password.value }) })
    ${onReply}
  }</script>`

type Answer = (post: boolean, path: string, response: ServerResponse) => void

const page = (response: ServerResponse, body: string, status = 200, headers: Record<string, string> = {}) =>
  void response
    .writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...headers })
    .end(`<!doctype html><title>Shop</title><link rel=icon href="data:,">${body}</html>`)
const moved = (response: ServerResponse, location: string, headers: Record<string, string> = {}) =>
  void response.writeHead(303, { location, ...headers }).end()
const json = (response: ServerResponse, status: number, body: unknown) =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
const api =
  (status: number, body: unknown, onReply = ''): Answer =>
  (_post, path, response) =>
    path === 'api' ? json(response, status, body) : page(response, scripted(onReply))
const answered =
  (body: string, status = 200): Answer =>
  (post, _path, response) =>
    page(response, post ? FORM + body : FORM, post ? status : 200)

/** What a service answers to a sign-in, and what the login probe must say of it. */
const CASES: Readonly<Record<string, readonly [answer: Answer, verdict: string, strategy?: SignInStrategy]>> = {
  'the form again, with an alert': [
    answered('<p role=alert>Please enter a correct email and password.</p>'),
    'credentials/ours: the sign-in was not accepted, the page says "Please enter a correct email',
  ],
  'the form again, in words of another language and without a mark': [
    answered('<p>Ces identifiants ne correspondent pas.</p>'),
    'credentials/ours: the sign-in was not accepted, the form is back',
  ],
  'a redirect back to the form with a new cookie': [
    (post, _path, response) =>
      post ? moved(response, 'login', { 'set-cookie': 'sid=abc; HttpOnly' }) : page(response, FORM),
    'credentials/ours: the sign-in was not accepted',
  ],
  'HTTP 204': [
    (post, _path, response) => (post ? void response.writeHead(204).end() : page(response, FORM)),
    'drift/probe: HTTP 204 for the sign-in, and the form stays',
  ],
  'HTTP 422 with the form': [answered('', 422), 'credentials/ours: HTTP 422: the sign-in was not accepted'],
  'JSON with an error and status 200': [
    api(200, { ok: false, error: 'invalid_credentials' }),
    'credentials/ours: the sign-in was not accepted',
  ],
  'GraphQL that says INTERNAL_SERVER_ERROR': [
    api(200, { data: null, errors: [{ message: 'x', extensions: { code: 'INTERNAL_SERVER_ERROR' } }] }),
    'server_error/provider: the sign-in was answered with INTERNAL_SERVER_ERROR',
  ],
  'the field for the code again': [
    (_post, path, response) =>
      path === 'code'
        ? page(response, '<form method=post><input id=code name=code></form>')
        : _post
          ? moved(response, 'code')
          : page(response, FORM),
    'credentials/ours: the code was not accepted',
    { kind: 'password', totp: new Secret('SEED', SEED) },
  ],
  'the account, and on the next page the form': [
    (post, path, response) => {
      if (post) return moved(response, 'account')
      if (path === 'app') return moved(response, 'login')
      page(response, path === 'account' ? IN : FORM)
    },
    'refused_session/provider: signed in, and sent back to sign-in',
  ],
}

function startServer(): Promise<{ readonly url: string; stop(): void }> {
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const [, index = '', path = ''] = (request.url ?? '').split('/')
    const [reply] = Object.values(CASES)[Number(index)] ?? []
    request.resume().on('end', () => reply?.(request.method === 'POST', path, response))
  }
  const server = createServer(answer)
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () =>
      resolve({
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        stop() {
          server.closeAllConnections()
          server.close()
        },
      }),
    ),
  )
}

function targetAt(url: string, index: number, strategy?: SignInStrategy): Target {
  return {
    name: `shop-${index}`,
    title: 'Shop',
    controls: [],
    login: {
      url: `${url}/${index}/login`,
      email: 'robin@example.org',
      password: new Secret('PW', 'old password & more'),
      ...(strategy ? { strategy } : {}),
      locators: {
        email: '#email',
        password: '#password',
        submit: '#submit',
        code: '#code',
        signedIn: '#out',
        signOut: '#out',
        signedOut: '#submit',
      },
    },
  }
}

/** Signs in and goes on in one step, as pasted code does. */
const ONE_STEP = `import { browserProbe, expect } from 'doorwatch/probe'
export default browserProbe(
  { name: 'one-step', surface: 'login', every: '1m', timeout: '20s' },
  async ({ page, step, target }) => {
    await step('work', async () => {
      await page.goto(target.login.url)
      await page.fill('#email', target.login.email)
      await page.fill('#password', target.login.password.reveal())
      await page.click('#submit')
      await page.waitForURL('**/account')
      await expect(page.locator('#out')).toBeVisible()
      await page.goto(target.login.url.replace('login', 'app'))
      await expect(page.locator('#out')).toBeVisible()
    })
  },
)`
const probeOf = (name: string) => (name.startsWith('the account, and') ? 'one-step' : 'login')

const results = new Map<string, RunResult>()
let server: Awaited<ReturnType<typeof startServer>>

beforeAll(async () => {
  server = await startServer()
  const cases = Object.entries(CASES)
  const kit = await startKit({
    folder,
    files: [join(PACKAGE_ROOT, 'probes/login.probe.ts'), ...writeProbes(folder, { 'one-step': ONE_STEP })],
    targets: cases.map(([, [, , strategy]], index) => targetAt(server.url, index, strategy)),
    more: { overrides: { login: { everyMs: 60_000, timeoutMs: 30_000 } } },
    start: startRunnerHere,
  })
  const plans = [...kit.plans]
  const runAll = async (): Promise<void> => {
    for (let plan = plans.pop(); plan; plan = plans.pop()) {
      const { target, surface, probe } = plan
      const request = { target, surface, probe, location: 'test', scheduledAt: Date.now(), trigger: 'manual' } as const
      const [name] = cases[Number(target.split('-')[1])] ?? ['']
      if (probe !== probeOf(name)) continue
      results.set(name, await kit.engine.run({ ...request, evidence: false }))
    }
  }
  await Promise.all([runAll(), runAll(), runAll()])
  await kit.engine.stop()
}, 120_000)
afterAll(() => server.stop())

describe('a sign-in that no page shows to have succeeded', () => {
  it.each(Object.entries(CASES))('%s', (name, [, verdict]) => {
    const { class: kind, blame, message } = results.get(name)?.failure ?? {}
    expect(`${kind}/${blame}: ${message}`).toContain(verdict)
  })
})
