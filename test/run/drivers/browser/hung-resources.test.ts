import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Secret } from '../../../../src/core/index.ts'
import { PACKAGE_ROOT } from '../../../../src/package/index.ts'
import { type Kit, loginDoor, siteTarget, startKit, tempFolder, writeProbes } from '../../engine-kit.ts'
import { html, useSite } from '../../fixture-site.ts'
import { verdictLine } from '../../kit.ts'

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

const site = useSite({
  '/sign-in': (_request, response) => html(response, FORM + hanging(thirdParty) + hanging(site().url)),
  '/account': (_request, response) => html(response, ACCOUNT + hanging(thirdParty)),
  '/third': (_request, response) => html(response, `<h1>Hello</h1><img src="${thirdParty}/never.png?token=x">`),
  '/own': (_request, response) => html(response, `<h1>Hello</h1><img src="/never.png">`),
  '/polls': (_request, response) => html(response, '<h1>Hello</h1><script>fetch("/never")</script>'),
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
  const files = writeProbes(tempFolder(), { third: open('/third'), own: open('/own'), polls: open('/polls') })
  const login = loginDoor(`${site().url}/sign-in`, new Secret('PW', 'long enough'))
  const short = { timeoutMs: 5_000 }
  kit = await startKit({
    folder: tempFolder(),
    files: [...files, join(PACKAGE_ROOT, 'probes/login.probe.ts')],
    targets: [siteTarget(site().url, { login, controls: [site().url] })],
    more: { overrides: { third: short, own: short, polls: short } },
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
