import { describe, expect, it, vi } from 'vitest'
import { DIRECT, type Target } from '../../../src/core/index.ts'
import type { Control } from '../../../src/run/index.ts'
import { SANDBOX_ACCOUNT } from '../../../src/sandbox/index.ts'
import { clockCheck } from '../../../src/setup/doctor/clock.ts'
import { controlsCheck } from '../../../src/setup/doctor/controls.ts'
import { credentialChecks } from '../../../src/setup/doctor/credentials.ts'
import { runChecks } from '../../../src/setup/doctor/index.ts'
import { createReach } from '../../../src/setup/doctor/reach.ts'
import { statusPageChecks } from '../../../src/setup/doctor/status-page.ts'
import { surfaceChecks } from '../../../src/setup/doctor/surfaces.ts'
import { useSandbox } from '../../sandbox/support.ts'
import { freePort } from '../../support/product.ts'
import { listen, serve, targetAt } from './support.ts'

const reach = createReach(DIRECT)
const door = async (url: string) => (await runChecks(surfaceChecks(targetAt(url), reach)))[0]
const answering = (status: number) => serve((_request, response) => response.writeHead(status).end())

describe('the check of the address of a door', () => {
  it.each([200, 204, 302, 401, 404])('passes for HTTP %i, because a server answers', async (status) => {
    expect(await door(await answering(status))).toMatchObject({
      check: 'here/api',
      level: 'ok',
      text: expect.stringMatching(new RegExp(`^127\\.0\\.0\\.1:\\d+ answers \\(HTTP ${status}, \\d+ ms\\)$`)),
    })
  })

  it.each([
    [403, 'refuse automated clients'],
    [405, 'refuse automated clients'],
    [429, 'refuse automated clients'],
    [500, 'has a fault now'],
    [503, 'has a fault now'],
  ])('warns of HTTP %i', async (status, todo) => {
    expect(await door(await answering(status))).toMatchObject({ level: 'warn', todo: expect.stringContaining(todo) })
  })

  it('names the stage of the failure', async () => {
    const closed = await freePort()
    const rude = await listen((socket) => socket.once('data', () => socket.destroy()))
    const plain = new URL(await answering(200)).port
    expect([
      await door('http://nothing.invalid'),
      await door(`http://127.0.0.1:${closed}`),
      await door(`https://127.0.0.1:${plain}`),
      await door(`http://127.0.0.1:${rude}`),
    ]).toMatchObject([
      { level: 'fail', text: expect.stringMatching(/^the name nothing\.invalid cannot be looked up \(E/) },
      { level: 'fail', text: `no connection to 127.0.0.1:${closed} (ECONNREFUSED)` },
      { level: 'fail', text: expect.stringMatching(/^no encrypted connection to 127\.0\.0\.1:\d+ \(E/) },
      { level: 'fail', text: `127.0.0.1:${rude} accepts the connection and does not answer (ECONNRESET)` },
    ])
  })

  it('checks every door with an address, and lists those that are off with the reason', async () => {
    const url = await answering(200)
    const off = [{ doors: ['login', 'chat'], why: 'not permitted yet', hint: 'Ask.' }]
    const target = targetAt(url, { console: { url, locators: { keysLink: 'a', keys: 'b' } }, off })
    expect(await runChecks(surfaceChecks(target, reach))).toMatchObject([
      { check: 'here/console', level: 'ok' },
      { check: 'here/api', level: 'ok' },
      { check: 'here/login, chat', level: 'warn', text: 'off: not permitted yet', todo: 'Ask.' },
    ])
  })

  it('sends the user agent of Doorwatch and does not follow redirects', async () => {
    const seen: string[] = []
    const url = await serve((request, response) => {
      seen.push(`${request.url} ${request.headers['user-agent']}`)
      response.writeHead(302, { location: '/elsewhere' }).end()
    })
    await door(url)
    expect(seen).toEqual([expect.stringMatching(/^\/ Doorwatch\/\d+\.\d+\.\d+ \(\+https:/)])
  })
})

describe('the check of the key', () => {
  const running = useSandbox()
  const key = async (target: Target) => (await runChecks(credentialChecks(target, reach)))[0]

  it('passes if the API accepts it, in both dialects, and fails if not', async () => {
    const { url } = running.sandbox
    const good = targetAt(url, {}, SANDBOX_ACCOUNT.apiKey)
    const chat = { ...good, ...(good.api ? { api: { ...good.api, dialect: 'chat-completions' as const } } : {}) }
    expect(await key(good)).toMatchObject({ level: 'ok', text: 'the key in KEY is accepted' })
    expect(await key(chat)).toMatchObject({ level: 'ok' })
    const bad = await key(targetAt(url))
    expect(bad).toMatchObject({ level: 'fail', text: 'the key in KEY is not accepted (HTTP 401)' })
    expect(JSON.stringify(bad)).not.toContain('sk-planted')
  })

  it.each([
    [402, 'over a limit'],
    [429, 'over a limit'],
    [500, 'could not be checked'],
  ])('does not blame the key for HTTP %i', async (status, text) => {
    expect(await key(targetAt(await answering(status)))).toMatchObject({
      level: 'warn',
      text: expect.stringContaining(text),
    })
  })

  it.each([
    ['a page', 200, 'text/html; charset=utf-8', 'fail', 'the answer is text/html, not JSON'],
    ['a page that forbids', 403, 'text/html', 'fail', 'the answer is text/html, not JSON'],
    ['something else', 200, 'text/plain', 'warn', 'the answer is text/plain, not JSON'],
  ])('does not judge the key for %s with HTTP %i that is not JSON', async (_what, status, type, level, text) => {
    const url = await serve((_request, response) => response.writeHead(status, { 'content-type': type }).end('ok'))
    expect(await key(targetAt(url))).toMatchObject({
      level,
      text: expect.stringContaining(text),
      todo: expect.stringContaining('api.url'),
    })
    const bare = await serve((_request, response) => response.end())
    expect(await key(targetAt(bare))).toMatchObject({
      level: 'warn',
      text: expect.stringContaining('of no type, not JSON'),
    })
  })

  it('accepts every type of JSON as an answer', async () => {
    const type = { 'content-type': 'application/vnd.api+json; charset=utf-8' }
    const url = await serve((_request, response) => response.writeHead(200, type).end('{}'))
    expect(await key(targetAt(url))).toMatchObject({ level: 'ok' })
  })

  it('does not judge the key without an answer', async () => {
    expect(await key(targetAt(`http://127.0.0.1:${await freePort()}`))).toMatchObject({ level: 'warn' })
  })
})

describe('the check of the clock', () => {
  const skewed = (ms: number) =>
    serve((_request, response) => {
      response.sendDate = false
      response.writeHead(200, { date: new Date(Date.now() - ms).toUTCString() }).end()
    })
  const clock = async (urls: readonly string[]) => (await runChecks([clockCheck(urls, reach)]))[0]

  it.each([
    [0, 'ok', 'right to within'],
    [8_000, 'warn', 'ahead of'],
    [-8_000, 'warn', 'behind'],
    [3_630_000, 'fail', '1 h ahead of'],
    [-90_000, 'fail', 'behind'],
  ])('%i ms off is: %s', async (ms, level, text) => {
    expect(await clock([await skewed(ms)])).toMatchObject({ level, text: expect.stringContaining(text) })
  })

  it('follows the majority of servers, not one with a wrong clock', async () => {
    expect(await clock([await skewed(0), await skewed(7_200_000), await skewed(0)])).toMatchObject({ level: 'ok' })
  })

  it('checks many servers in parallel without a warning of Node', async () => {
    const warnings = vi.spyOn(process, 'emitWarning')
    const url = await answering(200)
    expect(await clock(Array.from({ length: 12 }, () => url))).toMatchObject({ level: 'ok' })
    expect(warnings.mock.calls).toEqual([])
    warnings.mockRestore()
  })

  it('warns if no server can be asked', async () => {
    expect(await clock([`http://127.0.0.1:${await freePort()}`])).toMatchObject({ level: 'warn' })
  })
})

describe('the check of the controls', () => {
  const up = async ({ address: control, source }: Control) => ({ control, source, up: true })
  const check = async (target: Target, others: readonly Target[] = [], ask?: typeof up) =>
    (await runChecks([controlsCheck(target, [target, ...others], ask)]))[0]
  const controls = (addresses: readonly string[]) => check(targetAt('http://x', { controls: addresses }))

  it('passes if at least one answers, over TCP or HTTP', async () => {
    const tcp = `tcp://127.0.0.1:${await listen(() => {})}`
    const closed = `tcp://127.0.0.1:${await freePort()}`
    const web = await answering(500)
    expect(await controls([tcp, web])).toMatchObject({
      level: 'ok',
      text: `controls when a connection fails: ${tcp}, ${web}`,
    })
    expect(await controls([tcp, closed])).toMatchObject({
      level: 'warn',
      text: expect.stringContaining(`no answer from ${closed}`),
    })
    expect(await controls([closed])).toMatchObject({ level: 'fail' })
  })

  it('lists every control of a public target: status page, other targets, default controls', async () => {
    const target = targetAt('https://api.lumen.dev', { statusPage: 'https://status.lumen.dev' })
    const finding = await check(target, [{ ...targetAt('https://api.other.dev'), name: 'other' }], up)
    expect(finding).toMatchObject({
      level: 'ok',
      text:
        'controls when a connection fails: tls://status.lumen.dev:443 (status page), tls://api.other.dev:443 (other target), ' +
        'tls://one.one.one.one:443 (default control), tls://dns.quad9.net:443 (default control), tls://www.wikipedia.org:443 (default control)',
    })
  })

  it('explains that a target on this machine has no controls, and what decides with controls: []', async () => {
    expect(await check(targetAt('http://127.0.0.1:80'))).toMatchObject({ level: 'ok' })
    expect(await controls([])).toMatchObject({ level: 'warn', todo: expect.stringContaining('counts as an outage') })
  })

  it('says how to correct a control that is not an address', async () => {
    expect(await controls(['tcp://[::1'])).toMatchObject({ level: 'fail', todo: expect.stringContaining('config') })
  })
})

describe('the check of the status page', () => {
  const running = useSandbox()
  const page = async (statusPage: string, more: Partial<Target> = {}) =>
    (await runChecks(statusPageChecks(targetAt('http://x', { statusPage, ...more }), (json) => json)))[0]

  it('reports its statuses and the surfaces they cover', async () => {
    expect(await page(running.sandbox.url)).toMatchObject({
      level: 'ok',
      text: expect.stringMatching(
        /^says all systems operational .*; it covers api, chat, cli, console, login, mobile$/,
      ),
    })
  })

  it('warns if it rejects the request, or covers no surface', async () => {
    expect(await page(await answering(405))).toMatchObject({ level: 'warn', text: expect.stringContaining('HTTP 405') })
    const other = { components: [{ id: 'a', name: 'Billing', status: 'operational' }] }
    const url = await serve((_request, response) => response.end(JSON.stringify(other)))
    expect(await page(url)).toMatchObject({ level: 'warn', todo: expect.stringContaining('statusComponents') })
    expect(await page(url, { statusComponents: { api: ['billing'] } })).toMatchObject({ level: 'ok' })
  })
})
