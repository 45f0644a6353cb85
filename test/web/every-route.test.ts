import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { HOUR, Secret } from '../../src/core/index.ts'
import type { DashboardOptions } from '../../src/web/index.ts'
import { createDashboardApp } from '../../src/web/start.ts'
import { createClock } from '../support/clock.ts'
import { TEST_OPTIONS } from '../support/dashboard.ts'
import { EVERY_ROUTE, type Route, routesOf } from '../support/every-route.ts'
import { type HistoryData, memoryHistory } from '../support/history.ts'
import { PLANS } from '../support/pages.ts'
import { NOW, outageNow } from '../support/scenarios.ts'

// What holds of every route. The table in test/support/every-route.ts has all of them: a route that is not in it fails the first test.

const TOKEN = 'correct-horse-battery-staple'
const HOST = '127.0.0.1:4850'
/** The last hour of the outage: a short range, as there are many requests. */
const DATA = {
  ...outageNow(),
  heartbeatAt: NOW,
  runs: outageNow().runs.filter(({ scheduledAt }) => scheduledAt > NOW - HOUR),
}
const ROUTES = routesOf(DATA)
const byName = (routes: readonly Route[]) => routes.map((route) => [`${route.method} ${route.path}`, route] as const)
const getRoutes = byName(ROUTES.filter(({ method, path }) => method === 'GET' && path !== '/events'))

function appOf(data: HistoryData, more: Partial<DashboardOptions> = {}) {
  return createDashboardApp({
    ...{ ...TEST_OPTIONS, ...EVERY_ROUTE, history: memoryHistory(() => data), clock: createClock(NOW) },
    live: { snapshot: () => ({ probes: PLANS }), subscribe: () => () => {} },
    artifactsDir: mkdtempSync(join(tmpdir(), 'doorwatch-routes-')),
    ...more,
  }).app
}

const [plain, closed, shared] = [
  appOf(DATA),
  appOf(DATA, { token: new Secret('DW_TOKEN', TOKEN) }),
  appOf(DATA, { token: new Secret('DW_TOKEN', TOKEN), share: true }),
]

function ask(
  app: typeof plain,
  { method, address }: Pick<Route, 'method' | 'address'>,
  headers: Record<string, string> = {},
) {
  return app.request(`http://${HOST}${address}`, { method, headers: { host: HOST, ...headers } })
}

/** Addresses to which other programs add parameters of their own, and those that read none. */
const OF_OTHER_PROGRAMS = /^\/(?:ack|state|api\/v2|history|badge|metrics|artifacts|events)\b/

/** The routes of an app, without guards. */
function routesIn(app: typeof plain): readonly string[] {
  const handled = app.routes.filter(({ method, path }) => method !== 'ALL' && !path.endsWith('/sign-in'))
  return [
    ...new Set(handled.map(({ method, path }) => `${method} ${path === '/events/' ? '/events' : path}`)),
  ].toSorted()
}

describe('the table of routes', () => {
  it('has every route that the dashboard answers', () => {
    const listed = ROUTES.map(({ method, path }) => `${method} ${path}`).toSorted()
    for (const app of [plain, closed, shared]) expect(routesIn(app)).toEqual(listed)
  })
})

describe('every route', () => {
  it.each(getRoutes)('answers, under a policy that runs and loads nothing foreign: %s', async (_name, route) => {
    const answer = await ask(plain, route)
    expect(answer.status).toBe(route.status ?? 200)
    const policy = answer.headers.get('content-security-policy') ?? ''
    expect(policy).toMatch(/^default-src 'none'/)
    expect(policy).not.toMatch(/unsafe|https?:|\*/)
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('x-frame-options')).toBe('DENY')
    expect(answer.headers.get('access-control-allow-origin')).toBeNull()
  })

  it.each(byName(ROUTES))('answers to no name but its own: %s', async (_name, route) => {
    for (const host of ['evil.example', '127.0.0.1.evil.example:4850', '10.0.0.7']) {
      const answer = await ask(plain, route, { host })
      expect([host, answer.status]).toEqual([host, 421])
      expect(await answer.text()).not.toContain('sandbox')
    }
  })

  it.each(byName(ROUTES))('is closed without the token, unless it is meant to be open: %s', async (_name, route) => {
    const isOpen = (answer: Response) => ![401, 403].includes(answer.status)
    const headers = { 'sec-fetch-site': 'same-origin' }
    if (route.method === 'GET') {
      expect(isOpen(await ask(closed, route, headers))).toBe(route.open === 'always')
      expect(isOpen(await ask(shared, route, headers))).toBe(route.open !== undefined)
    } else if (route.open !== 'always') expect((await ask(shared, route, headers)).status).toBe(401)
  })

  it.each(byName(ROUTES.filter(({ method }) => method === 'POST')))(
    'changes nothing for another site: %s',
    async (_name, route) => {
      for (const origin of ['https://evil.example', 'null']) {
        const answer = await ask(plain, route, { origin, 'sec-fetch-site': 'cross-site' })
        expect([origin, answer.status]).toEqual([origin, route.status])
      }
    },
  )

  it.each(getRoutes)('answers an oversized address with 414 before it reads it: %s', async (_name, route) => {
    const address = `${route.address}${route.address.includes('?') ? '&' : '?'}q=${'x'.repeat(4_000)}`
    const answer = await ask(plain, { ...route, address })
    expect(answer.status).toBe(414)
    expect(await answer.text()).toMatch(/^This address has \d+ characters; at most 4000 are read\.$/)
  })

  const malformed = ROUTES.flatMap((route) =>
    route.bad.map((address) => [`${route.method} ${address.slice(0, 90)}`, { ...route, address }] as const),
  )
  it.each(malformed)(
    'answers what is malformed with 4xx, in words, and repeats no markup: %s',
    async (_name, route) => {
      const answer = await ask(plain, route)
      expect(answer.status).toBeGreaterThanOrEqual(400)
      expect(answer.status).toBeLessThan(500)
      const text = await answer.text()
      expect(text.length).toBeGreaterThan(10)
      if (answer.headers.get('content-type')?.includes('html')) expect(text).not.toContain('<script>alert')
      if (answer.headers.get('content-type')?.includes('json')) {
        expect(JSON.parse(text)).toMatchObject({ error: { code: expect.any(String), message: expect.any(String) } })
      }
    },
  )

  it.each(getRoutes.filter(([, { path }]) => !OF_OTHER_PROGRAMS.test(path)))(
    'refuses a parameter that it does not have, and names it: %s',
    async (_name, route) => {
      const answer = await ask(plain, { ...route, address: `${route.address}?unknown=1` })
      expect([answer.status, await answer.text()]).toEqual([
        400,
        expect.stringContaining('There is no parameter unknown'),
      ])
    },
  )

  it.each(getRoutes)('survives queries that no page writes: %s', async (_name, route) => {
    for (const query of [
      '__proto__=1&constructor=2',
      'q=%zz',
      'q=%00',
      'since[]=1d',
      'since=1d&since=2d',
      '='.repeat(500),
      'q=\u202e',
    ]) {
      const answer = await ask(plain, { ...route, address: `${route.address}?${query}` })
      expect([query, answer.status < 500]).toEqual([query, true])
    }
  })
})
