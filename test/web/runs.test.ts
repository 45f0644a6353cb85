import { afterEach, describe, expect, it } from 'vitest'
import { startTestDashboard, type TestDashboard } from '../support/dashboard.ts'
import { outageNow } from '../support/scenarios.ts'

const boards: TestDashboard[] = []
afterEach(async () => {
  for (const board of boards.splice(0)) await board.stop()
})

/** Played once. */
const OUTAGE = outageNow()
const FAILED = OUTAGE.runs.find(({ surface, outcome, trigger }) => {
  return surface === 'login' && outcome === 'failed' && trigger === 'confirm'
})

async function start() {
  const board = await startTestDashboard(OUTAGE)
  boards.push(board)
  const get = (path: string) => fetch(board.url + path)
  return { get, path: `/runs/sandbox/login/${FAILED?.scheduledAt}-confirm` }
}

describe('the page of a run', () => {
  it('names outcome and failure, and draws each step with its answers and measures', async () => {
    const { get, path } = await start()
    const html = await (await get(path)).text()
    expect(html).toContain('<h1 id="headline"><bdi>Login failed</bdi>')
    expect(html).toContain('HTTP 500')
    expect(html.match(/class="pair( is-broken)?"/g)?.length).toBeGreaterThan(1)
    expect(html).toContain('by confirm from <bdi>office</bdi>')
    expect(html).toContain('<a href="/probes/sandbox/login"><bdi>login</bdi></a>')
  })

  it('draws the requests of each step, and what the last good run sent and this one did not', async () => {
    const { get, path } = await start()
    const html = await (await get(path)).text()
    expect(html).toContain('Steps and requests')
    expect(html).toContain('<bdi>app.lumen.dev/api/bootstrap</bdi>')
    expect(html).toMatch(/<li class="request is-failed">(?:(?!<li).)*<bdi>app\.lumen\.dev\/api\/sessions<\/bdi>/s)
    expect(html).toContain('1 request: 1 failed, 2 of the last good run not sent')
    expect(html).toContain('last good run: 200, ')
    // The comparison below does not draw them again.
    const requests = FAILED?.steps.flatMap((step) => step.requests ?? []) ?? []
    expect(html.match(/<li class="request /g)).toHaveLength(requests.length + 2)
  })

  it('has no empty chart where no requests are stored, and says why', async () => {
    const old = OUTAGE.runs.find(({ surface }) => surface === 'login')
    const { get } = await start()
    const html = await (await get(`/runs/sandbox/login/${old?.scheduledAt}-schedule`)).text()
    expect(html).toContain('<h2 id="steps">Steps</h2>')
    expect(html).not.toContain('class="requests"')
    expect(html).toContain('No times of its single requests are stored.')
    const command = OUTAGE.runs.findLast(({ surface }) => surface === 'cli')
    const plain = await (await get(`/runs/sandbox/cli/${command?.scheduledAt}-schedule`)).text()
    expect(plain).not.toContain('No times of its single requests')
  })

  it('is compared with the last good run of its probe, and links to its artifacts', async () => {
    const { get, path } = await start()
    const html = await (await get(path)).text()
    expect(html).toContain('Against the last good run')
    expect(html).toContain('1 more HTTP 500')
    expect(html).toMatch(/href="\/artifacts\/[^"]+screenshot\.png"/)
  })

  it('names how long each step usually takes, and how much longer one took than in the last good run', async () => {
    const slow = OUTAGE.runs.findLast(({ surface, outcome }) => surface === 'chat' && outcome === 'slow')
    const { get } = await start()
    const html = await (await get(`/runs/sandbox/chat/${slow?.scheduledAt}-schedule`)).text()
    expect(html).toMatch(/usually \d+ ms, <span class="nowrap">95 % within/)
    expect(html).toMatch(/[\d.]+ s against [\d.]+ (s|ms)/)
  })

  it('reports that no earlier good run is stored', async () => {
    const { get } = await start()
    const first = OUTAGE.runs.find(({ surface }) => surface === 'login')
    const html = await (await get(`/runs/sandbox/login/${first?.scheduledAt}-schedule`)).text()
    expect(html).toContain('No good run before this one is stored')
    expect(html).not.toContain('Against the last good run')
  })

  it('is linked from the page of its incident', async () => {
    const { get } = await start()
    const open = OUTAGE.incidents.find(({ resolvedAt }) => resolvedAt === undefined)
    const html = await (await get(`/incidents/${open?.name}`)).text()
    const [, link = ''] = /href="(\/runs\/sandbox\/login\/\d+-schedule)"/.exec(html) ?? []
    expect((await get(link)).status).toBe(200)
  })

  it('loads only files of the dashboard, and is a 404 for a run that is not stored', async () => {
    const { get, path } = await start()
    const answer = await get(path)
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(await answer.text()).not.toMatch(/<script|\sstyle="/)
    for (const name of ['1-schedule', '1', 'x-schedule', '1-other', '99999999999999999999-schedule']) {
      expect((await get(`/runs/sandbox/login/${name}`)).status).toBe(404)
    }
  })
})
