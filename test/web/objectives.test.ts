import { afterEach, describe, expect, it } from 'vitest'
import { Secret } from '../../src/core/index.ts'
import type { DashboardOptions } from '../../src/web/index.ts'
import { OWN_SCRIPT, startTestDashboard, type TestDashboard } from '../support/dashboard.ts'
import { type HistoryData, NO_HISTORY } from '../support/history.ts'
import { hostile, outageNow } from '../support/scenarios.ts'

const boards: TestDashboard[] = []
afterEach(async () => {
  for (const board of boards.splice(0)) await board.stop()
})

/** Played once. */
const OUTAGE = outageNow()

async function start(data: HistoryData = OUTAGE, options: Partial<DashboardOptions> = {}) {
  const objectives = { availability: 0.99, windowDays: 30, surfaces: {} }
  const board = await startTestDashboard(data, { objectives, ...options })
  boards.push(board)
  const get = (path: string, init?: RequestInit) => fetch(board.url + path, init)
  /** Without its styles. */
  const page = async () => (await (await get('/objectives')).text()).replace(/<style>[\s\S]*?<\/style>/g, '')
  return { get, page }
}

/** The article of one surface. */
function articleOf(html: string, surface: string): string {
  const from = html.indexOf(`<article id="sandbox/${surface}"`)
  return html.slice(from, html.indexOf('</article>', from))
}

describe('the page of the objectives', () => {
  it('says in its headline how many surfaces miss their objectives, and which burns', async () => {
    const html = await (await start()).page()
    expect(html).toMatch(/<h1 id="headline"><bdi>\d of 5 surfaces miss their objectives; .* burns? /)
    expect(html).toContain('class="lead is-down"')
  })

  it('shows objective, reached and budget left of a surface, a negative one as negative', async () => {
    const login = articleOf(await (await start()).page(), 'login')
    expect(login).toContain('<dt>Objective</dt><dd><b>99.0 %</b>')
    expect(login).toMatch(/<dt>Reached<\/dt><dd><b>98\.\d %<\/b> <span>24 of 1,5\d\d runs bad/)
    expect(login).toMatch(
      /<div class="bad"><dt>Error budget left<\/dt><dd><b>−\d h \d+ min<\/b> <span>of 7 h 12 min; −\d of 15 runs/,
    )
    expect(login).toMatch(/At the rate of the last day<\/dt><dd><b>used up<\/b>/)
  })

  it('draws how the budget was spent, and says the same in words', async () => {
    const login = articleOf(await (await start()).page(), 'login')
    expect(login).toMatch(/role="img" aria-label="Login, error budget left: −\d of 15 runs, −/)
    expect(login).toMatch(/class="median" d="M9\d\d 0H\d+V\d+/)
    expect(login).toContain('class="ground"')
    expect(login).toContain('class="zero"')
  })

  it('lists the incidents by the budget that they spent, with links', async () => {
    const html = await (await start()).page()
    const login = articleOf(html, 'login')
    expect(login).toMatch(
      /<a href="\/incidents\/[^"]+"><bdi>Login down, chat degraded<\/bdi><\/a>.*24 runs.*% of the budget/,
    )
    expect(login).not.toContain('Outside of incidents')
    const api = articleOf(html, 'api')
    expect(api).toMatch(/API degraded.*% of the budget/)
  })

  it('has the numbers of /api/v1/objectives', async () => {
    const { get, page } = await start()
    const html = await page()
    const { items } = (await (await get('/api/v1/objectives')).json()) as {
      items: { surface: string; bad: number; leftMs: number; incidents: { name: string; bad: number }[] }[]
    }
    expect(items).toHaveLength(5)
    for (const { surface, bad, leftMs, incidents } of items) {
      const article = articleOf(html, surface)
      expect(article).toContain(`<span>${bad} of `)
      expect(article.includes('<b>−')).toBe(leftMs < 0)
      for (const { name } of incidents) expect(article).toContain(`/incidents/${name}`)
    }
  })

  it('is linked from the front page, surface by surface', async () => {
    const { get } = await start()
    const front = await (await get('/?since=24h')).text()
    expect(front).toContain('href="/objectives#sandbox%2Flogin"')
    expect(front).not.toContain('class="burn-down"')
  })

  it('says that nothing is measured before the first run, and where no run could measure', async () => {
    expect(await (await start(NO_HISTORY)).page()).toContain('Nothing has been measured yet.')
    const judged = { ...NO_HISTORY, transitions: OUTAGE.transitions }
    const html = await (await start(judged)).page()
    expect(html).toContain('class="lead is-unknown"')
    expect(articleOf(html, 'login')).toContain('no run yet')
  })

  it('loads nothing, runs its own script only, and shows hostile names as text', async () => {
    const { get } = await start(hostile())
    const answer = await get('/objectives')
    const policy = answer.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toMatch(OWN_SCRIPT)
    const html = await answer.text()
    expect(html.match(/<script/g)).toHaveLength(1)
    expect(html).not.toMatch(/<img|\sstyle="/)
    expect(html).toContain('&lt;script&gt;')
  })

  it('needs the token where one is set', async () => {
    const { get } = await start(OUTAGE, { token: new Secret('T', 'correct-horse-battery') })
    expect((await get('/objectives')).status).toBe(401)
    const authorization = 'Bearer correct-horse-battery'
    expect((await get('/objectives', { headers: { authorization } })).status).toBe(200)
  })
})
