import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { WebhookBody } from '../../src/notify/channels/webhook-body.ts'
import { filesBelow } from '../sign-in/kit.ts'
import { mailSource, type PostOffice, startPostOffice } from '../support/post-office.ts'
import { doorwatch, type Finished, freePort, newFolder, type StartedProduct, startProduct } from '../support/product.ts'
import { type SlackServer, startSlackServer } from '../support/slack-server.ts'
import { startEchoService } from './echo-service.ts'

/** Those that the service and the client say back. */
const ECHOED = {
  password: 'planted-password-7c1d',
  totp: 'PLANTEDSEEDAAAAAA234567QRSTUV',
  imap: 'planted-imap-word-3b9e',
  api: 'sk-planted-api-key-88f2e1',
  cookie: 'planted-session-cookie-90ef2c',
  own: 'planted-own-secret-6e0d',
}
const SECRETS = {
  ...ECHOED,
  key: 'planted-key-of-the-environment-51aa',
  slack: 'planted-slack-secret',
  hook: 'planted-hook-77d0',
}
const EMAIL = 'robin@lumen.example'
const folder = newFolder('planted')
const hooked: string[] = []
const hook = createServer((request, response) => {
  void text(request).then((body) => hooked.push(body))
  response.end('ok')
})
let post: PostOffice
let slack: SlackServer
let service: Awaited<ReturnType<typeof startEchoService>>
let environment: Readonly<Record<string, string>>
let runs: readonly Finished[] = []
const command = (...words: readonly string[]) => doorwatch(folder, words, environment)

/** A client that prints all it knows, on both of its outputs. */
const CLIENT = `console.log(${JSON.stringify(Object.values(ECHOED).join(' '))}, process.env.CLIENT_KEY)
console.error(${JSON.stringify(Object.values(ECHOED).map(encodeURIComponent).join('&'))})
process.exitCode = process.argv.includes('--version') ? 0 : 1`

/** A probe of the user's own that types its secret into a page and expects the page to say something else. */
const OWN_PROBE = `import { browserProbe, expect } from 'doorwatch/probe'
export default browserProbe({ name: 'mine', surface: 'checkout', target: 'mine', every: '1m', timeout: '30s' },
  async ({ page, step, target }) => {
    await step('look', async () => {
      await page.goto(target.urls.page)
      await page.evaluate((secret) => { document.body.innerHTML = '<p>' + secret; console.log(secret) }, target.secrets.OWN.reveal())
      await expect(page.locator('p')).toHaveText('something else than ' + target.secrets.OWN.reveal(), { timeout: 1000 })
    })
  })
`

function configText(port: number): string {
  const at = (path: string) => `${service.url}${path}`
  const locators = {
    email: '#e',
    password: '#p',
    submit: '#s',
    code: '#c',
    signedIn: '#in',
    signOut: '#out',
    signedOut: '#s',
  }
  const login = { email: EMAIL, locators, password: { env: 'LOGIN_PASSWORD' } }
  const totp = { kind: 'password', totp: { env: 'TOTP_SEED' } }
  const mailbox = { url: post.imap.url, password: { env: 'IMAP_PASSWORD' } }
  const client = [process.execPath, join(folder, 'client.js')]
  const targets = [
    { name: 'factor', login: { ...login, url: at('/password-form'), strategy: totp } },
    { name: 'mailed', login: { ...login, url: at('/mail-form'), strategy: { kind: 'email-code', mailbox } } },
    { name: 'kept', login: { ...login, url: at('/open-form'), home: at('/home') } },
    { name: 'mine', urls: { page: at('/mine') }, secrets: { OWN: { env: 'OWN_SECRET' } } },
    {
      name: 'asked',
      statusPage: at('/status'),
      api: { url: service.url, key: { env: 'API_KEY' }, model: 'small-1' },
      cli: { command: client, env: { CLIENT_KEY: { env: 'API_KEY' } } },
    },
  ]
  const often = { every: '10s', timeout: '9s' }
  return `export default ${JSON.stringify({
    sandbox: false,
    targets,
    probes: ['own'],
    falseAlarmDays: 1,
    confirmAfter: '2s',
    dashboard: { publicUrl: `http://127.0.0.1:${port}` },
    schedule: Object.fromEntries(
      ['login', 'session', 'api', 'api-methods', 'cli', 'mine'].map((probe) => [probe, often]),
    ),
    alerts: { channels: [{ kind: 'webhook', url: { env: 'HOOK_URL' } }] },
  })}`
}

beforeAll(async () => {
  post = await startPostOffice(ECHOED.imap)
  slack = await startSlackServer()
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve))
  const mailTo = (said: string) =>
    void post.imap.deliver(mailSource({ to: EMAIL, subject: said.slice(0, 200), text: said }))
  service = await startEchoService(ECHOED, mailTo)
  const port = await freePort()
  environment = {
    DOORWATCH_PORT: String(port),
    LOGIN_PASSWORD: SECRETS.password,
    TOTP_SEED: SECRETS.totp,
    IMAP_PASSWORD: SECRETS.imap,
    API_KEY: SECRETS.api,
    OWN_SECRET: SECRETS.own,
    DOORWATCH_KEY: SECRETS.key,
    SLACK_WEBHOOK_URL: slack.url,
    HOOK_URL: `http://127.0.0.1:${(hook.address() as AddressInfo).port}/${SECRETS.hook}`,
    ...{ SMTP_URL: post.smtpUrl, ALERT_EMAIL_TO: 'oncall@team.example', ALERT_EMAIL_FROM: 'doorwatch@team.example' },
  }
  writeFileSync(join(folder, 'client.js'), CLIENT)
  mkdirSync(join(folder, 'own'))
  writeFileSync(join(folder, 'own', 'mine.probe.ts'), OWN_PROBE)
  writeFileSync(join(folder, 'doorwatch.config.ts'), configText(port))
  const run = (...names: string[]) => command('run', ...names, '--evidence', '--json')
  const doors = ['factor/login', 'mailed/login', 'asked/api', 'asked/api-methods', 'asked/cli', 'mine/mine']
  // Signed in by one process; the next ones know the cookie from the sealed session alone, until they use it.
  runs = [await run('kept/session'), await run(...doors)]
}, 120_000)
afterAll(async () => {
  service.stop()
  slack.close()
  hook.close()
  await post.stop()
})

/** The forms a value may travel in. */
function formsOf(secret: string): readonly string[] {
  const base64 = [0, 1, 2].map((offset) => {
    const padded = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)])
    return padded.toString('base64').slice(offset === 0 ? 0 : 4, -4)
  })
  return [secret, encodeURIComponent(secret), Buffer.from(secret).toString('hex'), ...base64]
}

/** Where a text holds a secret, by name. */
function leaksIn(found: string): readonly string[] {
  return Object.entries(SECRETS).flatMap(([name, secret]) =>
    formsOf(secret).some((form) => found.includes(form)) ? [name] : [],
  )
}

/** Looks through every file of the state, and into every part of a trace. */
function expectNoLeakInState(): void {
  for (const { path, bytes } of filesBelow(join(folder, '.doorwatch'))) {
    const parts = path.endsWith('trace.zip') ? Object.entries(unzipSync(bytes)) : []
    for (const [part, content] of [['', bytes] as const, ...parts]) {
      const where = `${path} ${part}`
      expect({ where, leaks: leaksIn(Buffer.from(content).toString('latin1')) }).toEqual({ where, leaks: [] })
    }
  }
}

describe('secrets that a service and a client say back in every way they can', () => {
  it('were all in play: no run passed, and the service had answered each', () => {
    const failures = runs
      .map(({ stdout }) => stdout)
      .join('')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { target: string; outcome: string; failure?: { step?: string } })
      .map(({ target, outcome, failure }) => `${target} ${outcome} ${failure?.step}`)
    expect(failures.sort()).toEqual([
      'asked failed send a message',
      'asked failed send a prompt',
      'asked failed stream a message',
      'factor error enter the second factor',
      'kept failed open the app',
      'mailed error enter the code',
      'mine failed look',
    ])
  })

  it('are not in what the command printed', () => {
    expect(runs[1]?.stdout).toContain('[secret ')
    for (const { stdout, stderr } of runs) expect([leaksIn(stdout), leaksIn(stderr)]).toEqual([[], []])
  })

  it('are in no file of the state: database, console, sealed session, bundles, parts of traces', () => {
    const names = filesBelow(join(folder, '.doorwatch')).map(({ path }) => path)
    for (const wanted of [/doorwatch\.sqlite$/, /console\.log$/, /screenshot\.png$/, /kept\.session$/]) {
      expect(
        names.some((name) => wanted.test(name)),
        String(wanted),
      ).toBe(true)
    }
    expect(names.filter((name) => name.endsWith('trace.zip')).length).toBeGreaterThanOrEqual(3)
    expectNoLeakInState()
  })
})

describe('a worker that probes such a service', () => {
  let product: StartedProduct

  beforeAll(async () => {
    product = startProduct(folder, environment)
    const wanted = ['kept: ', 'asked: ', 'probe login needs repair']
    await product.until(
      'alerts of every kind on every channel',
      () => {
        const mails = post.imap.mails.map(({ parsed }) => parsed.subject ?? '')
        const everywhere = wanted.every((words) =>
          [slack.messages, hooked, mails].every((told) => told.some((one) => one.includes(words))),
        )
        return everywhere || undefined
      },
      90_000,
    )
    // The commands below ask about these two.
    for (const [target, surface] of [
      ['kept', 'session'],
      ['asked', 'api'],
    ]) {
      await product.until(`a run of ${target}/${surface}`, (events) =>
        events.find((event) => event.event === 'run' && event.target === target && event.surface === surface),
      )
    }
  })
  afterAll(async () => {
    product.kill('SIGTERM')
    await product.exited
  })

  it('tells them on no channel', () => {
    const alerts = [...slack.messages, ...hooked]
    const mails = post.imap.mails.filter(({ parsed }) => parsed.from?.address === 'doorwatch@team.example')
    expect(mails.length).toBeGreaterThanOrEqual(3)
    for (const { source, parsed } of mails) alerts.push(source.toString('latin1'), parsed.text ?? '', parsed.html ?? '')
    // The words of the service are in the alerts, with names where the secrets were.
    expect(alerts.join(' ')).toContain('[secret ')
    for (const alert of alerts) expect({ alert, leaks: leaksIn(alert) }).toEqual({ alert, leaks: [] })
  })

  it('shows them on no page of the dashboard and in none of its answers', async () => {
    const links = hooked.flatMap((body) => (JSON.parse(body) as WebhookBody).links)
    const base = links.find(({ text: words }) => words === 'Dashboard')?.url
    const paths = ['/', '/parts/now', '/parts/trend', '/api/status', '/api/report', '/api/incidents', '/api/runs']
    const answers = await Promise.all(paths.map((path) => fetch(new URL(path, base))))
    expect(answers.map(({ status }) => status)).toEqual(paths.map(() => 200))
    const bodies = await Promise.all(answers.map((answer) => answer.text()))
    expect(bodies.join(' ')).toContain('[secret ')
    for (const [index, body] of bodies.entries()) {
      expect({ path: paths[index], leaks: leaksIn(body) }).toEqual({ path: paths[index], leaks: [] })
    }
  })

  it.each(['status --json', 'why kept/session', 'why asked/api', 'slo', 'backtest', 'doctor', 'report'])(
    'does not let "doorwatch %s" say them',
    async (words) => {
      const { stdout, stderr } = await command(...words.split(' '))
      expect(stdout).not.toBe('')
      expect([leaksIn(stdout), leaksIn(stderr)]).toEqual([[], []])
      if (words !== 'report') return
      const html = readFileSync(stdout.trim(), 'utf8')
      expect(html).toContain('[secret ')
      expect(leaksIn(html)).toEqual([])
    },
  )

  it('writes them neither to its log nor into its state', async () => {
    product.kill('SIGTERM')
    expect(await product.exited).toBe(0)
    expect(product.stdout()).toContain('[secret ')
    expect([leaksIn(product.stdout()), leaksIn(product.stderr())]).toEqual([[], []])
    expectNoLeakInState()
  })
})
