import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Secret } from '../../../../src/core/index.ts'
import { PACKAGE_ROOT } from '../../../../src/package/index.ts'
import { type Kit, loginDoor, siteTarget, startKit, tempFolder, writeProbes } from '../../engine-kit.ts'
import { html, useSite } from '../../fixture-site.ts'
import { verdictLine } from '../../kit.ts'
import { startRunnerHere } from '../../runner-here.ts'

/** Every resource that keeps `load`, or even `domcontentloaded`, back. */
const hanging = (host: string) =>
  [
    `<img src="${host}/never.png" width="1" height="1">`,
    `<iframe hidden src="${host}/never.html"></iframe>`,
    `<script defer src="${host}/never.js"></script>`,
    `<link rel="preload" as="image" href="${host}/never.webp">`,
  ].join('')

let thirdParty = ''
const FORM =
  '<form method="post" action="/account"><input id="email"><input id="password" type="password"><button id="submit">Sign in</button></form>'
const ACCOUNT = '<h1 id="signed-in">Account</h1><a id="sign-out" href="/sign-in">Sign out</a>'
const never = () => {}
const PLANTED = 'planted/word+of 9e8d7c6b5a'
/** Sends a secret in path, query and header, one request that fails, and one that hangs. */
const BUSY = `<h1>Hello</h1><script>
  const secret = ${JSON.stringify(PLANTED)}
  fetch('/never')
  Promise.all([
    fetch('/api/fail?key=' + encodeURIComponent(secret), { method: 'POST', headers: { 'x-key': secret } }),
    fetch('/in/' + encodeURIComponent(secret) + '/path'),
    fetch('/chats/4f0b1a2c-33d4-4e55-8f66-778899aabbcc?q=1'),
  ]).then((answers) => Promise.all(answers.map((answer) => answer.text())))
    .then(() => document.body.insertAdjacentHTML('beforeend', '<h2>Sent</h2>'))
</script>`

const site = useSite({
  '/sign-in': (_request, response) => html(response, FORM + hanging(thirdParty) + hanging(site().url)),
  '/account': (_request, response) => html(response, ACCOUNT + hanging(thirdParty)),
  '/third': (_request, response) => html(response, `<h1>Hello</h1><img src="${thirdParty}/never.png?token=x">`),
  '/own': (_request, response) => html(response, `<h1>Hello</h1><img src="/never.png">`),
  '/polls': (_request, response) => html(response, '<h1>Hello</h1><script>fetch("/never")</script>'),
  '/busy': (_request, response) => html(response, BUSY),
  '/api/fail': (_request, response) => response.writeHead(529, { 'content-length': '4' }).end('busy'),
  ...{ '/never.png': never, '/never.html': never, '/never.js': never, '/never.webp': never },
})

const open = (path: string) => `await step('open', async () => {
    await page.goto(target.console.url + '${path}')
    await expect(page.locator('h1')).toHaveText('Hello')
  })`

let kit: Kit
let hung: Server
beforeAll(async () => {
  hung = createServer(never)
  await new Promise<void>((resolve) => hung.listen(0, '127.0.0.2', resolve))
  thirdParty = `http://127.0.0.2:${(hung.address() as AddressInfo).port}`
  const busy = `${open('/busy')}
    await step('wait', () => expect(page.locator('h2')).toHaveText('Sent'))
    await step('fail', () => expect(page.locator('h1')).toHaveText('Bye', { timeout: 200 }))`
  const bodies = { third: open('/third'), own: open('/own'), polls: open('/polls'), busy }
  const files = writeProbes(tempFolder(), bodies)
  const login = loginDoor(`${site().url}/sign-in`, new Secret('PW', 'long enough'))
  const short = { timeoutMs: 5_000 }
  kit = await startKit({
    folder: tempFolder(),
    files: [...files, join(PACKAGE_ROOT, 'probes/login.probe.ts')],
    targets: [
      siteTarget(site().url, { login, controls: [site().url], secrets: { WORD: new Secret('WORD', PLANTED) } }),
    ],
    more: { overrides: { third: short, own: short, polls: short } },
    start: startRunnerHere,
  })
})
afterAll(async () => {
  await kit.engine.stop()
  hung.closeAllConnections()
  hung.close()
})

describe('a page on which something never answers', () => {
  it('passes the built-in flows, which wait for what they need and not for load', async () => {
    expect(verdictLine(await kit.run('login'))).toBe('passed')
  })

  it('is the probe’s when a third party hangs, with its address and what to change', async () => {
    const line = verdictLine(await kit.run('third'))
    expect(line).toMatch(
      /^drift\/probe at 'open': "load" did not come within [\d.]+ s: the image 127\.0\.0\.2:\d+\/never\.png/,
    )
    expect(line).toContain("Use goto(…, { waitUntil: 'commit' }) and expect what the page shows")
    expect(line).not.toContain('token')
  })

  it('is the service’s when the service itself hangs', async () => {
    const line = verdictLine(await kit.run('own'))
    expect(line).toMatch(
      /^timeout\/provider at 'open': "load" did not come within [\d.]+ s: the image \S+\/never\.png hangs$/,
    )
  })

  it('passes where only a script still waits for an answer, which load does not wait for', async () => {
    expect(verdictLine(await kit.run('polls'))).toBe('passed')
  })
})

describe('the requests of a page', () => {
  it('are recorded with what hung when the run ended, and without the secret in path, query and header', async () => {
    const result = await kit.run('busy')
    const host = site().url.slice('http://'.length)
    const [open, ...others] = result.steps
    expect(
      open?.requests?.map(({ method, address, status, failure, type }) => [method, address, status, failure, type]),
    ).toEqual([
      ['GET', `${host}/busy`, 200, undefined, 'document'],
      ['GET', `${host}/never`, undefined, 'unfinished', 'fetch'],
      ['POST', `${host}/api/fail`, 529, undefined, 'fetch'],
      ['GET', `${host}/in/[secret WORD]/path`, 404, undefined, 'fetch'],
      ['GET', `${host}/chats/:id`, 404, undefined, 'fetch'],
    ])
    expect(open?.requests?.[2]?.bytes).toBe(4)
    expect(others.map(({ requests }) => requests)).toEqual([undefined, undefined])
    const [page, hanging] = open?.requests ?? []
    expect(hanging?.offsetMs).toBeGreaterThanOrEqual(page?.offsetMs ?? Number.POSITIVE_INFINITY)
    // Until the run ended, two steps later.
    expect((hanging?.offsetMs ?? 0) + (hanging?.durationMs ?? 0)).toBeGreaterThan(open?.durationMs ?? 0)
    expect(JSON.stringify(result)).not.toMatch(/planted|9e8d7c6b5a/)
  })
})
