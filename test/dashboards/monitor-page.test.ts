import { describe, expect, it } from 'vitest'
import { missingDocument } from '../../dashboards/missing-page.tsx'
import type { MonitorPageModel, MonitorWorker } from '../../dashboards/model/monitor-page.ts'
import { monitorDocument } from '../../dashboards/monitor-page.tsx'
import { servicePolicyText } from '../../dashboards/parts/page.tsx'
import { DAY, HOUR } from '../../src/core/index.ts'
import { FAILURE, HOSTILE, links, NOW, text, trend, view } from './kit.ts'

const WORKER: MonitorWorker = {
  ...{ startedAt: NOW - 3 * DAY, memory: { worker: 180e6, free: 6e9, total: 16e9 }, diskFree: 40e9 },
  retention: { runsMs: 30 * DAY, hoursMs: 400 * DAY, artifactsMs: 14 * DAY },
  copy: { name: 'doorwatch.db.2026-11-22', at: NOW - DAY, bytes: 48_200_000 },
}

const model = (changes: Partial<MonitorPageModel> = {}): MonitorPageModel => ({
  ...{ at: NOW, worker: WORKER, heartbeatAt: NOW - 4_000, conditions: [], notices: [], channels: [] },
  ...{ health: trend().health, oldestRunAt: NOW - 90 * DAY, browser: 'Chromium 140' },
  gaps: { range: { from: NOW - 7 * DAY, to: NOW }, isWhole: true, lanes: [], lines: [] },
  ...changes,
})

const without = <Key extends keyof MonitorPageModel>(...keys: readonly Key[]): MonitorPageModel =>
  Object.fromEntries(Object.entries(model()).filter(([key]) => !keys.includes(key as Key))) as never

const draw = (of: MonitorPageModel) => monitorDocument(of, view())
const read = (of: MonitorPageModel) => text(draw(of).replace(/<(style|script)>[\s\S]*?<\/\1>/g, ''))

const notice = {
  ...{ target: 'claude', surface: 'api', title: 'API', probe: 'api', blame: 'ours' as const, at: NOW - HOUR },
  ...{ text: 'The key is refused.', failure: { ...FAILURE, class: 'credentials' as const } },
}
const refused = {
  ...{ name: 'slack', kind: 'slack' as const },
  waiting: {
    ...{ count: 2, since: NOW - HOUR },
    refusal: { since: NOW - HOUR, reason: 'HTTP 404', retryAt: NOW + HOUR },
  },
}

describe('the page of the monitor itself', () => {
  it.each([
    [{ channels: [{ name: 'slack', kind: 'slack' }] }, 'Doorwatch measures, stores and alerts.', 'operational'],
    [{}, 'Doorwatch measures and stores; no channel for alerts is configured.', 'operational'],
    [{ notices: [notice] }, 'Doorwatch measures. 1 thing needs attention.', 'degraded'],
    [
      { notices: [notice], channels: [refused], health: { ...trend().health, deadDeliveries: 3 } },
      'Doorwatch measures. 3 things need attention.',
      'degraded',
    ],
    [
      { conditions: [{ kind: 'storage', text: 'the disk is full', todo: 'Free space.' }] },
      'Doorwatch measures, but cannot store its results.',
      'down',
    ],
  ] as const)('leads with what is wrong (%#): %s', (changes, headline, standing) => {
    const page = draw(model(changes as never))
    expect(page).toContain(`lead is-${standing}`)
    expect(page).toContain(`<h1 id="headline">${headline}</h1>`)
  })

  it('says that no worker runs, and when the worker of another computer last gave a sign of life', () => {
    expect(read(without('worker', 'heartbeatAt'))).toContain('No worker is running: nothing is measured.')
    expect(read(without('worker', 'heartbeatAt'))).toContain('Worker none is running')
    expect(read(without('worker'))).toContain('Worker last sign of life 21:04:56')
    expect(read(without('worker'))).toContain('Disk and memory are unknown: no worker runs here')
    expect(read(model())).toContain('Worker since 20 Nov, 21:05 for 3 d')
  })

  it('names each condition as a sentence, with what to do and since when', () => {
    const conditions = [{ kind: 'storage', text: 'the disk is full', todo: 'Free space.', since: NOW - HOUR }] as never
    expect(read(model({ conditions }))).toContain('The monitor itself The disk is full. Free space. Since 20:05.')
  })

  it.each([
    [{ ...WORKER, diskFree: 5e8 }, 'Database and machine: The disk is almost full'],
    [{ ...WORKER, memory: { worker: 1, free: 1e8, total: 16e9 } }, 'Database and machine: Memory is short'],
    [WORKER, 'Database and machine: Enough room'],
  ])('says whether the machine has room (%#)', (worker, words) => {
    expect(read(model({ worker }))).toContain(words)
  })

  it('names the retention and the copy before an upgrade', () => {
    const output = read(model())
    expect(output).toContain('Database 48.2 MB runs since 25 Aug, 21:05')
    expect(output).toContain(
      'Retention 30 d of runs; hourly sums 400 d, daily sums for ever; screenshots and traces 14 d',
    )
    expect(output).toContain('Copy before an upgrade 22 Nov, 21:05 doorwatch.db.2026-11-22, 48.2 MB.')
    expect(output).toContain('Disk 40.0 GB free where the database is Memory 6.0 GB free of 16.0 GB')
    const { copy: _, diskFree: __, ...bare } = WORKER
    const fresh = read({ ...without('oldestRunAt', 'browser'), worker: bare })
    expect(fresh).toContain('no run is stored')
    expect(fresh).toContain('Copy before an upgrade none the start of a version that changes the database makes one.')
    expect(fresh).not.toContain('where the database is')
    expect(fresh).not.toContain('Browser of the newest run')
  })

  it('says of its channels what waits and what failed', () => {
    const health = { ...trend().health, pendingDeliveries: 1, deadDeliveries: 2 }
    expect(read(model())).toContain('Channels: No channel is configured; no delivery waits, none failed for good')
    expect(read(model({ channels: [refused], health }))).toContain('Channels: 1 delivery waits, 2 failed for good')
  })
})

describe('the gaps on the page of the monitor', () => {
  const laneOf = (target: string, measured?: number) => ({
    ...{ target, title: 'Login', spans: [{ from: NOW - DAY, to: NOW - DAY + HOUR, watched: true }] },
    ...(measured === undefined ? {} : { measured }),
  })
  const gaps = (changes: Partial<MonitorPageModel['gaps']>) => read(model({ gaps: { ...model().gaps, ...changes } }))

  it.each([
    [[], 'Nothing was measured'],
    [[laneOf('claude', 1)], 'Every surface was measured all the time'],
    [[laneOf('claude', 1), laneOf('openai', 0.994)], 'openai Login was measured least, 99.4 % of the time'],
  ])('are summed up in one line (%#)', (lanes, finding) => {
    expect(gaps({ lanes })).toContain(`Gaps, last 7 days: ${finding}`)
  })

  it('name the target where there are several, and claim nothing of a surface that never ran', () => {
    expect(gaps({ lanes: [laneOf('claude', 1), laneOf('openai')] })).toContain('openai Login')
    expect(gaps({ lanes: [laneOf('claude')] })).toContain('Login no run')
    expect(gaps({ lanes: [laneOf('claude', 1)], isWhole: false })).toContain('Gaps since the first run:')
  })

  it('are listed with their reason, or found elsewhere where there are too many probes', () => {
    const line = { from: NOW - 2 * HOUR, until: NOW - HOUR, slots: 61, probes: 2, reason: 'suspended' } as const
    expect(gaps({ lines: [line] })).toContain(
      '23 Nov, 19:05 to 23 Nov, 20:05: 61 slots of 2 probes, the machine was suspended',
    )
    const overlap = { ...line, until: line.from, slots: 1, probes: 1, reason: 'overlap' } as const
    expect(gaps({ lines: [overlap] })).toContain('23 Nov, 19:05: 1 slot of 1 probe, the run before had not ended')
    expect(gaps({})).toContain('No slot was missed or skipped.')
    const { lines: _, ...many } = model().gaps
    expect(read(model({ gaps: many }))).toContain('slots that were not run are on the page of each probe')
  })
})

describe('a page besides the front page', () => {
  it('runs and loads only files of the dashboard, and has no form', () => {
    const policy = servicePolicyText()
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'sha256-\S+ 'sha256-\S+; script-src 'sha256-\S+; font-src data:; /,
    )
    expect(policy).toMatch(/; base-uri 'none'; form-action 'none'; connect-src 'self'; frame-ancestors 'none'$/)
    expect(draw(model())).not.toMatch(/<script [^>]*src|<form|<img/)
  })

  it('says what an address lacks, and leads on; what was typed is text', () => {
    const page = missingDocument({ text: HOSTILE, hint: HOSTILE, links: [{ href: '/probes', text: HOSTILE }] }, view())
    expect(page).not.toContain('<img')
    expect(links(page)).toEqual(['#main', '/', '/probes'])
    expect(missingDocument({ text: 'No', hint: 'why', links: [] }, view())).not.toContain('<ul class="lines">')
  })
})
