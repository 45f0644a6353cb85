import { request } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { DAY, MINUTE, Secret } from '../../src/core/index.ts'
import { startTestDashboard, type TestDashboard } from '../support/dashboard.ts'
import { calmDay } from '../support/scenarios.ts'

const TOKEN = 'correct-horse-battery-staple'
const PATHS = ['/', '/api/status', '/api/runs', '/events', '/parts/now', '/artifacts/x.png', '/nothing']

const boards: TestDashboard[] = []
afterEach(async () => {
  for (const board of boards.splice(0)) await board.stop()
})

async function start(options: Parameters<typeof startTestDashboard>[1] = {}): Promise<TestDashboard> {
  const board = await startTestDashboard(calmDay(), { token: new Secret('DW_TOKEN', TOKEN), ...options })
  boards.push(board)
  return board
}

const SAME_ORIGIN = { 'sec-fetch-site': 'same-origin' }

function signIn(url: string, token: string, headers: Record<string, string> = SAME_ORIGIN): Promise<Response> {
  const body = new URLSearchParams({ token })
  return fetch(`${url}/sign-in`, { method: 'POST', body, headers, redirect: 'manual' })
}

/** Sends the form of a sign-in page. */
function enterToken(address: string): Promise<Response> {
  const body = new URLSearchParams({ token: TOKEN })
  return fetch(address, { method: 'POST', body, headers: SAME_ORIGIN, redirect: 'manual' })
}

async function cookieOf(url: string): Promise<string> {
  const [cookie = ''] = (await signIn(url, TOKEN)).headers.getSetCookie()
  return cookie
}

/** The status of an answer to any Host header, which fetch does not allow to set. */
function statusFor(url: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers }, (answer) => {
      answer.resume()
      answer.on('end', () => resolve(answer.statusCode ?? 0))
    })
    sent.on('error', reject)
    sent.end()
  })
}

const pairOf = (cookie: string) => cookie.split(';')[0] ?? ''

describe('a dashboard with a token', () => {
  it('shows nothing without the token', async () => {
    const { url } = await start()
    for (const path of PATHS) {
      const answer = await fetch(url + path, { redirect: 'manual' })
      expect([path, answer.status]).toEqual([path, 401])
      expect(answer.headers.get('www-authenticate')).toContain('Bearer')
      expect(await answer.text()).not.toContain('sandbox')
    }
  })

  it('leads a person who opens the page to the form', async () => {
    const { url } = await start()
    const answer = await fetch(url, { headers: { accept: 'text/html' }, redirect: 'manual' })
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/sign-in'])
    const page = await fetch(`${url}/sign-in`)
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('type="password"')])
    expect(page.headers.get('content-security-policy')).toContain("form-action 'self'")
  })

  it('keeps the range and the filter of the address through the form', async () => {
    const { url } = await start()
    const query = '?since=7d&q=claude%2F&state=down'
    const response = await fetch(`${url}/${query}`, { headers: { accept: 'text/html' }, redirect: 'manual' })
    expect(response.headers.get('location')).toBe(`/sign-in${query}`)
    const form = await (await fetch(`${url}/sign-in${query}`)).text()
    const [, action = ''] = /<form method="post" action="([^"]+)"/.exec(form) ?? []
    const post = (token: string) =>
      fetch(url + action.replaceAll('&amp;', '&'), {
        ...{ method: 'POST', body: new URLSearchParams({ token }), headers: SAME_ORIGIN, redirect: 'manual' },
      })
    expect(await (await post('wrong')).text()).toContain(`action="${action}"`)
    expect((await post(TOKEN)).headers.get('location')).toBe(`/${query}`)
  })

  it.each([
    '/incidents/20261101-0930-login',
    '/runs/claude/login/1762000000000-scheduled',
    '/months/2026-10?print=1&q=a%26b',
  ])('leads a person who follows the link of an alert through the form to %s', async (page) => {
    const { url } = await start()
    const opened = await fetch(url + page, { headers: { accept: 'text/html' }, redirect: 'manual' })
    const form = opened.headers.get('location') ?? ''
    expect([opened.status, form]).toEqual([302, expect.stringMatching(/^\/sign-in\?page=/)])
    expect(await (await fetch(url + form)).text()).toContain(`action="${form.replaceAll('&', '&amp;')}"`)
    expect((await enterToken(url + form)).headers.get('location')).toBe(page)
  })

  it.each([
    '?next=https://elsewhere.example',
    '?//elsewhere.example',
    '?@elsewhere.example',
    '?page=https://elsewhere.example/',
    '?page=//elsewhere.example/',
    '?page=/%5Celsewhere.example',
    '?page=/%09/elsewhere.example',
    '?page=/..//elsewhere.example',
    '?page=/.//elsewhere.example',
    '?page=javascript:alert(1)',
    '?page=',
  ])('leads after the sign-in to a page of this dashboard only, whatever the address names: %s', async (query) => {
    const { url } = await start()
    const location = (await enterToken(`${url}/sign-in${query}`)).headers.get('location') ?? ''
    expect(new URL(location, url).origin).toBe(url)
    expect(location).not.toMatch(/^\/[/\\]/)
  })

  it('answers clients that send the token as a bearer header', async () => {
    const { url } = await start()
    const ask = async (authorization: string) =>
      (await fetch(`${url}/api/status`, { headers: { authorization } })).status
    expect(await ask(`Bearer ${TOKEN}`)).toBe(200)
    expect(await ask(`bearer ${TOKEN}`)).toBe(200)
    for (const wrong of [`Bearer ${TOKEN}x`, `Bearer ${TOKEN.slice(1)}`, 'Bearer', `Basic ${TOKEN}`, TOKEN, '']) {
      expect([wrong, await ask(wrong)]).toEqual([wrong, 401])
    }
  })

  it('answers browsers that entered it, by a cookie that no script reads and only links of other sites send', async () => {
    const { url } = await start()
    const cookie = await cookieOf(url)
    expect(cookie).toMatch(/; HttpOnly/)
    expect(cookie).toMatch(/; SameSite=Lax/)
    expect(cookie).not.toContain(TOKEN)
    expect((await fetch(url, { headers: { cookie: pairOf(cookie) } })).status).toBe(200)
  })

  it('marks the cookie as secure where publicUrl is https', async () => {
    const plain = await start()
    const behindProxy = await start({ publicUrl: 'https://doorwatch.example.org' })
    expect(await cookieOf(plain.url)).not.toContain('Secure')
    expect(await cookieOf(behindProxy.url)).toContain('; Secure')
  })

  it('takes no cookie that is altered, too old, or made with another token', async () => {
    const board = await start()
    const other = await start({ token: new Secret('DW_TOKEN', 'another-token-entirely') })
    const cookie = pairOf(await cookieOf(board.url))
    const [name = '', value = ''] = cookie.split('=')
    const [expires = '', signature = ''] = value.split('.')
    const status = async (text: string, url = board.url) => (await fetch(url, { headers: { cookie: text } })).status
    expect(await status(cookie)).toBe(200)
    expect(await status(`${name}=${Number(expires) + DAY}.${signature}`)).toBe(401)
    expect(await status(`${name}=${expires}.${signature.slice(0, -1)}`)).toBe(401)
    expect(await status(`${name}=`)).toBe(401)
    expect(await status(cookie, other.url)).toBe(401)
    board.clock.at += 31 * DAY
    expect(await status(cookie)).toBe(401)
  })

  it('refuses a wrong token, and after twenty within a minute looks at none', async () => {
    const { url, clock } = await start()
    for (let tries = 0; tries < 20; tries += 1) expect((await signIn(url, `wrong ${tries}`)).status).toBe(401)
    const refused = await signIn(url, TOKEN)
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60'])
    expect((await fetch(`${url}/api/status`, { headers: { authorization: `Bearer ${TOKEN}` } })).status).toBe(200)
    clock.at += MINUTE
    expect((await signIn(url, TOKEN)).status).toBe(303)
  })

  it('sets a cookie that the browser sends to the name of the sign-in only, never to a foreign name for this address', async () => {
    const { url } = await start({ publicUrl: 'https://doorwatch.example.org' })
    expect(await cookieOf(url)).not.toMatch(/domain=/i)
  })

  it('answers under any host name, with the token or the cookie only', async () => {
    const { url } = await start({ publicUrl: 'https://doorwatch.example.org' })
    const cookie = pairOf(await cookieOf(url))
    // A proxy that does not pass the Host header on sends the name by which it reaches this server.
    for (const host of ['doorwatch.example.org', 'upstream:4850', 'rebound.example']) {
      expect([host, await statusFor(`${url}/api/status`, { host })]).toEqual([host, 401])
      expect([host, await statusFor(`${url}/api/status`, { host, cookie })]).toEqual([host, 200])
      expect([host, await statusFor(`${url}/api/status`, { host, authorization: `Bearer ${TOKEN}` })]).toEqual([
        host,
        200,
      ])
    }
  })

  it('takes no form that another site sends', async () => {
    const { url } = await start()
    const { host } = new URL(url)
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      {},
    ]) {
      expect([headers, (await signIn(url, TOKEN, headers as Record<string, string>)).status]).toEqual([headers, 403])
    }
    expect((await signIn(url, TOKEN, { origin: `http://${host}` })).status).toBe(303)
  })

  it('accepts a change from a program with the token, whatever its origin', async () => {
    const { url } = await start()
    const headers = { authorization: `Bearer ${TOKEN}` }
    expect((await fetch(`${url}/nothing`, { method: 'POST', headers })).status).toBe(404)
    expect((await fetch(`${url}/nothing`, { method: 'POST' })).status).toBe(403)
  })

  it('reads no form larger than a token', async () => {
    const { url } = await start()
    expect((await signIn(url, 'x'.repeat(100_000))).status).toBe(413)
  })
})

describe('a dashboard without a token', () => {
  it('takes no change from another site, and has no form for a token', async () => {
    const { url } = await start({ token: undefined as never })
    expect((await fetch(`${url}/api/status`, { method: 'POST' })).status).toBe(403)
    expect((await fetch(`${url}/sign-in`)).status).toBe(404)
  })
})
