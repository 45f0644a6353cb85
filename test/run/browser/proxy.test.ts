import { writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Secret, type Target } from '../../../src/core/index.ts'
import { type ProxyServer, startProxy } from '../../support/proxy-server.ts'
import { type Kit, siteTarget, startKit, tempFolder, writeProbes } from '../engine-kit.ts'

const WORD = 'planted-proxy-word'
const HOST = 'service.lumen-proxied.dev'
const folder = tempFolder()
const site = createServer((_asked, answer) => answer.setHeader('content-type', 'text/html').end('<h1>Here</h1>'))
let proxy: ProxyServer
let kit: Kit
let url = ''

const PAGE = "await step('open', () => page.goto(target.console.url)); await expect(page.locator('h1')).toBeVisible()"
const API = `import { apiProbe, expect } from 'doorwatch/probe'
export default apiProbe({ name: 'call', surface: 'console', every: '1m', timeout: '8s' }, async ({ http, step, target }) => {
  const reply = await step('ask', () => http.request(target.console.url))
  await expect(reply.status).toBe(200)
})`
const SECURE = PAGE.replace('target.console.url', "target.console.url.replace('http:', 'https:')")

/** A client that prints what it knows of the way. */
const CLI = `import { cliProbe, expect } from 'doorwatch/probe'
export default cliProbe({ name: 'client', surface: 'cli', every: '1m', timeout: '8s' }, async ({ cli, step, target }) => {
  const reply = await step('start', () => cli.run(target.cli.command))
  await expect(reply.stdout).toContain('lumen, through nothing')
})`

beforeAll(async () => {
  proxy = await startProxy(`user:${WORD}`)
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
  url = `http://${HOST}:${(site.address() as AddressInfo).port}`
  const client = join(folder, 'client.mjs')
  writeFileSync(client, 'console.log(process.env.https_proxy, process.env.HTTP_PROXY, process.env.NO_PROXY)')
  const cli: Target['cli'] = { command: [process.execPath, client], versionArgs: ['-v'], env: {}, answer: 'x' }
  const secret = new Secret('HTTPS_PROXY', proxy.url)
  kit = await startKit({
    folder,
    files: writeProbes(folder, { page: PAGE, secure: SECURE, call: API, client: CLI }),
    targets: [siteTarget(url, { cli })],
    more: { proxy: { http: secret, https: secret, noProxy: ['10.0.0.0/8'] } },
  })
}, 60_000)
afterAll(async () => {
  await kit.engine.stop()
  await proxy.stop()
  site.close()
})

describe('an engine behind a proxy', () => {
  it('reaches a service that only the proxy finds, by browser and by api', async () => {
    const runs = await Promise.all([kit.run('page'), kit.run('call')])
    expect(runs.map(({ outcome, failure }) => failure ?? outcome)).toEqual(['passed', 'passed'])
    expect(proxy.requests.filter((asked) => asked === `GET ${url}/`).length).toBeGreaterThanOrEqual(2)
  })

  it('hands the variables on to clients, and lets no password of the proxy out', async () => {
    const { failure } = await kit.run('client')
    const text = JSON.stringify(failure)
    expect(text).toContain('localhost,127.0.0.1,::1,10.0.0.0/8')
    expect(text).toContain('[secret HTTPS_PROXY]')
    expect(text).not.toContain(WORD)
  })

  it.each([
    [407, 'page'],
    [407, 'call'],
    [407, 'secure'],
    [502, 'secure'],
    [503, 'secure'],
  ])('takes what the proxy itself refuses with HTTP %i for trouble of our own: %s', async (status, probe) => {
    proxy.refuseWith(status)
    try {
      const { failure } = await kit.run(probe)
      expect(failure).toMatchObject({ class: 'connect', blame: 'network', network: { sign: 'own', decidedBy: 'own' } })
      expect(JSON.stringify(failure)).not.toContain(WORD)
    } finally {
      proxy.refuseWith(undefined)
    }
  })
})
