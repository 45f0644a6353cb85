import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { HOUR, SILENT } from '../../src/core/index.ts'
import { openStore } from '../../src/store/index.ts'
import { folderWith } from '../config/kit.ts'
import { command } from '../support/command.ts'
import { startTestDashboard } from '../support/dashboard.ts'
import { NO_HISTORY } from '../support/history.ts'
import { NOW } from '../support/scenarios.ts'
import { type Outage, review, storeModelB, storeOutage } from './kit.ts'

const CONFIG = `import { claude, defineConfig, env, openai, switchTo, workflow } from 'doorwatch'
  export default defineConfig({
    targets: [claude({ key: env('KEY') }), openai({ key: env('KEY') })],
    workflows: [workflow('another plan, written later', {
      people: 1, rate: { amount: 1, currency: 'EUR' }, hours: '00:00-24:00 UTC', uses: ['claude/cli'],
    })],
  })`

/** A folder whose database has this outage, with model B working. */
async function folderOf(outage: Outage) {
  const folder = folderWith({ 'doorwatch.config.ts': CONFIG })
  const path = join(folder, 'd.sqlite')
  const store = await openStore({ path, log: SILENT, clock: { now: () => outage.from } })
  await storeModelB(store, outage.from - HOUR)
  await storeOutage(store, outage)
  const run = (...args: readonly string[]) => command(folder, args, { KEY: 'k', DOORWATCH_DB: path })
  return { store, run }
}

/** Four hours that ended an hour ago. */
const to = Math.floor(Date.now() / HOUR) * HOUR - HOUR
const FOUR_HOURS = { from: to - 4 * HOUR, to }

const { fallback: _, ...unprotected } = review()

const EXAMPLE: readonly [string, Outage, object, string][] = [
  [
    'costs £9,000 without a fallback',
    { ...FOUR_HOURS, workflows: [unprotected] },
    { cost: 9_000, withoutPlan: 9_000, saved: 0, promised: 0 },
    'Cost: £9,000',
  ],
  [
    'costs £3,600 with a proven switch that carries 60 %',
    FOUR_HOURS,
    { cost: 3_600, withoutPlan: 9_000, saved: 5_400, promised: 0 },
    'Cost: £3,600 (without a plan £9,000, saved £5,400)',
  ],
  [
    'costs £9,000 with the same switch unproven, which promised £5,400',
    { ...FOUR_HOURS, proven: false },
    { cost: 9_000, withoutPlan: 9_000, saved: 0, promised: 5_400 },
    'Cost: £9,000 (promised £5,400)',
  ],
]

describe('25 people at £90 who lose 4 hours', () => {
  it.each(EXAMPLE)('%s: the same in text, JSON, report and API', async (_title, outage, amounts, words) => {
    const { store, run } = await folderOf(outage)
    const totals = [{ currency: 'GBP', switching: 0, ...amounts }]
    expect((await run('incident', 'claude-1')).stdout.split('\n')).toContain(words)
    expect((await run('incident')).stdout).toContain(words.slice('Cost: '.length))
    const { cost } = JSON.parse((await run('incident', 'claude-1', '--json')).stdout)
    expect(cost).toMatchObject({ ours: false, totals, workflows: [{ workflow: 'code review', ...amounts }] })
    const [listed] = JSON.parse((await run('incident', '--json')).stdout)
    expect(listed.cost).toEqual(cost)
    const report = JSON.parse((await run('report', '--since', '24h', '--json')).stdout)
    expect(report.trend.incidents.shown[0].cost.text).toBe(words.slice('Cost: '.length))
    expect(report.trend.costs.text).toBe(words.slice('Cost: '.length))
    expect(report.trend.costs.surfaces).toMatchObject([{ name: 'claude/cli' }])
    const board = await startTestDashboard(NO_HISTORY, { history: { ...store, judgeMemory: async () => ({}) } })
    board.clock.at = Date.now()
    const api = async (path: string) => (await fetch(`${board.url}${path}`)).json()
    expect((await api('/api/incidents?since=24h'))[0].cost).toEqual(cost)
    expect((await api('/api/incidents/claude-1')).cost).toEqual(cost)
    expect((await fetch(`${board.url}/api/incidents/claude-2`)).status).toBe(404)
    await board.stop()
    await store.close()
  })

  it('cost as much once the runs behind it are deleted and the plan was edited', async () => {
    const { store, run } = await folderOf(FOUR_HOURS)
    await store.prune(Date.now() + 400 * 24 * HOUR, { runsMs: HOUR, hoursMs: HOUR })
    await store.close()
    expect((await run('incident', 'claude-1')).stdout).toContain('Cost: £3,600 (without a plan £9,000, saved £5,400)')
  })

  it('has a price that grows while it lasts, in status and on the front page', async () => {
    const from = Math.floor(Date.now() / 1_000) * 1_000 - 4 * HOUR
    const { store, run } = await folderOf({ from, workflows: [unprotected] })
    const { stdout } = await run('status')
    expect(stdout).toMatch(/^Incident claude-1 has cost £9,0\d\d(\.\d\d)? so far\.$/m)
    const before = await run('status', '--json')
    const [{ cost }] = JSON.parse(before.stdout).incidents
    const least = 9_000
    expect(cost.totals[0].cost).toBeGreaterThanOrEqual(least)
    expect(cost.totals[0].cost).toBeLessThan(least + 100)
    expect(JSON.parse(before.stdout).ours).toEqual([])
    const board = await startTestDashboard(NO_HISTORY, {
      ...{ history: { ...store, judgeMemory: async () => ({}) }, costs: { workflows: [unprotected] } },
    })
    board.clock.at = from + 4 * HOUR
    const page = await (await fetch(board.url)).text()
    expect(page).toContain('<dt>Cost so far</dt><dd><strong>£9,000</strong></dd>')
    await board.stop()
    const silent = await startTestDashboard(NO_HISTORY, { history: { ...store, judgeMemory: async () => ({}) } })
    silent.clock.at = NOW
    expect(await (await fetch(silent.url)).text()).not.toContain('Cost so far')
    await silent.stop()
    await store.close()
  })

  it('has no cost where no plan was stored when it opened', async () => {
    const { store, run } = await folderOf(FOUR_HOURS)
    const incident = { name: 'claude-0', target: 'claude', openedAt: to - 9 * HOUR, impactAt: to - 9 * HOUR }
    const change = { incident: { ...incident, resolvedAt: to - 8 * HOUR, scope: 'cli', surfaces: [] }, entries: [] }
    await store.transaction((tx) =>
      tx.applyChanges('claude', undefined, { transitions: [], incident: change, notices: [] }),
    )
    await store.close()
    expect((await run('incident', 'claude-0')).stdout).toContain('Cost: not known, because no workflow was configured')
    expect(JSON.parse((await run('incident', 'claude-0', '--json')).stdout)).not.toHaveProperty('cost')
    const { code, stderr } = await run('incident', 'claude-9')
    expect([code, stderr]).toEqual([2, expect.stringContaining('claude-9')])
  })
})
