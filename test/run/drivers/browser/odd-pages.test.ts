import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { RunResult } from '../../../../src/core/index.ts'
import { isAlive, memoryOf, treeOf } from '../../../../src/run/process/process-tree.ts'
import { type Kit, siteTarget, startKit, tempFolder, writeProbes } from '../../engine-kit.ts'
import { useSite } from '../../fixture-site.ts'
import { verdictLine } from '../../kit.ts'
import { httpAnswer, useRawServer } from '../../raw-server.ts'

const folder = tempFolder()
const server = useRawServer()
const controls = useSite({})

const HTML = { 'content-type': 'text/html' }
const page = (body: string) => httpAnswer(200, HTML, `<!doctype html><title>odd</title>${body}`)
const MB = 1024 * 1024

const OPEN = `await step('open', async () => {
    await page.goto(target.console.url)
    await expect(page.locator('h1')).toHaveText('Hello')
  })`

let kit: Kit
beforeAll(async () => {
  const files = writeProbes(folder, {
    open: OPEN,
    click: `await step('open', () => page.goto(target.console.url))
      await step('click', async () => {
        await page.locator('a').click()
        await expect(page.locator('h1')).toHaveText('Hello')
      })`,
  })
  const target = siteTarget(server.url, { controls: [controls().url] })
  const overrides = { open: { timeoutMs: 6_000 }, click: { timeoutMs: 6_000 } }
  kit = await startKit({ folder, files, targets: [target], more: { overrides } })
})
afterAll(() => kit.engine.stop())

/** What the probe says of a service that sends this. */
async function meet(answer: Buffer | typeof server.answer, probe = 'open'): Promise<RunResult> {
  server.answer = typeof answer === 'function' ? answer : (socket) => void socket.end(answer)
  const result = await kit.run(probe)
  expect(result.durationMs).toBeLessThan(8_000)
  return result
}

const GOOD = page('<h1>Hello</h1>')

describe('an odd page', () => {
  afterEach(async () => {
    // Whatever it was, the next page is measured, by the same runner or a new one.
    expect(verdictLine(await meet(GOOD))).toBe('passed')
  })

  it.each<readonly [string, Buffer | typeof server.answer, string]>([
    [
      'that drips',
      (socket) => {
        socket.write(
          page('')
            .toString()
            .replace(/content-length: \d+\r\n/, '')
            .slice(0, -5),
        )
        const timer = setInterval(() => socket.write('<p>'), 100)
        socket.on('close', () => clearInterval(timer))
      },
      "stalled/provider at 'open': the answer began and did not end within",
    ],
    [
      'that is too short',
      httpAnswer(200, { ...HTML, 'content-length': '5000' }, '<title>x</title><p>Half'),
      'truncated/provider',
    ],
    [
      'that ends in the middle',
      httpAnswer(200, HTML, '<!doctype html><html><head><title>x</title></head><body><p>Hal'),
      "truncated/provider at 'open': the page ends in the middle",
    ],
    ['that is a redirect to itself', httpAnswer(302, { location: '/' }, ''), 'edge/provider'],
    ['that reloads itself for ever', page('<script>location.reload()</script>'), '/'],
    [
      'that wants a password of the browser',
      httpAnswer(401, { 'www-authenticate': 'Basic realm="x"' }, 'no'),
      "credentials/ours at 'open': HTTP 401",
    ],
    [
      'that is a download',
      httpAnswer(
        200,
        { 'content-type': 'application/octet-stream', 'content-disposition': 'attachment; filename="x.bin"' },
        'x',
      ),
      "edge/provider at 'open': a download instead of a page",
    ],
    [
      'that is a file of an unknown type',
      httpAnswer(200, { 'content-type': 'application/zip' }, 'x'),
      "edge/provider at 'open': a download instead of a page",
    ],
    ['without content', httpAnswer(204, {}, ''), 'edge/provider'],
    ['that is not HTTP', Buffer.from('SSH-2.0-OpenSSH_9.2\r\n'), 'edge/provider'],
    ['without a head', Buffer.from('<h1>Hello</h1>'), 'edge/provider'],
    [
      'that is broken in its packing',
      httpAnswer(200, { ...HTML, 'content-encoding': 'gzip' }, 'this is not gzip'),
      'edge/provider',
    ],
    [
      'in bytes that are no text',
      httpAnswer(
        200,
        { 'content-type': 'text/html; charset=utf-8' },
        Buffer.from([0x3c, 0x68, 0x31, 0x3e, 0xff, 0xfe, 0xc3, 0x28]),
      ),
      "wrong_answer/provider at 'open'",
    ],
    ['that turns us away before we signed in', httpAnswer(403, HTML, '<h1>Forbidden</h1>'), 'blocked/probe'],
  ])('%s', async (_what, answer, verdict) => {
    const result = await meet(answer)
    expect(`${verdictLine(result)} (${result.failure?.detail})`).toContain(verdict)
    expect(result.outcome).toBe(result.failure?.blame === 'provider' ? 'failed' : 'error')
  })

  it.each([
    ['that says something first', page('<script>alert("x"); confirm("y"); prompt("z")</script><h1>Hello</h1>')],
    ['that asks before it lets us go', page('<script>onbeforeunload = () => "stay"</script><h1>Hello</h1>')],
    ['after early hints', Buffer.concat([Buffer.from('HTTP/1.1 103 x\r\nlink: </a>; rel=preload\r\n\r\n'), GOOD])],
    ['that is packed', httpAnswer(200, { ...HTML, 'content-encoding': 'gzip' }, gzipSync('<h1>Hello</h1>'))],
    ['that opens windows', page('<script>for (let i = 0; i < 5; i++) open("about:blank")</script><h1>Hello</h1>')],
    [
      'that wants to print, to know where we are and to tell us news',
      page(
        '<script>print(); navigator.geolocation?.getCurrentPosition(() => {}); Notification?.requestPermission()</script><h1>Hello</h1>',
      ),
    ],
  ])('%s passes', async (_what, answer) => {
    expect(verdictLine(await meet(answer))).toBe('passed')
  })

  it.each([
    ['closes itself', '<a href="#" onclick="open(location, \'_self\').close()">x</a>'],
    ['never comes back from its script', '<a href="#" onclick="for (;;);">x</a>'],
    ['eats memory', '<a href="#" onclick="const a = []; for (;;) a.push(new Array(1e5).fill(Math.random()))">x</a>'],
    ['blocks with a question', '<a href="#" onclick="while (confirm(1) || true);">x</a>'],
  ])('that %s when it is clicked is an end in time', async (_what, body) => {
    const result = await meet(page(body), 'click')
    expect(result.failure?.step ?? 'click').toBe('click')
    expect(result.outcome).not.toBe('passed')
  })
})

describe('a page that is too much', () => {
  it.each([
    ['50 MB of it', page(`<h1>Hello</h1>${'<p>x</p>'.repeat((50 * MB) / 8)}`)],
    [
      '1 GB of it, packed',
      httpAnswer(200, { ...HTML, 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(1024 * MB, 32), { level: 9 })),
    ],
  ])('%s ends in time, and leaves no process that is big or orphaned', async (_what, answer) => {
    const { runner = 0 } = kit.engine.health()
    await meet(answer)
    expect(verdictLine(await meet(GOOD))).toBe('passed')
    const now = kit.engine.health().runner ?? 0
    const before = treeOf(now).length
    const bytes = treeOf(now).reduce((sum, pid) => sum + (memoryOf(pid) ?? 0), 0)
    expect(bytes).toBeLessThan(1_500 * MB)
    expect(before).toBeLessThan(15)
    if (now !== runner) expect(isAlive(runner)).toBe(false)
  })
})
