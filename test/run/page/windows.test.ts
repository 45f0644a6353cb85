import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Log } from '../../../src/core/index.ts'
import { type Kit, siteTarget, startKit, tempFolder, writeProbes } from '../engine-kit.ts'
import { html, useSite } from '../fixture-site.ts'
import { verdictLine } from '../kit.ts'
import { startRunnerHere } from '../runner-here.ts'

/** A button that opens `address` in a window of its own; `#done` shows once the window has reported back. */
const opener = (address: string) =>
  `<button onclick="window.open('${address}', '_blank')">Continue</button><script>onmessage = () => document.body.insertAdjacentHTML('beforeend', '<p id=done>in</p>')</script>`

const WORKER = `self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(clients.claim()))
self.addEventListener('fetch', (event) => event.respondWith(fetch(event.request)))`

let elsewhere = ''
const site = useSite({
  '/good': (_request, response) => html(response, opener('/window')),
  '/window': (_request, response) => html(response, '<script>opener.postMessage(1, "*"); close()</script>'),
  '/own-503': (_request, response) => html(response, opener('/broken')),
  '/broken': (_request, response) => html(response, '<h1>Sorry</h1>', 503),
  '/provider-503': (_request, response) => html(response, opener(`${elsewhere}/oauth/authorize?client_id=x`)),
  '/provider-refuses': (_request, response) =>
    html(response, opener(`${elsewhere.replace('127.0.0.2', '127.0.0.3')}/oauth/authorize`)),
  '/advert-503': (_request, response) => html(response, opener(`${elsewhere}/advert`)),
  '/still-good': (_request, response) =>
    html(response, `${opener('/broken')}<script>setTimeout(() => postMessage(1, '*'), 1500)</script>`),
  '/frame-503': (_request, response) => html(response, '<button>Continue</button><iframe src="/broken"></iframe>'),
  '/worker.js': (_request, response) => response.writeHead(200, { 'content-type': 'text/javascript' }).end(WORKER),
  '/pong': (_request, response) => html(response, 'pong', 502),
  '/worker': (_request, response) =>
    html(
      response,
      `<button>Continue</button><script>
        navigator.serviceWorker.register('/worker.js')
        navigator.serviceWorker.ready.then(async () => {
          while (!navigator.serviceWorker.controller) await new Promise((resolve) => setTimeout(resolve, 20))
          await fetch('/pong')
          document.querySelector('button').onclick = () => document.body.insertAdjacentHTML('beforeend', '<p id=done>in</p>')
          document.body.insertAdjacentHTML('beforeend', '<p id=ready>ready</p>')
        })
      </script>`,
    ),
})

const continued = (path: string, more = '') => `await step('sign in', async () => {
    await page.goto(target.console.url + '${path}')
    ${more}
    await page.getByRole('button', { name: 'Continue' }).click()
    await expect(page.locator('#done')).toBeVisible()
  })`

const PATHS = ['good', 'own-503', 'provider-503', 'provider-refuses', 'advert-503', 'still-good', 'frame-503']
const notes: string[] = []
const note = (message: string, fields?: unknown) => void notes.push(`${message} ${JSON.stringify(fields ?? '')}`)
const log = { debug() {}, info: note, warn: note, error: note } as unknown as Log

let kit: Kit
let provider: Server
beforeAll(async () => {
  provider = createServer((_request, response) => html(response, '<h1>Unavailable</h1>', 503))
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.2', resolve))
  elsewhere = `http://127.0.0.2:${(provider.address() as AddressInfo).port}`
  const bodies = Object.fromEntries(PATHS.map((name) => [name, continued(`/${name}`)]))
  const files = writeProbes(tempFolder(), {
    ...bodies,
    worker: continued('/worker', `await expect(page.locator('#ready')).toBeVisible()`),
    thrown: `await step('open', async () => {
      await page.goto(target.console.url)
      await page.evaluate('setTimeout(() => { throw null })')
      await expect(page.locator('h1')).toHaveText('Hello')
    })`,
  })
  const overrides = Object.fromEntries([...PATHS, 'worker', 'thrown'].map((name) => [name, { timeoutMs: 5_000 }]))
  const target = siteTarget(site().url, { controls: [site().url] })
  kit = await startKit({
    folder: tempFolder(),
    files,
    targets: [target],
    more: { overrides, log },
    start: startRunnerHere,
  })
})
afterAll(async () => {
  await kit.engine.stop()
  provider.close()
})

describe('a window that a page opens', () => {
  it.each([
    ['good', 'passed'],
    ['own-503', "server_error/provider at 'sign in': HTTP 503"],
    ['provider-503', "server_error/provider at 'sign in': HTTP 503"],
    ['provider-refuses', "connect/provider at 'sign in': connection refused"],
    ['advert-503', "drift/probe at 'sign in': "],
    ['still-good', 'passed'],
  ])('%s: %s', async (probe, verdict) => {
    const result = await kit.run(probe)
    expect(verdictLine(result)).toContain(verdict)
    // Its statuses count in the step that opened it.
    if (probe.endsWith('503')) expect(result.steps[0]?.statuses).toEqual({ 200: 1, 503: 1 })
  })
})

describe('what a page asks for in other places', () => {
  it('is evidence when it is a frame of the service', async () => {
    expect(verdictLine(await kit.run('frame-503'))).toContain("server_error/provider at 'sign in': HTTP 503")
  })

  it('is counted once when a service worker asks on behalf of the page', async () => {
    const { outcome, steps } = await kit.run('worker')
    expect(outcome).toBe('passed')
    expect(steps[0]?.statuses[502]).toBe(1)
  })
})

describe('watching', () => {
  it('never throws, whatever opens and whatever a page throws', async () => {
    await kit.run('thrown', { evidence: true })
    await kit.run('good', { evidence: true })
    expect(notes.filter((line) => /uncaught|unhandled/.test(line))).toEqual([])
  })
})
