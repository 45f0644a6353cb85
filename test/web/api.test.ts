import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { evaluatePlan, planJson } from '../../src/continuity/index.ts'
import { MonitorError, type RunRecord, SILENT } from '../../src/core/index.ts'
import { type ReadingSource, startDashboard } from '../../src/web/index.ts'
import { codeReview, ready } from '../continuity/kit.ts'
import { NO_DRAWING, startTestDashboard, type TestDashboard } from '../support/dashboard.ts'
import { memoryHistory, NO_HISTORY } from '../support/history.ts'
import { NOW, outageNow } from '../support/scenarios.ts'

let board: TestDashboard
beforeAll(async () => {
  board = await startTestDashboard(outageNow())
})
afterAll(() => board.stop())

// biome-ignore lint/suspicious/noExplicitAny: what comes back is looked at field by field
async function get(path: string): Promise<{ status: number; body: any }> {
  const answer = await fetch(board.url + path)
  expect(answer.headers.get('content-type')).toMatch(/^application\/json/)
  return { status: answer.status, body: await answer.json() }
}

describe('the JSON API', () => {
  it('gives the state of every door', async () => {
    const { body } = await get('/api/status')
    expect(body.headline).toMatchObject({ standing: 'down', text: 'Login is down, chat is degraded.' })
    expect(body.doors.map((door: { surface: string; standing: string }) => [door.surface, door.standing])).toEqual([
      ['login', 'down'],
      ['chat', 'degraded'],
      ['console', 'operational'],
      ['api', 'operational'],
      ['cli', 'operational'],
    ])
  })

  it('gives runs, newest first, by surface, outcome and trigger', async () => {
    const { body } = await get('/api/runs?surface=login&outcome=failed&trigger=confirm&limit=3&since=1h')
    expect(body).toHaveLength(3)
    expect(body.every((run: RunRecord) => run.surface === 'login' && run.trigger === 'confirm')).toBe(true)
    expect(body[0].startedAt).toBeGreaterThan(body[2].startedAt)
    expect(body[0].steps[1].statuses).toEqual({ '500': 1 })
  })

  it('gives incidents of a range and of a target', async () => {
    expect((await get('/api/incidents?since=1h')).body).toHaveLength(1)
    expect((await get('/api/incidents?since=24h')).body).toHaveLength(3)
    for (const span of ['1d', '1w', '1mo', '365d', '1y']) {
      expect((await get(`/api/incidents?since=${span}`)).body.length).toBeGreaterThanOrEqual(3)
    }
    expect((await get('/api/incidents?since=24h&target=other')).body).toHaveLength(0)
  })

  it('gives the evaluated plan, and nothing there where none is served', async () => {
    const plan = { workflows: [codeReview()], shares: [] }
    const evaluation = evaluatePlan({ plan, watched: [], hosts: {}, readiness: ready() }, NOW)
    const withPlan = await startTestDashboard(outageNow(), { plan: async () => evaluation })
    const answer = await fetch(`${withPlan.url}/api/v1/plan`)
    expect([answer.status, await answer.json()]).toEqual([200, JSON.parse(JSON.stringify(planJson(evaluation)))])
    await withPlan.stop()
    for (const path of ['/api/v1/plan', '/plan']) expect((await fetch(`${board.url}${path}`)).status).toBe(404)
  })

  it('gives the model of the report', async () => {
    const { body } = await get('/api/report?since=7d')
    expect(body).toMatchObject({ timezone: 'UTC', location: 'office', monitor: { version: '0.1.0' } })
    expect(body.trend.range.bucketMs).toBe(7_200_000)
    expect(body.now.doors).toHaveLength(5)
  })

  it.each([
    '/api/runs?since=2h',
    '/api/runs?limit=0',
    '/api/runs?limit=1001',
    '/api/runs?limit=x',
    '/api/runs?outcome=passed,great',
    '/api/runs?colour=red',
    '/api/report?since=',
    '/api/incidents?target=',
  ])('answers %s with the mistake and the valid values', async (path) => {
    const { status, body } = await get(path)
    expect(status).toBe(400)
    expect(body.error.code).toBe('bad_query')
    expect(body.error.message.length).toBeGreaterThan(5)
    expect(body.error.hint).toContain('since (15m, 1h, 6h, 24h, 7d, 30d, 90d, 1y)')
  })
})

describe('a database that cannot be read', () => {
  const broken = new MonitorError('db_locked', 'the database is locked by another program', { hint: 'Stop it.' })
  const history: ReadingSource = {
    ...memoryHistory(() => NO_HISTORY),
    surfaces: () => Promise.reject(broken),
    health: () => Promise.reject(new Error('secret inner words')),
  }
  const start = () =>
    startDashboard({
      ...{ history, port: 0, clock: { now: () => NOW }, log: SILENT, artifactsDir: '/nonexistent' },
      ...{ location: 'office', version: '0.1.0', timezone: 'UTC' },
      drawing: NO_DRAWING,
      live: { snapshot: () => ({ probes: [] }), subscribe: () => () => {} },
    })

  it('is answered with its hint, and the server continues', async () => {
    const { url, stop } = await start()
    const answer = await fetch(`${url}/api/status`)
    expect([answer.status, await answer.json()]).toEqual([
      503,
      { error: { code: 'db_locked', message: 'the database is locked by another program', hint: 'Stop it.' } },
    ])
    const page = await fetch(`${url}/?since=24h`)
    expect([page.status, await page.text()]).toEqual([503, 'the database is locked by another program\nStop it.'])
    await stop()
  })

  it('of an unexpected kind has its details in the log only', async () => {
    const { url, stop } = await start()
    const answer = await fetch(url)
    expect(answer.status).toBe(503)
    expect(await answer.text()).toBe('The dashboard failed; the reason is in the log.')
    await stop()
  })
})
