import { describe, expect, it } from 'vitest'
import { SANDBOX_ACCOUNT } from '../../src/sandbox/index.ts'
import { createClock } from '../support/clock.ts'
import { postForm, signInCookie, useSandbox } from './support.ts'

const clock = createClock()
const running = useSandbox({ clock, sessionMs: 60_000 })
const GOOD = { email: SANDBOX_ACCOUNT.email, password: SANDBOX_ACCOUNT.password }
const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(running.sandbox.url + path, { redirect: 'manual', headers })
const signIn = (fields: Record<string, string>, query = '') =>
  postForm(`${running.sandbox.url}/sign-in${query}`, fields)
const send = (cookie: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${running.sandbox.url}/chat/messages`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

describe('signing in', () => {
  it('opens a session in a cookie that scripts cannot read, and leads to the chat', async () => {
    const response = await signIn(GOOD)
    expect([response.status, response.headers.get('location')]).toEqual([302, '/chat'])
    const cookie = response.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/^lumen_session=[\w-]{32}; Max-Age=60; Path=\/; HttpOnly; SameSite=Lax$/)
    expect((await get('/chat', { cookie: await signInCookie(running) })).status).toBe(200)
  })

  it('gives a new session each time', async () => {
    expect(await signInCookie(running)).not.toBe(await signInCookie(running))
  })

  it.each([
    [{ ...GOOD, password: 'wrong' }],
    [{ ...GOOD, email: 'someone@else.example' }],
    [{ email: GOOD.email }],
    [{}],
  ])('with %j is refused with a page that says so', async (fields) => {
    const response = await signIn(fields)
    expect([response.status, response.headers.get('set-cookie')]).toEqual([401, null])
    expect(await response.text()).toContain('E-mail address or password is not right.')
  })

  it('shows what was typed as text, whatever was typed', async () => {
    const page = await (await signIn({ ...GOOD, email: '"><script>alert(1)</script>' })).text()
    expect(page).not.toContain('<script>alert')
    expect(page).toContain('&lt;script&gt;alert')
  })

  it('does not keep a body that is no form from an answer', async () => {
    const url = `${running.sandbox.url}/sign-in`
    const headers = { 'content-type': 'multipart/form-data' }
    expect((await fetch(url, { method: 'POST', body: '{{{', headers })).status).toBe(401)
  })

  it.each([
    ['/console/keys', '/console/keys'],
    ['https://example.org/', '/chat'],
    ['//example.org', '/chat'],
    ['/sign-out', '/chat'],
    ['', '/chat'],
  ])('with the wish to go on to %j leads to %s', async (next, location) => {
    const response = await signIn(GOOD, `?next=${encodeURIComponent(next)}`)
    expect(response.headers.get('location')).toBe(location)
  })
})

describe('a session', () => {
  it.each(['/chat', '/console', '/console/keys'])('is needed for %s', async (path) => {
    const response = await get(path)
    const location = `/sign-in?next=${encodeURIComponent(path)}`
    expect([response.status, response.headers.get('location')]).toEqual([302, location])
    expect((await get(path, { cookie: 'lumen_session=guessed' })).status).toBe(302)
    expect((await get(path, { cookie: await signInCookie(running) })).status).toBe(200)
  })

  it('ends at its age', async () => {
    const cookie = await signInCookie(running)
    clock.advance(59_000)
    expect((await get('/chat', { cookie })).status).toBe(200)
    clock.advance(1_001)
    expect((await get('/chat', { cookie })).status).toBe(302)
    expect((await send(cookie, { prompt: 'hello' })).status).toBe(401)
  })

  it('ends by signing out, which leads to the sign-in page', async () => {
    const cookie = await signInCookie(running)
    const out = await postForm(`${running.sandbox.url}/sign-out`, {}, cookie)
    expect([out.status, out.headers.get('location')]).toEqual([302, '/sign-in?signed-out'])
    expect(out.headers.get('set-cookie')).toMatch(/lumen_session=; Max-Age=0/)
    expect((await get('/chat', { cookie })).status).toBe(302)
    expect(await (await get('/sign-in?signed-out')).text()).toContain('You are signed out.')
  })

  it('goes on working while signing in is broken', async () => {
    const cookie = await signInCookie(running)
    await running.control.break('login', '500')
    expect((await signIn(GOOD)).status).toBe(500)
    expect((await get('/sign-in')).status).toBe(200)
    expect((await get('/console/keys', { cookie })).status).toBe(200)
    expect(await (await send(cookie, { prompt: '1 + 1' })).text()).toContain('is')
  })

  it('that is good can be refused, in the page and in the app', async () => {
    const cookie = await signInCookie(running)
    await running.control.break('chat', 'refused-session')
    expect((await get('/chat', { cookie })).status).toBe(302)
    expect((await send(cookie, { prompt: 'hello' })).status).toBe(401)
    expect((await get('/console', { cookie })).status).toBe(200)
    await running.control.heal()
    expect((await get('/chat', { cookie })).status).toBe(200)
  })

  it('is promised and not kept in a login loop', async () => {
    await running.control.break('login', 'login-loop')
    const response = await signIn(GOOD)
    expect([response.status, response.headers.get('set-cookie')]).toEqual([302, null])
  })
})

describe('a message to the chat', () => {
  it('is answered token by token to the end', async () => {
    const response = await send(await signInCookie(running), { prompt: 'Reply with exactly: good morning' })
    const events = (await response.text()).split('\n\n').filter((line) => line !== '')
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/)
    expect(events.map((event) => JSON.parse(event.slice(6)))).toEqual([
      { type: 'start' },
      { type: 'token', text: 'good' },
      { type: 'token', text: ' morning' },
      { type: 'done' },
    ])
  })

  it.each(['', '{', 'null', '[]', '{"prompt":7}', JSON.stringify({ prompt: 'x'.repeat(30_000) })])(
    'that is %.20j is refused',
    async (body) => {
      expect((await send(await signInCookie(running), body)).status).toBe(400)
    },
  )

  it('from a phone is another door than from a desktop', async () => {
    const cookie = await signInCookie(running)
    const phone = { 'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Mobile/15E148' }
    await running.control.break('mobile', '500')
    expect((await send(cookie, { prompt: 'hello' }, phone)).status).toBe(500)
    expect((await send(cookie, { prompt: 'hello' })).status).toBe(200)
    await running.control.heal()
    await running.control.break('chat', '500')
    expect((await send(cookie, { prompt: 'hello' }, phone)).status).toBe(200)
  })
})

describe('every page', () => {
  it.each(['/', '/sign-in', '/chat', '/console', '/console/keys', '/nothing-here'])(
    '%s runs no foreign or inline script and is not kept',
    async (path) => {
      const response = await get(path, { cookie: await signInCookie(running) })
      expect(response.headers.get('content-security-policy')).toContain("default-src 'self'")
      expect(response.headers.get('cache-control')).toBe('no-store')
      const page = await response.text()
      expect(page).toMatch(/^<!doctype html>/)
      expect(page).not.toMatch(/https?:\/\/(?!127\.0\.0\.1)|<script>|style=|onclick=/)
    },
  )

  it('finds its styles, its icon and its script', async () => {
    for (const path of ['/assets/lumen.css', '/assets/edge.css', '/assets/icon.svg', '/assets/chat.js']) {
      expect((await get(path)).status, path).toBe(200)
    }
  })

  it('shows no API key in full', async () => {
    const keys = await (await get('/console/keys', { cookie: await signInCookie(running) })).text()
    expect(keys).not.toContain(SANDBOX_ACCOUNT.apiKey)
    expect(keys).toContain(SANDBOX_ACCOUNT.apiKey.slice(-4))
  })
})

describe('a page fault', () => {
  it('answers with the error page of the service, and names the request', async () => {
    await running.control.break('console', '503')
    const response = await get('/console/keys', { cookie: await signInCookie(running) })
    const page = await response.text()
    expect(response.status).toBe(503)
    expect(page).toContain('Something went wrong on our side')
    expect(page).toContain(response.headers.get('request-id') ?? 'no id')
    expect((await get('/console', { cookie: await signInCookie(running) })).status).toBe(200)
  })

  it('stops a page half way', async () => {
    const cookie = await signInCookie(running)
    const whole = await (await get('/console/keys', { cookie })).text()
    await running.control.break('console', 'truncated')
    const half = await (await get('/console/keys', { cookie })).text()
    expect(whole.startsWith(half)).toBe(true)
    expect(half.length).toBeLessThan(whole.length)
  })

  it.each([
    ['maintenance', 503],
    ['maintenance-200', 200],
  ])('%s closes the page and the form of the login alike', async (fault, status) => {
    await running.control.break('login', fault)
    for (const response of [await get('/sign-in'), await signIn(GOOD)]) {
      expect(response.status).toBe(status)
      expect(await response.text()).toContain('will be back soon')
    }
  })

  it('can strike signing out alone', async () => {
    const cookie = await signInCookie(running)
    await running.control.break('login', '500', { route: 'sign-out' })
    expect((await postForm(`${running.sandbox.url}/sign-out`, {}, cookie)).status).toBe(500)
    expect((await signIn(GOOD)).status).toBe(302)
  })
})
