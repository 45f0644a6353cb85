import { afterEach, describe, expect, it } from 'vitest'
import { HOUR, MINUTE, Secret } from '../../src/core/index.ts'
import type { DashboardOptions } from '../../src/web/index.ts'
import { startTestDashboard, type TestDashboard } from '../support/dashboard.ts'
import { type HistoryData, NO_HISTORY } from '../support/history.ts'
import { calmDay, NOW, outageNow } from '../support/scenarios.ts'

const TOKEN = 'correct-horse-battery-staple'
const boards: TestDashboard[] = []
afterEach(async () => {
  for (const board of boards.splice(0)) await board.stop()
})

async function start(data: HistoryData, options: Partial<DashboardOptions> = {}) {
  const board = await startTestDashboard(data, { titles: { sandbox: 'Sandbox' }, ...options })
  boards.push(board)
  const get = (path: string, init?: RequestInit) => fetch(board.url + path, { redirect: 'manual', ...init })
  // biome-ignore lint/suspicious/noExplicitAny: the shape is under test
  const json = async (path: string): Promise<any> => (await get(path)).json()
  return { board, get, json }
}

/** Played once. */
const [OUTAGE, CALM] = [outageNow(), calmDay()]
const shared = { share: true, token: new Secret('DW_TOKEN', TOKEN) }
const PUBLIC = [
  ...['status', 'summary', 'components', 'incidents', 'incidents/unresolved', 'scheduled-maintenances'].map(
    (name) => `/api/v2/${name}.json`,
  ),
  ...['/api/v2/scheduled-maintenances/upcoming.json', '/api/v2/scheduled-maintenances/active.json'],
  ...['/history.atom', '/badge.json', '/state'],
]

describe('the state in the format of Statuspage', () => {
  it('shows a break to every widget: status, summary, components, unresolved incidents', async () => {
    const { json } = await start(OUTAGE)
    expect((await json('/api/v2/status.json')).status).toEqual({
      indicator: 'major',
      description: 'Partial System Outage',
    })
    const summary = await json('/api/v2/summary.json')
    expect(summary.components.map(({ name, status }: Record<string, string>) => [name, status])).toEqual([
      ['Login', 'major_outage'],
      ['Chat', 'degraded_performance'],
      ['Console', 'operational'],
      ['API', 'operational'],
      ['CLI', 'operational'],
    ])
    expect(summary.incidents).toHaveLength(1)
    expect(summary.incidents).toEqual((await json('/api/v2/incidents/unresolved.json')).incidents)
    expect((await json('/api/v2/incidents.json')).incidents.length).toBeGreaterThan(1)
    expect(summary.page).toMatchObject({ name: 'Sandbox', time_zone: 'UTC' })
  })

  it('has the last run at once', async () => {
    const { board, json } = await start(CALM)
    expect((await json('/api/v2/status.json')).status.indicator).toBe('none')
    board.data = OUTAGE
    expect((await json('/api/v2/status.json')).status.indicator).toBe('major')
  })

  it('never says operational while nothing is measured', async () => {
    const { board, json } = await start(CALM)
    board.clock.advance(HOUR)
    expect((await json('/api/v2/status.json')).status).toMatchObject({ indicator: 'minor' })
    expect((await (await start(NO_HISTORY)).json('/api/v2/status.json')).status.indicator).not.toBe('none')
  })

  it('lists maintenance as scheduled, active or over', async () => {
    const window = (from: number) => ({ kind: 'maintenance' as const, from: NOW + from, to: NOW + from + MINUTE })
    const { json } = await start(CALM, { maintenance: [window(HOUR), window(0), window(-HOUR)] })
    const names = async (path: string) =>
      (await json(`/api/v2/scheduled-maintenances${path}.json`)).scheduled_maintenances.map(
        ({ status }: { status: string }) => status,
      )
    expect(await names('')).toEqual(['scheduled', 'in_progress', 'completed'])
    expect(await names('/upcoming')).toEqual(['scheduled'])
    expect(await names('/active')).toEqual(['in_progress'])
    expect((await json('/api/v2/summary.json')).scheduled_maintenances).toHaveLength(2)
  })

  it('has a feed and a badge of all, of a target and of a surface', async () => {
    const { get, json } = await start(OUTAGE)
    const feed = await get('/history.atom')
    expect(feed.headers.get('content-type')).toBe('application/atom+xml; charset=utf-8')
    expect(await feed.text()).toContain('Login is down.')
    expect(await json('/badge.json')).toMatchObject({ label: 'Sandbox', message: 'login down', color: 'red' })
    expect(await json('/badge.json?surface=api')).toMatchObject({ label: 'api', message: 'operational' })
    const unknown = await get('/badge.json?surface=nope')
    expect([unknown.status, await unknown.text()]).toEqual([400, expect.stringContaining('sandbox/login')])
  })
})

describe('dashboard.share', () => {
  it('opens exactly these paths without the token, to pages of every site', async () => {
    const { get } = await start(OUTAGE, shared)
    for (const path of PUBLIC) {
      const answer = await get(path)
      expect([path, answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([path, 200, '*'])
    }
  })

  it('requires the token for every other address', async () => {
    const { get, json } = await start(OUTAGE, { ...shared, metrics: async () => '' })
    const incident = (await json('/api/v2/incidents.json')).incidents[0]
    const others = ['/', '/api/status', '/api/v1/runs', '/metrics', '/alerts', '/events', '/artifacts/x.png', '/months']
    for (const path of [...others, `/incidents/${incident.id}`, '/api/v2/other.json', '/mutes', '/api/read/runs']) {
      const answer = await get(path)
      expect([path, answer.headers.get('access-control-allow-origin')]).toEqual([path, null])
      expect([path, [302, 401].includes(answer.status)]).toEqual([path, true])
    }
  })

  it('shares no step, code, message, person or channel', async () => {
    const { get } = await start(OUTAGE, shared)
    for (const path of PUBLIC) {
      const text = await (await get(path)).text()
      for (const word of ['submit credentials', 'HTTP 500', 'server_error', 'slack', 'office']) {
        expect([path, text.includes(word)]).toEqual([path, false])
      }
    }
  })

  it('is off by default: then these paths need the token as well, and no other site reads them', async () => {
    const { get } = await start(OUTAGE, { token: shared.token })
    for (const path of PUBLIC) expect([path, (await get(path)).status]).toEqual([path, 401])
    const bearer = { headers: { authorization: `Bearer ${TOKEN}` } }
    const answer = await get('/api/v2/status.json', bearer)
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, null])
  })

  it('takes no other method', async () => {
    const { get } = await start(OUTAGE, shared)
    expect((await get('/api/v2/status.json', { method: 'POST' })).status).toBe(403)
    expect((await get('/api/v2/status.json', { method: 'DELETE' })).status).toBe(405)
  })
})

describe('the state page', () => {
  it('shows states and times without scripts', async () => {
    const { get } = await start(OUTAGE, shared)
    const answer = await get('/state')
    const html = await answer.text()
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(html).toContain('Partial System Outage')
    expect(html).toMatch(/<bdi>Login<\/bdi><\/td><td>Down<\/td>/)
    expect(html).not.toMatch(/<script|href="\/(?!state)/)
  })
})
