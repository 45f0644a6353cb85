import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE, Secret } from '../../src/core/index.ts'
import type { DashboardOptions } from '../../src/web/index.ts'
import { HEADLINE, INCIDENT, openAcknowledging } from '../support/acknowledging.ts'
import { startTestDashboard, type TestDashboard } from '../support/dashboard.ts'
import { calmDay } from '../support/scenarios.ts'

const boards: TestDashboard[] = []
afterEach(async () => {
  for (const board of boards.splice(0)) await board.stop()
})

async function start(options: Partial<DashboardOptions> = {}) {
  const lazy: { byLink?: DashboardOptions['ackByLink'] } = {}
  const board = await startTestDashboard(calmDay(), {
    token: new Secret('DW_TOKEN', 'correct-horse-battery-staple'),
    ackByLink: {
      look: async (token) => lazy.byLink?.look(token) ?? { state: 'unknown' },
      confirm: async (token, by) => lazy.byLink?.confirm(token, by) ?? { state: 'unknown' },
    },
    ...options,
  })
  boards.push(board)
  const setting = await openAcknowledging(board.clock)
  lazy.byLink = setting.byLink
  const get = (path: string, init: RequestInit = {}) => fetch(board.url + path, { redirect: 'manual', ...init })
  const post = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    get(path, { method: 'POST', body: new URLSearchParams(fields), headers })
  return { ...setting, board, get, post }
}

const text = async (answer: Response | Promise<Response>) => (await answer).text()

describe('the link that acknowledges', () => {
  it('shows only the headline and a form, without a session', async () => {
    const { get, newPath } = await start()
    const answer = await get(await newPath())
    const page = await answer.text()
    expect(answer.status).toBe(200)
    expect(page).toContain(HEADLINE.replaceAll("'", '&#39;'))
    expect(page).toMatch(/<form method="post">.*name="by".*name="reason"/s)
    for (const other of [INCIDENT, 'sandbox', 'slack', '<script', '/api/']) expect(page).not.toContain(other)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
      'content-security-policy': expect.stringMatching(
        /default-src 'none'.*form-action 'self'.*frame-ancestors 'none'/,
      ),
    })
    expect(answer.headers.getSetCookie()).toEqual([])
    expect((await get('/api/status')).status).toBe(401)
  })

  it('acknowledges once by its form, with name and reason', async () => {
    const { board, get, post, newPath, acknowledgement } = await start()
    const path = await newPath()
    const answer = await post(path, { by: 'Ana', reason: 'calling the provider' })
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('<h1>Acknowledged</h1>')])
    const at = board.clock.now()
    expect(await acknowledgement()).toEqual({ at, by: 'Ana', reason: 'calling the provider', via: 'link' })
    board.clock.advance(HOUR)
    for (const again of [get(path), post(path, { by: 'Ben', reason: '' })]) {
      expect((await again).status).toBe(200)
      expect(await text(again)).toMatch(/Already acknowledged by <bdi>Ana<\/bdi> at \d\d:\d\d:\d\d UTC on \w+ \d/)
    }
    expect(await acknowledgement()).toMatchObject({ at, by: 'Ana' })
  })

  it('names who acknowledged first when another link is opened', async () => {
    const { post, newPath, acknowledgement } = await start()
    const [first, second] = [await newPath(), await newPath()]
    expect(second).not.toBe(first)
    const both = await Promise.all([post(first, { by: 'Ana' }), post(second, { by: 'Ben' })])
    const pages = await Promise.all(both.map((one) => one.text()))
    const winner = (await acknowledgement())?.by
    expect(pages.filter((page) => page.includes('<h1>Acknowledged</h1>'))).toHaveLength(1)
    for (const page of pages) expect(page).toContain(`<bdi>${winner}</bdi>`)
  })

  it('works for 24 hours', async () => {
    const { board, get, post, newPath, acknowledgement } = await start()
    const path = await newPath()
    board.clock.advance(DAY - 1)
    expect((await get(path)).status).toBe(200)
    board.clock.advance(1)
    for (const answer of [await get(path), await post(path, { by: 'Ana' })]) {
      expect([answer.status, await answer.text()]).toEqual([410, expect.stringContaining('This link has expired')])
    }
    expect(await acknowledgement()).toBeUndefined()
  })

  it('says that the incident is over, and acknowledges nothing', async () => {
    const { get, post, newPath, resolve } = await start()
    const path = await newPath()
    await resolve()
    for (const answer of [await get(path), await post(path, { by: 'Ana' })]) {
      expect([answer.status, await answer.text()]).toEqual([410, expect.stringContaining('The incident is over')])
    }
  })

  it('cannot be used again after the incident was reopened; a fresh link can', async () => {
    const { get, post, newPath, resolve, reopen, acknowledgement } = await start()
    const path = await newPath()
    await post(path, { by: 'Ana' })
    await resolve()
    await reopen()
    for (const answer of [await get(path), await post(path, { by: 'Mallory' })]) {
      expect([answer.status, await answer.text()]).toEqual([410, expect.stringContaining('This link was used already')])
    }
    expect(await acknowledgement()).toBeUndefined()
    await post(await newPath(), { by: 'Ben' })
    expect(await acknowledgement()).toMatchObject({ by: 'Ben' })
  })

  it('refuses a changed, cut or foreign token alike', async () => {
    const { board, get, post, newPath, acknowledgement } = await start()
    const path = await newPath()
    const changed = path.slice(0, -1) + (path.endsWith('0') ? '1' : '0')
    const other = await openAcknowledging(board.clock)
    for (const wrong of [changed, path.slice(0, -4), `${path}00`, '/ack/x', '/ack/%00', await other.newPath()]) {
      for (const answer of [await get(wrong), await post(wrong, { by: 'Mallory' })]) {
        expect([wrong, answer.status]).toEqual([wrong, 404])
        expect(await answer.text()).toContain('This link does not work')
      }
    }
    expect(await acknowledgement()).toBeUndefined()
  })

  it('asks for a name, and keeps what was entered', async () => {
    const { post, newPath, acknowledgement } = await start()
    const page = await text(post(await newPath(), { by: ' \u202e ', reason: 'on "it" <now>' }))
    expect(page).toContain('Enter your name.')
    expect(page).toContain('value="on &quot;it&quot; &lt;now&gt;"')
    expect(await acknowledgement()).toBeUndefined()
  })

  it('escapes names, cuts them, and takes control characters out', async () => {
    const { post, newPath, acknowledgement } = await start()
    const name = `<img src=x onerror=alert(1)>"'&\u202e\u0007${'x'.repeat(500)}`
    const page = await text(post(await newPath(), { by: name, reason: '</p><script>alert(1)</script>' }))
    expect(page).not.toMatch(/<img|<script/)
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;')
    expect((await acknowledgement())?.by).toHaveLength(80)
  })
})

describe('the link that acknowledges, under attack', () => {
  it('acknowledges nothing by any sequence of GET and HEAD, as link scanners send them', async () => {
    const { get, newPath, post, acknowledgement } = await start()
    const paths = [await newPath(), await newPath()]
    const request = fc.record({
      method: fc.constantFrom('GET', 'HEAD'),
      path: fc.constantFrom(...paths),
      query: fc.constantFrom('', '?by=Mallory', '?by=Mallory&reason=x&_method=POST', '?confirm=1'),
      headers: fc.constantFrom<Record<string, string>>(
        {},
        { 'x-http-method-override': 'POST', 'x-method-override': 'POST' },
        { 'content-type': 'application/x-www-form-urlencoded', purpose: 'prefetch', 'sec-purpose': 'prefetch' },
        { 'sec-fetch-site': 'cross-site', origin: 'https://scanner.example' },
        { 'sec-fetch-site': 'same-origin', 'user-agent': 'Slackbot-LinkExpanding 1.0' },
      ),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 6 }), async (requests) => {
        for (const { method, path, query, headers } of requests) {
          expect((await get(path + query, { method, headers })).status).toBe(200)
        }
        expect(await acknowledgement()).toBeUndefined()
      }),
      { numRuns: 40 },
    )
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      expect((await get(paths[0] ?? '', { method })).ok).toBe(false)
    }
    expect(await acknowledgement()).toBeUndefined()
    await post(paths[0] ?? '', { by: 'Ana' })
    expect(await acknowledgement()).toMatchObject({ by: 'Ana' })
  })

  it('takes a form from its own page, and none that another site sent', async () => {
    const { board, post, newPath, acknowledgement } = await start()
    const { host } = new URL(board.url)
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site', origin: board.url },
      { origin: 'https://elsewhere.example' },
      { 'sec-fetch-site': 'cross-site', origin: 'null' },
    ]) {
      const answer = await post(await newPath(), { by: 'Mallory' }, headers)
      expect([headers, answer.status]).toEqual([headers, 403])
      expect(await answer.text()).toContain('Nothing was acknowledged')
    }
    expect(await acknowledgement()).toBeUndefined()
    // Pages with the policy no-referrer send `Origin: null`, and over plain http no Sec-Fetch-Site.
    for (const headers of [
      { origin: 'null' },
      { origin: `http://${host}` },
      { 'sec-fetch-site': 'same-origin', origin: 'null' },
    ]) {
      expect((await post(await newPath().catch(() => '/ack/none'), { by: 'Ana' }, headers)).status).not.toBe(403)
    }
    expect(await acknowledgement()).toMatchObject({ by: 'Ana' })
  })

  it('answers no guess after twenty in a minute, but still a valid link', async () => {
    const { board, get, newPath } = await start()
    const path = await newPath()
    const guess = async () => (await get(`/ack/dwa${'0'.repeat(64)}`)).status
    for (let nth = 0; nth < 20; nth += 1) expect(await guess()).toBe(404)
    const refused = await get('/ack/guess')
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60'])
    expect((await get(path)).status).toBe(200)
    board.clock.advance(MINUTE)
    expect(await guess()).toBe(404)
  })

  it('refuses a form that is too large', async () => {
    const { post, newPath, acknowledgement } = await start()
    expect((await post(await newPath(), { by: 'Ana', reason: 'x'.repeat(9_000) })).status).toBe(413)
    expect(await acknowledgement()).toBeUndefined()
  })

  it('logs no token where it cannot answer', async () => {
    const lines: string[] = []
    const note = (event: string, fields = {}) => void lines.push(`${event} ${JSON.stringify(fields)}`)
    const failing = () => Promise.reject(new Error('the disk is gone'))
    const { get, post, newPath } = await start({
      log: { debug: note, info: note, warn: note, error: note },
      ackByLink: { look: failing, confirm: failing },
    })
    const path = await newPath()
    expect([(await get(path)).status, (await post(path, { by: 'Ana' })).status]).toEqual([503, 503])
    expect(lines).toEqual([expect.stringContaining('/ack/[removed]'), expect.stringContaining('/ack/[removed]')])
  })

  it('does not exist where messages carry no links', async () => {
    const board = await startTestDashboard(calmDay())
    boards.push(board)
    expect((await fetch(`${board.url}/ack/dwa`)).status).toBe(404)
  })
})
