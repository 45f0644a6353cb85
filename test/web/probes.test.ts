import { afterEach, describe, expect, it } from 'vitest'
import { HOUR, MINUTE, Secret } from '../../src/core/index.ts'
import type { DashboardOptions } from '../../src/web/index.ts'
import { OWN_SCRIPT, startTestDashboard, type TestDashboard } from '../support/dashboard.ts'
import { type HistoryData, NO_HISTORY } from '../support/history.ts'
import { HOSTILE, hostile, NOW, outageNow } from '../support/scenarios.ts'

const boards: TestDashboard[] = []
afterEach(async () => {
  for (const board of boards.splice(0)) await board.stop()
})

/** Played once. */
const OUTAGE = outageNow()

async function start(data: HistoryData = OUTAGE, options: Partial<DashboardOptions> = {}) {
  const board = await startTestDashboard(data, options)
  boards.push(board)
  const get = (path: string, init?: RequestInit) => fetch(board.url + path, { redirect: 'manual', ...init })
  /** Without its styles. */
  const page = async (path: string) => (await (await get(path)).text()).replace(/<style>[\s\S]*?<\/style>/g, '')
  return { board, get, page }
}

describe('the page of a probe', () => {
  it('says how the last run ended, when the next one is due, and how often', async () => {
    const html = await (await start()).page('/probes/sandbox/login')
    expect(html).toContain('<h1 id="headline"><bdi>Login: the last run failed</bdi></h1>')
    expect(html).toContain('class="lead is-down"')
    expect(html).toMatch(/<dt>Schedule<\/dt><dd><strong>every 1 min<\/strong>/)
    expect(html).toMatch(/<dt>Next run<\/dt><dd><strong><time datetime="2026-11-23T21:05:\d\d/)
  })

  it('draws the newest runs and says in words what they show', async () => {
    const html = await (await start()).page('/probes/sandbox/login')
    const [, label = ''] = /class="strip"[^>]*aria-label="([^"]+)"/.exec(html) ?? []
    expect(label).toMatch(/^Last 200 runs: \d+ passed, \d+ failed; half took less than/)
    expect(html).toMatch(/Of the last 200 runs \d+ failed/)
  })

  it('lists the last failures, each leading to the page of its run', async () => {
    const { page, get } = await start()
    const html = await page('/probes/sandbox/login')
    const failures = html.slice(html.indexOf('id="failures"'), html.indexOf('id="drift"'))
    const links = [...failures.matchAll(/href="(\/runs\/sandbox\/login\/\d+-[a-z]+)"/g)].map(([, link]) => link)
    expect(links.length).toBe(12)
    expect((await get(links[0] ?? '')).status).toBe(200)
    expect(failures).toContain('HTTP 500')
    expect(await page('/probes/sandbox/cli')).toContain('None in 7 days')
  })

  it('leads to the incidents of its surface, and shows its notices', async () => {
    const { page, get } = await start()
    const html = await page('/probes/sandbox/console')
    const [, link = ''] = /href="(\/incidents\/[^"]+)"/.exec(html.slice(html.indexOf('id="incidents"'))) ?? []
    expect((await get(link)).status).toBe(200)
    expect(html).toContain('Probe console needs repair')
    expect(await page('/probes/sandbox/login')).not.toContain('needs repair')
  })

  it('names the spend of a run and of a day', async () => {
    const html = await (await start()).page('/probes/sandbox/api')
    expect(html).toMatch(/A run takes [\d,]+ requests?/)
    expect(html).toMatch(/At its interval: [\d,]+ requests/)
  })

  it('lists slots that were not run, with the reason', async () => {
    const run = OUTAGE.runs[0]
    if (!run) throw new Error('no run')
    const at = NOW - 2 * HOUR
    const skip = { reason: 'suspended', count: 30, until: at + 30 * MINUTE } as const
    const skipped = { ...run, surface: 'login', probe: 'login', scheduledAt: at, startedAt: at, steps: [], skip }
    const runs = [...OUTAGE.runs, { ...skipped, outcome: 'skipped' as const, trigger: 'schedule' as const }]
    const html = await (await start({ ...OUTAGE, runs })).page('/probes/sandbox/login')
    expect(html).toContain('23 Nov, 19:05 to 23 Nov, 19:35: 30 slots, the machine was suspended')
  })

  it('is found by its name alone, and by target where several have it', async () => {
    const { board, get, page } = await start()
    const answer = await get('/probes/login')
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/probes/sandbox/login'])
    board.plans = [...board.plans, { target: 'other', surface: 'login', probe: 'login', everyMs: MINUTE }]
    board.clock.advance(MINUTE)
    const choice = await page('/probes/login')
    expect(choice).toContain('Several targets have a probe of this name.')
    expect(choice).toContain('href="/probes/other/login"')
    expect(await page('/probes')).toContain('href="/probes/sandbox/api-methods"'.slice(0, 20))
  })

  it('is linked from the front page', async () => {
    expect(await (await start()).page('/?since=24h')).toContain('href="/probes/sandbox/login"')
  })

  it('of an unknown name is a clear 404 that leads to the others', async () => {
    const { get } = await start()
    for (const path of ['/probes/nothing', '/probes/sandbox/nothing', '/probes/no-target/login']) {
      const answer = await get(path)
      const html = await answer.text()
      expect([path, answer.status]).toEqual([path, 404])
      expect(html).toContain('There is no probe of this name.')
      expect(html).toContain('href="/probes/sandbox/login"')
    }
  })

  it('reports that there is no run yet, with the schedule', async () => {
    const html = await (await start(NO_HISTORY)).page('/probes/sandbox/login')
    expect(html).toContain('Login: no run yet')
    expect(html).toContain('No run to count')
    expect(html).toContain('Too few runs to compare')
    const nothing = await start(NO_HISTORY)
    nothing.board.plans = []
    expect(await nothing.page('/probes')).toContain('No probe is watched yet.')
  })

  it('shows hostile text as text, loads nothing and runs its own script only', async () => {
    const { board, get } = await start(hostile())
    board.plans = [{ target: HOSTILE[2], surface: HOSTILE[0], probe: HOSTILE[1], everyMs: MINUTE }]
    const answer = await get(`/probes/${encodeURIComponent(HOSTILE[2])}/${encodeURIComponent(HOSTILE[1])}`)
    expect(answer.status).toBe(200)
    const policy = answer.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toMatch(OWN_SCRIPT)
    const html = await answer.text()
    expect(html.match(/<script/g)).toHaveLength(1)
    expect(html).not.toMatch(/<img|<svg onload|\sstyle="/)
    expect(html).toContain('&lt;img src=x')
  })

  it('needs the token where one is set', async () => {
    const { get } = await start(OUTAGE, { token: new Secret('T', 'correct-horse-battery') })
    expect((await get('/probes/sandbox/login')).status).toBe(401)
  })
})
