import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filesBelow } from '../run/sessions/kit.ts'
import { mailSource, type PostOffice, startPostOffice } from '../support/post-office.ts'
import { doorwatch, type Finished, freePort, newFolder, type StartedProduct, startProduct } from '../support/product.ts'
import { type SlackServer, startSlackServer } from '../support/slack-server.ts'
import { startEchoService } from './echo-service.ts'
import {
  ackTokensIn,
  addressesOfRuns,
  CLIENT,
  configText,
  ECHOED,
  EMAIL,
  leaksIn,
  SECRETS,
  stateParts,
  USER_PROBE,
} from './planted-kit.ts'
import { startReceiver } from './planted-receiver.ts'

const folder = newFolder('planted')
let receiver: Awaited<ReturnType<typeof startReceiver>>
let post: PostOffice
let slack: SlackServer
let service: Awaited<ReturnType<typeof startEchoService>>
let environment: Readonly<Record<string, string>>
let runs: readonly Finished[] = []
const command = (...words: readonly string[]) => doorwatch(folder, words, environment)

beforeAll(async () => {
  post = await startPostOffice(ECHOED.imap)
  slack = await startSlackServer()
  receiver = await startReceiver()
  const mailTo = (message: string) =>
    void post.imap.deliver(mailSource({ to: EMAIL, subject: message.slice(0, 200), text: message }))
  service = await startEchoService(ECHOED, mailTo)
  const port = await freePort()
  environment = {
    DOORWATCH_PORT: String(port),
    LOGIN_PASSWORD: SECRETS.password,
    TOTP_SEED: SECRETS.totp,
    IMAP_PASSWORD: SECRETS.imap,
    API_KEY: SECRETS.api,
    USER_SECRET: SECRETS.user,
    DOORWATCH_KEY: SECRETS.key,
    SLACK_WEBHOOK_URL: slack.url,
    HOOK_URL: `${receiver.url}/${SECRETS.hook}`,
    COLLECTOR_TOKEN: SECRETS.collector,
    ...{ SMTP_URL: post.smtpUrl, ALERT_EMAIL_TO: 'oncall@team.example', ALERT_EMAIL_FROM: 'doorwatch@team.example' },
  }
  writeFileSync(join(folder, 'client.js'), CLIENT)
  mkdirSync(join(folder, 'probes'))
  writeFileSync(join(folder, 'probes', 'custom.probe.ts'), USER_PROBE)
  writeFileSync(
    join(folder, 'doorwatch.config.ts'),
    configText({
      folder,
      serviceUrl: service.url,
      mailboxUrl: post.imap.url,
      dashboardPort: port,
      collectorUrl: receiver.collectorUrl,
    }),
  )
  const run = (...names: string[]) => command('run', ...names, '--evidence', '--json')
  const doors = ['factor/login', 'mailed/login', 'service/api', 'service/api-methods', 'service/cli', 'custom/custom']
  // The first process signs in; until they use it, the next ones have the cookie from the sealed session only.
  runs = [await run('kept/session'), await run(...doors)]
}, 120_000)
afterAll(async () => {
  service.stop()
  slack.close()
  receiver.stop()
  await post.stop()
})

function expectNoLeakInState(): void {
  for (const { where, words } of stateParts(folder)) {
    expect({ where, leaks: leaksIn(words), links: ackTokensIn(words) }).toEqual({ where, leaks: [], links: [] })
  }
}

describe('secrets that a service and a client repeat in every output', () => {
  it('reach the service: it answers every run, and none passes', () => {
    const failures = runs
      .map(({ stdout }) => stdout)
      .join('')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { target: string; outcome: string; failure?: { step?: string } })
      .map(({ target, outcome, failure }) => `${target} ${outcome} ${failure?.step}`)
    expect(failures.sort()).toEqual([
      'custom failed look',
      'factor error enter the second factor',
      'kept failed open the app',
      'mailed error enter the code',
      'service failed send a message',
      'service failed send a prompt',
      'service failed stream a message',
    ])
  })

  it('are not in the output of the command', () => {
    expect(runs[1]?.stdout).toContain('[secret ')
    for (const { stdout, stderr } of runs) expect([leaksIn(stdout), leaksIn(stderr)]).toEqual([[], []])
  })

  it('are in no file of the state folder: database, console, sealed session, bundles, parts of traces', () => {
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

describe('a worker that probes a service which repeats secrets', () => {
  let product: StartedProduct

  beforeAll(async () => {
    product = startProduct(folder, environment)
    const wanted = ['kept: ', 'service: ', 'probe login needs repair']
    await product.until(
      'alerts of every kind on every channel',
      () => {
        // Several alerts may come folded into one message, which names each of them in its text only.
        const mails = post.imap.mails.map(({ parsed }) => `${parsed.subject} ${parsed.text}`)
        const everywhere = wanted.every((words) =>
          [slack.messages, receiver.webhooks, mails].every((messages) =>
            messages.some((message) => message.includes(words)),
          ),
        )
        return everywhere || undefined
      },
      90_000,
    )
    // The commands below read these two surfaces.
    for (const wanted of ['kept/session', 'service/api']) {
      await product.until(`a run of ${wanted}`, (events) =>
        events.find(({ event, target, surface }) => event === 'run' && `${target}/${surface}` === wanted),
      )
    }
  })
  afterAll(async () => {
    product.kill('SIGTERM')
    await product.exited
  })

  it('sends them to no channel', () => {
    const alerts = [...slack.messages, ...receiver.webhooks]
    const mails = post.imap.mails.filter(({ parsed }) => parsed.from?.address === 'doorwatch@team.example')
    expect(mails.length).toBeGreaterThanOrEqual(3)
    for (const { source, parsed } of mails) alerts.push(source.toString('latin1'), parsed.text ?? '', parsed.html ?? '')
    // Alerts quote the service, with names in place of the secrets.
    expect(alerts.join(' ')).toContain('[secret ')
    for (const alert of alerts) expect({ alert, leaks: leaksIn(alert) }).toEqual({ alert, leaks: [] })
  })

  it('sends links that acknowledge through webhook, Slack and mail, each its own, and takes one', async () => {
    const mails = post.imap.mails.map(({ parsed }) => parsed.text ?? '')
    const [hooked, slacked, mailed] = [receiver.webhooks, slack.messages, mails].map(
      (sent) => new Set(sent.flatMap(ackTokensIn)),
    )
    for (const tokens of [hooked, slacked, mailed]) expect(tokens?.size).toBeGreaterThan(0)
    for (const token of hooked ?? []) expect(slacked?.has(token) || mailed?.has(token)).toBe(false)
    const [token] = slacked ?? []
    const link = `http://127.0.0.1:${environment.DOORWATCH_PORT}/ack/${token}`
    const page = await (await fetch(link)).text()
    const answer = await fetch(link, { method: 'POST', body: new URLSearchParams({ by: 'Ana' }) })
    const confirmed = await answer.text()
    expect(confirmed).toMatch(/acknowledged/i)
    expect([answer.status, ackTokensIn(page), ackTokensIn(confirmed)]).toEqual([200, [], []])
  })

  it('shows them on no page of the dashboard and in none of its answers', async () => {
    const base = `http://127.0.0.1:${environment.DOORWATCH_PORT}/`
    const [incident] = JSON.parse((await command('incident', '--json')).stdout) as readonly { readonly name: string }[]
    const ofIncident = `/incidents/${incident?.name}`
    const pages = ['/', '/parts/now', '/parts/trend', '/alerts', '/mutes', '/state', ofIncident, `/api/v1${ofIncident}`]
    const data = ['surfaces', 'incidents', 'runs', 'trends', 'objectives'].map((name) => `/api/v1/${name}`)
    const open = ['/metrics', '/api/v2/summary.json', '/api/v2/incidents.json', '/history.atom', '/badge.json']
    const api = ['status', 'report', 'incidents', 'runs', 'alerts'].map((name) => `/api/${name}`)
    const paths = [...pages, ...data, ...open, ...api, ...(await addressesOfRuns(base))]
    const answers = await Promise.all(paths.map((path) => fetch(new URL(path, base))))
    expect(answers.map(({ status }) => status)).toEqual(paths.map(() => 200))
    const bodies = await Promise.all(answers.map((answer) => answer.text()))
    expect(bodies.join(' ')).toContain('[secret ')
    expect(bodies.join(' ')).toMatch(/"address":"127\.0\.0\.1:\d+\/x\/\[secret /)
    for (const [index, body] of bodies.entries()) {
      const leaks = [...leaksIn(body), ...ackTokensIn(body)]
      expect({ path: paths[index], leaks }).toEqual({ path: paths[index], leaks: [] })
    }
  })

  it('sends them in no span of a trace, whether the service repeats them in an address, a header or the text of a page', async () => {
    // The path of a request, and the id of one that the service gave in a header.
    const repeated = [/"url.template","value":\{"stringValue":"\/x\/\[secret /, /request_id[^}]*\[secret /]
    const spans = await product.until('spans of pages and of the API', () => {
      const sent = receiver.spans()
      return repeated.every((pattern) => pattern.test(sent)) ? sent : undefined
    })
    expect([leaksIn(spans), leaksIn(receiver.traces.join(' '))]).toEqual([[], []])
  })

  it('packs them into no file of the evidence for a provider', async () => {
    for (const { name } of JSON.parse((await command('incident', '--json')).stdout) as readonly { name: string }[]) {
      const { path } = JSON.parse((await command('incident', 'evidence', name, '--json')).stdout)
      for (const [file, bytes] of Object.entries(unzipSync(readFileSync(path)))) {
        const leaks = leaksIn(strFromU8(bytes, true))
        expect({ file, leaks }).toEqual({ file, leaks: [] })
      }
    }
  })

  it.each([
    'status --json',
    'incident list',
    'alerts list',
    'ack',
    'why kept/session',
    'why service/api',
    'slo',
    'backtest',
    'doctor',
    'report',
  ])('prints none of them in "doorwatch %s"', async (words) => {
    const { stdout, stderr } = await command(...words.split(' '))
    expect(stdout).not.toBe('')
    expect([leaksIn(stdout), leaksIn(stderr), ackTokensIn(stdout + stderr)]).toEqual([[], [], []])
    if (words !== 'report') return
    const html = readFileSync(stdout.trim(), 'utf8')
    expect(html).toContain('[secret ')
    expect(leaksIn(html)).toEqual([])
  })

  it('writes them neither to its log nor to its state folder', async () => {
    product.kill('SIGTERM')
    expect(await product.exited).toBe(0)
    expect(product.stdout()).toContain('[secret ')
    expect([leaksIn(product.stdout()), leaksIn(product.stderr())]).toEqual([[], []])
    expect(ackTokensIn(product.stdout() + product.stderr())).toEqual([])
    expectNoLeakInState()
  })
})
