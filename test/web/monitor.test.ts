import { afterEach, describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE, Secret } from '../../src/core/index.ts'
import type { DashboardOptions, MonitorFacts } from '../../src/web/index.ts'
import { OWN_SCRIPT, startTestDashboard, type TestDashboard } from '../support/dashboard.ts'
import { type HistoryData, NO_HISTORY } from '../support/history.ts'
import { firstMinutes, hostile, NOW, outageNow } from '../support/scenarios.ts'

const boards: TestDashboard[] = []
afterEach(async () => {
  for (const board of boards.splice(0)) await board.stop()
})

/** Played once. */
const [OUTAGE, CALM] = [outageNow(), firstMinutes()]

const FACTS: MonitorFacts = {
  startedAt: NOW - 3 * DAY,
  condition: {},
  memory: { worker: 180e6, free: 2e9, total: 8e9 },
  diskFree: 55e9,
  retention: { runsMs: 30 * DAY, hoursMs: 396 * DAY, artifactsMs: 14 * DAY },
  copy: { name: 'doorwatch.sqlite.before-v25', at: NOW - 9 * DAY, bytes: 4_000_000 },
}

async function start(data: HistoryData = CALM, facts?: Partial<MonitorFacts>, more: Partial<DashboardOptions> = {}) {
  const board = await startTestDashboard(data, {
    ...(facts ? { facts: async () => ({ ...FACTS, ...facts }) } : {}),
    ...more,
  })
  boards.push(board)
  const get = (init?: RequestInit) => fetch(`${board.url}/monitor`, init)
  /** Without its styles. */
  const page = async () => (await (await get()).text()).replace(/<style>[\s\S]*?<\/style>/g, '')
  return { board, get, page }
}

describe('the page of the monitor', () => {
  it('says that it measures and stores, with version and the start of the worker', async () => {
    const html = await (await start(CALM, {})).page()
    expect(html).toContain('<h1 id="headline">Doorwatch measures and stores; no channel for alerts is configured.</h1>')
    expect(html).toContain('class="lead is-operational"')
    expect(html).toContain('<dt>Version</dt><dd><strong>0.1.0</strong> at <bdi>office</bdi>')
    expect(html).toMatch(/<dt>Worker<\/dt><dd><strong>since <time datetime="2026-11-20T21:05:00/)
    expect(html).toMatch(/Start after the slot, last day<\/dt><dd><strong>\d+ ms/)
  })

  it('shows database, retention, copy, disk and memory', async () => {
    const html = await (await start(CALM, {})).page()
    expect(html).toMatch(/<dt>Retention<\/dt><dd><b>30 d<\/b> <span>of runs; hourly sums 396 d/)
    expect(html).toMatch(
      /<dt>Copy before an upgrade<\/dt><dd><b>14 Nov, 21:05<\/b> <span><bdi>doorwatch\.sqlite\.before-v25<\/bdi>, 4\.0 MB/,
    )
    expect(html).toContain('Other backups are not made: <code>doorwatch help operation</code>')
    expect(html).toContain('<b>55.0 GB free</b>')
    expect(html).toContain('Enough room')
    const { copy: _, ...without } = FACTS
    const none = await start(CALM, undefined, { facts: async () => without })
    const withoutCopy = await none.page()
    expect(withoutCopy).toContain('<dt>Copy before an upgrade</dt><dd><b>none</b>')
    expect(withoutCopy).toContain('the start of a version that changes the database makes one')
  })

  it('lists problems with their fixes, as status does', async () => {
    const storage = {
      since: NOW - 5 * MINUTE,
      code: 'disk_full',
      message: 'The disk is full',
      heldRuns: 12,
      droppedRuns: 0,
    }
    const html = await (await start(CALM, { condition: { storage }, diskFree: 2_000 })).page()
    expect(html).toContain('Doorwatch measures, but cannot store its results.')
    expect(html).toContain('The worker cannot store results since 5 min ago: The disk is full.')
    expect(html).toContain('The disk is almost full')
    const short = await start(CALM, { memory: { worker: 1, free: 1, total: 1_000 } })
    expect(await short.page()).toContain('Memory is short')
  })

  it('counts the notices and shows them', async () => {
    const html = await (await start(OUTAGE, {})).page()
    expect(html).toContain('Doorwatch measures. 2 things need attention.')
    expect(html).toContain('Probe console needs repair')
  })

  it('shows channels that refuse alerts, and what waits', async () => {
    const refusal = { since: NOW - HOUR, reason: 'no_service', retryAt: NOW + HOUR }
    const backlogs = [{ channel: 'ops', waiting: 3, since: NOW - HOUR, refusal }]
    const html = await (await start({ ...CALM, backlogs }, {})).page()
    expect(html).toContain('1 thing needs attention')
    expect(html).toMatch(/class="channel-name">ops<\/bdi>.*refuses alerts since/)
    expect(html).toContain('3 alerts wait')
  })

  it('hatches time without measurement, never green, and lists it with the reason', async () => {
    const from = NOW - 5 * MINUTE
    const run = CALM.runs.find(({ surface }) => surface === 'login')
    if (!run) throw new Error('no run')
    const runs = CALM.runs.filter(({ startedAt }) => startedAt < from || startedAt > from + 2 * MINUTE)
    const skip = { reason: 'suspended', count: 4, until: from + 2 * MINUTE } as const
    const gap = { ...run, scheduledAt: from, startedAt: from, outcome: 'skipped' as const, steps: [], skip }
    const html = await (await start({ ...CALM, runs: [...runs, gap] }, {})).page()
    const gaps = html.slice(html.indexOf('id="gaps"'), html.indexOf('id="machine"'))
    expect(gaps).toMatch(/<rect class="gap" /)
    expect(gaps).not.toMatch(/is-operational|run-passed/)
    expect(gaps).toContain('Gaps since the first run')
    const width = Number(/<rect class="gap" x="[\d.]+%" width="([\d.]+)%"/.exec(gaps)?.[1])
    expect(width).toBeGreaterThan(20)
    expect(gaps).toContain('23 Nov, 21:00 to 23 Nov, 21:02: 4 slots of 1 probe, the machine was suspended')
    expect(gaps).toMatch(/aria-label="Login: \d\d\.\d\d % measured"/)
  })

  it('says so where no worker runs, and before the first run', async () => {
    const { heartbeatAt: _, ...silent } = { ...NO_HISTORY, heartbeatAt: undefined }
    const dead = await start({ ...silent, heartbeatAt: undefined as never })
    expect(await dead.page()).toContain('No worker is running: nothing is measured.')
    const elsewhere = await start({ ...NO_HISTORY, heartbeatAt: NOW + HOUR })
    expect(await elsewhere.page()).toMatch(/last sign of life <time datetime="2026-11-23T21:05:00/)
    const html = await (await start(NO_HISTORY, {})).page()
    expect(html).toContain('Nothing was measured')
    expect(html).toContain('no run is stored')
  })

  it('is linked from the front page', async () => {
    const { board } = await start()
    expect(await (await fetch(`${board.url}/?since=24h`)).text()).toContain('href="/monitor"')
  })

  it('loads nothing, runs its own script only, and shows hostile text as text', async () => {
    const { get } = await start(hostile(), {})
    const answer = await get()
    const policy = answer.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toMatch(OWN_SCRIPT)
    const html = await answer.text()
    expect(html.match(/<script/g)).toHaveLength(1)
    expect(html).not.toMatch(/<img|<svg onload|\sstyle="/)
  })

  it('needs the token where one is set', async () => {
    const { get } = await start(CALM, {}, { token: new Secret('T', 'correct-horse-battery') })
    expect((await get()).status).toBe(401)
  })
})
