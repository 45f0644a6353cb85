import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HOUR, Secret } from '../../src/core/index.ts'
import { createDashboardApp } from '../../src/web/start.ts'
import { createClock } from '../support/clock.ts'
import { TEST_OPTIONS } from '../support/dashboard.ts'
import { EVERY_ROUTE, routesOf } from '../support/every-route.ts'
import { memoryHistory } from '../support/history.ts'
import { PLANS } from '../support/pages.ts'
import { NOW, outageNow } from '../support/scenarios.ts'

// Only listed paths are shared without the token, in every spelling of an address.

const HOST = '127.0.0.1:4850'
/** The last hour of the outage: a short range, as there are many requests. */
const DATA = { ...outageNow(), runs: outageNow().runs.filter(({ scheduledAt }) => scheduledAt > NOW - HOUR) }
const ROUTES = routesOf(DATA)
const [shared, shut] = [true, false].map((share) => {
  return createDashboardApp({
    ...{ ...TEST_OPTIONS, ...EVERY_ROUTE, history: memoryHistory(() => DATA), clock: createClock(NOW) },
    live: { snapshot: () => ({ probes: PLANS }), subscribe: () => () => {} },
    artifactsDir: mkdtempSync(join(tmpdir(), 'doorwatch-share-')),
    ...{ token: new Secret('DW_TOKEN', 'correct-horse-battery-staple'), share },
  }).app
}) as [Asked, Asked]
type Asked = ReturnType<typeof createDashboardApp>['app']

const OPEN = new Set(ROUTES.filter(({ open }) => open === 'shared').map(({ path }) => path))
const CLOSED = ROUTES.filter(({ open, method }) => open === undefined && method === 'GET').map(({ address }) => address)

const ask = (app: Asked, address: string, headers: Record<string, string> = {}) =>
  app.request(`http://${HOST}${address}`, { headers: { host: HOST, ...headers } })

/** Whether an answer holds something of the monitor: 401 and 302 (to the form) do not, and neither does an oversized address. */
const isRefused = ({ status }: Response) => [302, 401, 414].includes(status)

/** The path that the server reads in an address. */
const pathOf = (address: string) => decodeURI(new URL(address, `http://${HOST}`).pathname)

/** Ways to write another address for the same path, or one that a careless server takes for it. */
const disguises: readonly ((path: string) => string)[] = [
  (path) => path,
  (path) => `${path}/`,
  (path) => `/${path}`,
  (path) => path.toUpperCase(),
  (path) => `/state/..${path}`,
  (path) => `/state/%2e%2e${path}`,
  (path) => `/badge.json;${path}`,
  (path) => `/state%3f${path}`,
  (path) => `/api/v2/status.json%00${path}`,
  (path) => `/api/v2/..%2f..${path}`,
  (path) => path.replace(/[a-z]/, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
  (path) => `${path}.json`,
  (path) => `/api/v2${path}`,
  (path) => `/api/v2${path}.json`,
]

describe('a dashboard that shares its state', () => {
  it.each([...OPEN])('answers %s to everybody, and only where it is shared', async (path) => {
    expect((await ask(shared, path)).status).toBe(200)
    expect((await ask(shared, path)).headers.get('access-control-allow-origin')).toBe('*')
    expect((await ask(shut, path)).status).toBe(401)
  })

  it.each(CLOSED)('refuses every other address without the token: %s', async (address) => {
    for (const disguise of disguises) {
      const disguised = disguise(address)
      if (!URL.canParse(disguised, `http://${HOST}`) || OPEN.has(pathOf(disguised))) continue
      const answer = await ask(shared, disguised)
      expect([disguised, isRefused(answer)]).toEqual([disguised, true])
      expect(answer.headers.get('access-control-allow-origin')).toBeNull()
    }
  })

  it('answers no path that is made up', async () => {
    const part = fc.oneof(
      fc.constantFrom(
        'api',
        'v1',
        'v2',
        'state',
        'status.json',
        'badge.json',
        'incidents',
        'unresolved.json',
        '..',
        '',
      ),
      fc.string({ minLength: 1, maxLength: 8 }).map(encodeURIComponent),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 5 }), async (parts) => {
        const address = `/${parts.join('/')}`
        if (!URL.canParse(address, `http://${HOST}`)) return
        const path = pathOf(`http://${HOST}${address}`)
        if (OPEN.has(path) || path === '/sign-in' || path.startsWith('/ack/')) return
        expect([address, isRefused(await ask(shared, address))]).toEqual([address, true])
      }),
      { numRuns: 60 },
    )
  })

  it('takes no change through a path that is shared', async () => {
    for (const path of OPEN) {
      const answer = await shared.request(`http://${HOST}${path}`, {
        ...{ method: 'POST', headers: { host: HOST, 'sec-fetch-site': 'same-origin' } },
      })
      expect([path, answer.status]).toEqual([path, 401])
    }
  })

  it('gives no cookie and no name of a person, a reason or an address to everybody', async () => {
    for (const path of OPEN) {
      const answer = await ask(shared, path)
      expect(answer.headers.getSetCookie()).toEqual([])
      const text = await answer.text()
      for (const inside of ['HTTP 500', 'submit credentials', 'slack', 'office']) {
        expect([path, inside, text.includes(inside)]).toEqual([path, inside, false])
      }
    }
  })
})
