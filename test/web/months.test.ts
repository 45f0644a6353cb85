import { afterEach, describe, expect, it } from 'vitest'
import { evaluatePlan } from '../../src/continuity/index.ts'
import { DAY } from '../../src/core/index.ts'
import type { DashboardOptions } from '../../src/web/index.ts'
import { codeReview, ready } from '../continuity/kit.ts'
import { OWN_SCRIPT, startTestDashboard, type TestDashboard } from '../support/dashboard.ts'
import { type HistoryData, NO_HISTORY } from '../support/history.ts'
import { hostile, NOW, outageNow } from '../support/scenarios.ts'

const boards: TestDashboard[] = []
afterEach(async () => {
  for (const board of boards.splice(0)) await board.stop()
})

/** Played once. */
const OUTAGE = outageNow()

async function start(data: HistoryData = OUTAGE, options: Partial<DashboardOptions> = {}) {
  const board = await startTestDashboard(data, options)
  boards.push(board)
  const get = (path: string) => fetch(board.url + path, { redirect: 'manual' })
  const page = async (path = '/months/2026-11') => (await get(path)).text()
  return { get, page }
}

describe('the page of a month', () => {
  it('says that an open month is not over, with three findings and the figures', async () => {
    const html = await (await start()).page()
    expect(html).toContain('This month is not over: figures up to 23 Nov, 21:05.')
    expect(html.slice(html.indexOf('class="findings"')).match(/<li>/g)?.length).toBeGreaterThanOrEqual(3)
    for (const name of ['Availability', 'Incidents', 'Time in trouble', 'MTTD', 'MTTR']) {
      expect(html).toContain(`<dt>${name}</dt>`)
    }
    expect(html).not.toContain('Cost of outages')
  })

  it('ranks the status pages, and says how post-mortems are looked for', async () => {
    const html = await (await start()).page()
    const league = html.slice(html.indexOf('id="pages"'))
    expect(league).toMatch(
      /<th scope="col">Before us<\/th><th scope="col">After us<\/th><th scope="col">Silent on<\/th>/,
    )
    expect(league).toContain('<td>none read</td>')
    expect(league).toContain('looked for once a day, for 60 days')
  })

  it('has the plan, its drills and the open tasks, and reports that no work was stopped', async () => {
    const plan = { workflows: [codeReview()], shares: [] }
    const evaluate = async () => evaluatePlan({ plan, watched: [], hosts: {}, readiness: ready([]) }, NOW)
    const afterwards = [
      { id: 1, incident: 'claude-1', workflow: 'code review', item: 'merge <b>what waited</b>', at: NOW - DAY },
    ]
    const html = await (await start({ ...OUTAGE, afterwards }, { plan: evaluate, costs: plan })).page()
    expect(html).toMatch(/Of 1 workflow: 1 (promised|without protection)/)
    expect(html).toContain('The plan was never drilled')
    expect(html).toContain('merge &lt;b&gt;what waited&lt;/b&gt;')
    expect(html).toContain('<dt>Cost of outages</dt><dd><b>none</b>')
  })

  it('links to the front page, the month before and the month after', async () => {
    const { get, page } = await start()
    const open = await page()
    expect(open).toContain('href="/months/2026-10"')
    expect(open).not.toContain('href="/months/2026-12"')
    expect(await page('/months/2026-01')).toContain('href="/months/2025-12"')
    expect((await get('/months')).headers.get('location')).toBe('/months/2026-11')
  })

  it('says where it has no history; an invalid month is a 400 with the reason', async () => {
    const { get, page } = await start(NO_HISTORY)
    expect(await page()).toContain('Nothing was measured in this month.')
    const answer = await get('/months/March')
    expect([answer.status, await answer.text()]).toEqual([400, '"March" is not a month\nWrite it as 2026-03.'])
  })

  it('runs its own script only, none once the month is over, and shows hostile names as text', async () => {
    const { get, page } = await start(hostile())
    const answer = await get('/months/2026-11')
    expect(answer.headers.get('content-security-policy')).toMatch(OWN_SCRIPT)
    const html = await answer.text()
    expect(html.match(/<script/g)).toHaveLength(1)
    expect(html).not.toMatch(/<img|<svg onload|\sstyle="/)
    expect(await page('/months/2026-10')).not.toMatch(/<script|data-live/)
  })
})
