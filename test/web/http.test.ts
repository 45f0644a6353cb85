import { request } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { isOwnName } from '../../src/web/guard.ts'
import { startTestDashboard, type TestDashboard } from '../support/dashboard.ts'
import { calmDay, empty } from '../support/scenarios.ts'

const boards: TestDashboard[] = []
afterEach(async () => {
  for (const board of boards.splice(0)) await board.stop()
})

async function start(...args: Parameters<typeof startTestDashboard>): Promise<TestDashboard> {
  const board = await startTestDashboard(...args)
  boards.push(board)
  return board
}

/** A request with any Host header; fetch does not allow to set it. */
function ask(url: string, options: { host?: string; method?: string } = {}): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const headers = options.host === undefined ? {} : { host: options.host }
    const sent = request(url, { headers, method: options.method ?? 'GET' }, (answer) => {
      let body = ''
      answer.on('data', (chunk: Buffer) => {
        body += chunk.toString()
      })
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }))
    })
    sent.on('error', reject)
    sent.end()
  })
}

describe('the names the dashboard answers to', () => {
  it.each(['localhost', 'localhost:4850', '127.0.0.1:80', '[::1]:4850', 'LOCALHOST'])('answers to %s', async (host) => {
    const { url } = await start(empty())
    expect((await ask(`${url}/api/status`, { host })).status).toBe(200)
  })

  it.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example:4850',
    '10.0.0.7',
    'localhost@evil.example',
    'localhost evil',
    '[::1',
  ])('refuses "%s", so that no page elsewhere can read it through a name of its own', async (host) => {
    const { url } = await start(calmDay())
    for (const path of ['/', '/api/status', '/events', '/artifacts/x.png', '/parts/now']) {
      const { status, body } = await ask(url + path, { host })
      // Node itself answers 400 where the header is malformed.
      expect([400, 421]).toContain(status)
      expect(body).not.toContain('sandbox')
    }
  })

  it('bound to every address, answers to any address but to no foreign name', async () => {
    const { url } = await start(empty(), { host: '0.0.0.0' })
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
    expect((await ask(`${url}/api/status`, { host: '192.168.1.20:4850' })).status).toBe(200)
    expect((await ask(`${url}/api/status`, { host: 'evil.example' })).status).toBe(421)
  })
})

describe('the name in a Host header', () => {
  it.each(['', ' ', ':80', '[]', 'a:b:c', '\0localhost', 'localhost:999999'])('"%s" is no host of ours', (header) => {
    expect(isOwnName(header, '127.0.0.1')).toBe(false)
    expect(isOwnName(header, '0.0.0.0')).toBe(false)
  })

  it('of the configured host is ours, in any case', () => {
    expect(isOwnName('Monitor.Corp:8080', 'monitor.corp')).toBe(true)
    expect(isOwnName('monitor.corp.evil.example', 'monitor.corp')).toBe(false)
  })
})

describe('every answer', () => {
  it('may be neither cached, framed, sniffed nor read by another origin', async () => {
    const { url } = await start(calmDay())
    for (const path of ['/', '/api/status', '/parts/now', '/nothing', '/artifacts/none.png', '/api/runs?limit=x']) {
      const { headers } = await fetch(url + path)
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('x-frame-options')).toBe('DENY')
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
      expect(headers.get('content-security-policy')).toContain("default-src 'none'")
      expect(headers.get('content-security-policy')).not.toContain('unsafe')
      expect(headers.get('access-control-allow-origin')).toBeNull()
    }
  })

  it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS'])('is only given to GET, HEAD and POST, not to %s', async (method) => {
    const { url } = await start(empty())
    for (const path of ['/', '/api/status', '/events']) {
      expect((await ask(url + path, { method })).status).toBe(405)
    }
  })

  it('to HEAD is that to GET without its body', async () => {
    const { url } = await start(empty())
    for (const path of ['/', '/api/status']) {
      expect(await ask(url + path, { method: 'HEAD' })).toEqual({ status: 200, body: '' })
    }
    expect((await ask(`${url}/nothing`, { method: 'HEAD' })).status).toBe(404)
  })

  it('to an unknown path is 404, in two lines for a program', async () => {
    const { url } = await start(empty())
    const answer = await fetch(`${url}/wp-admin`)
    expect([answer.status, await answer.text()]).toEqual([404, 'There is nothing here.\nThe dashboard is at /.'])
  })

  it.each([
    ['/wp-admin', 404, 'There is nothing here.', '<a href="/">'],
    ['/runs/sandbox/login/1-schedule', 404, 'There is no such run.', '<a href="/probes">'],
    ['/incidents/none', 404, 'There is no incident of this name.', '<a href="/">'],
    ['/months/March', 400, '&quot;March&quot; is not a month', '<a href="/">'],
    ['/plan?target=claude', 400, 'There is no parameter target', '<a href="/plan">'],
    ['/objectives?target=claude', 400, 'There is no parameter target', '<a href="/objectives">'],
    ['/?until=now', 400, 'There is no parameter until', '<a href="/">'],
    ['/?since=24h&since=7d', 400, 'since: given twice', '<a href="/">'],
    ['/alerts?surface=%3Cscript%3E', 400, 'There is no parameter surface', '<a href="/alerts">'],
  ])('to %s is %d, for a browser a page that says why and leads on', async (path, status, words, link) => {
    const { url } = await start(empty())
    const answer = await fetch(url + path, { headers: { accept: 'text/html,application/xhtml+xml' } })
    const html = await answer.text()
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'text/html; charset=UTF-8'])
    expect(html).toContain(`<h1 id="headline">${words}`)
    expect(html).toContain(link)
    expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'; /)
  })

  it('to an unknown range is a page of status 400 that shows what was given as text only', async () => {
    const { url } = await start(empty())
    const answer = await fetch(`${url}/?since=${encodeURIComponent('"><script>')}`, { redirect: 'manual' })
    const html = await answer.text()
    expect([answer.status, html.includes('<script>')]).toEqual([400, false])
    expect(html).toContain('since=&quot;&gt;&lt;script&gt;.')
  })
})
