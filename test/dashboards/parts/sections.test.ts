import { describe, expect, it } from 'vitest'
import type { LaneSpan, TrendModel } from '../../../dashboards/model/model.ts'
import { Health } from '../../../dashboards/parts/health.tsx'
import { Heat } from '../../../dashboards/parts/heat.tsx'
import { Lanes } from '../../../dashboards/parts/lanes.tsx'
import { Period } from '../../../dashboards/parts/period.tsx'
import { Statuses } from '../../../dashboards/parts/statuses.tsx'
import { DAY, HOUR, MINUTE, NOTHING_SPENT } from '../../../src/core/index.ts'
import { FAILURE, HOSTILE, html, incident, lane, NOW, text, trend, view } from '../kit.ts'

const _span = (changes: Partial<LaneSpan> = {}): LaneSpan => ({
  ...{ state: 'down', from: NOW - 2 * HOUR, to: NOW - HOUR, merged: 1, failure: FAILURE },
  ...changes,
})

describe('the hours of the week', () => {
  const cells = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => ({ runs: 100, failed: 0 })))
  const heat = (changes: readonly (readonly [number, number, { runs: number; failed: number }])[], from?: number) => {
    const all = cells.map((day) => [...day])
    for (const [day, hour, cell] of changes) (all[day] as { runs: number; failed: number }[])[hour] = cell
    const model = { finding: 'Mondays at 14:00 fail most', cells: all, ...(from === undefined ? {} : { from }) }
    return Heat({ trend: trend({ heat: model as never }), view: view() })
  }

  it.each([
    [{ runs: 0, failed: 0 }, 'none'],
    [{ runs: 1_000, failed: 1 }, '1'],
    [{ runs: 100, failed: 1 }, '1'],
    [{ runs: 100, failed: 2 }, '2'],
    [{ runs: 100, failed: 6 }, '3'],
    [{ runs: 100, failed: 21 }, '4'],
  ])('are darker the more runs failed: %j', (cell, level) => {
    const other = cell.failed === 0 ? [[6, 6, { runs: 100, failed: 100 }] as const] : []
    expect(html(heat([[0, 14, cell], ...other])).match(new RegExp(`heat-cell h-${level}"`, 'g'))).toHaveLength(1)
  })

  it('read out what failed, by day and hour', () => {
    expect(html(heat([[6, 23, { runs: 200, failed: 3 }]]))).toContain(
      'data-tip="Sun 23:00 to 00:00: 3 of 200 runs failed (1.5 %)"',
    )
  })

  it('are a table as well, the largest share first, for who cannot point at the map', () => {
    const output = text(
      heat([
        [0, 14, { runs: 200, failed: 3 }],
        [6, 23, { runs: 1_000, failed: 50 }],
      ]),
    )
    expect(output).toContain('Hour Runs Failed Share Sun 23:00 to 00:00 1,000 50 5.0 % Mon 14:00 to 15:00 200 3 1.5 %')
    const all = cells.flatMap((row, day) => row.map((_, hour) => [day, hour, { runs: 9, failed: 1 }] as const))
    expect(html(heat(all)).match(/<tr><th scope="row">/g)).toHaveLength(24)
    expect(text(heat(all))).toContain('And 144 hours with less.')
    expect(text(heat(all.slice(0, 25)))).toContain('And 1 hour with less.')
  })

  it('say since when they are counted, where that is later than the range', () => {
    const failing = [[0, 0, { runs: 100, failed: 1 }]] as const
    expect(text(heat(failing, NOW - 2 * HOUR))).not.toContain('Counted since')
    const long = { range: { from: NOW - 90 * DAY, to: NOW, bucketMs: DAY } }
    const [first = [], ...rest] = cells
    const worse = [[{ runs: 100, failed: 1 }, ...first.slice(1)], ...rest]
    const model = { finding: 'f', cells: worse, from: NOW - 9 * DAY }
    expect(text(Heat({ trend: trend({ ...long, heat: model as never }), view: view() }))).toContain(
      'Counted since 14 Nov.',
    )
    expect(Heat({ trend: trend(), view: view() })).toBeNull()
  })

  it('are one sentence where no run failed: a map without a mark says no more', () => {
    expect(html(heat([]))).not.toContain('<svg')
    expect(text(heat([]))).toContain('Mondays at 14:00 fail most')
  })
})

describe('the HTTP answers of a range', () => {
  const mix = (total: Record<string, number>, counts = [1, 0, 0, 0, 0, 0, 0, 0]) => ({
    ...{ target: 'claude', surface: 'api', title: 'API', bucketMs: HOUR, total },
    buckets: [{ at: NOW - 2 * HOUR, counts }],
  })

  it('list the exact codes, errors first, the most frequent first', () => {
    const output = text(
      Statuses({ trend: trend({ statuses: [mix({ '200': 90, '204': 95, '500': 1, '429': 2 })] }), view: view() }),
    )
    expect(output).toContain('429 2 500 1 204 95 200 90')
  })

  it('count the codes beyond eight, and explain only the classes that occur', () => {
    const many = Object.fromEntries(Array.from({ length: 11 }, (_none, index) => [String(400 + index), 1]))
    const output = text(Statuses({ trend: trend({ statuses: [mix(many, [1, 0, 3])] }), view: view() }))
    expect(output).toContain('and 3 other codes')
    const nine = Object.fromEntries(Object.entries(many).slice(0, 9))
    const short = text(Statuses({ trend: trend({ statuses: [mix(nine)] }), view: view() }))
    expect(short).toContain('and 1 other code')
    expect(short).not.toContain('codes')
    expect(output).toContain('2xx answered 4xx refused')
    expect(output).not.toContain('529')
  })

  it('say what is counted here where nothing was counted', () => {
    expect(text(Statuses({ trend: trend(), view: view() }))).toContain('No HTTP status was recorded in this time.')
  })
})

describe('the monitor itself', () => {
  const { health } = trend()
  const render = (changes: Partial<TrendModel['health']>) => Health({ health: { ...health, ...changes } })

  it('is punctual and complete', () => {
    expect(text(render({}))).toContain('Start after the slot 5 ms p95 33 ms, p99 40 ms')
    expect(text(render({}))).toContain('Runs 1,440 none missed, none interrupted')
    expect(text(render({}))).toContain('Could not measure 0 every run has a result')
    expect(text(render({}))).toContain('Database 48.2 MB on disk')
    expect(html(render({}))).not.toContain('"bad"')
  })

  it('marks what needs action', () => {
    const bad = render({
      ...{ missed: 2, interrupted: 1, errors: 72, deadDeliveries: 4, pendingDeliveries: 1, continuity: 0.98 },
      ...{ lag: { n: 9, p50: 5, p95: 5_001, p99: 9_000 }, drill: { stale: true, value: 'never', detail: 'd' } },
    })
    expect(html(bad).match(/class="bad"/g)).toHaveLength(6)
    expect(text(bad)).toContain('2 missed, 1 interrupted')
    expect(text(bad)).toContain('Could not measure 72 5.0 % of the runs')
    expect(text(bad)).toContain('Alerts queued 1 4 failed for good')
    expect(text(bad)).toContain('Time covered 98.0 %')
  })

  it('says what was spent, of what, and that probing is slowed', () => {
    const spend = {
      ...{ target: 'claude', today: { ...NOTHING_SPENT, requests: 790, outputTokens: 12 }, days: 7, slowed: true },
      ...{ total: { ...NOTHING_SPENT, requests: 5_000 }, caps: [{ kind: 'requests' as const, cap: 1_000 }] },
    } as const
    const output = render({ spend: [spend] })
    expect(text(output)).toMatch(
      /Spent today \(UTC\) on claude: 790 requests \(79 % of 1,000 requests\), 12 output tokens/,
    )
    expect(text(output)).toContain('; in 7 days 5,000 requests. Probing is slowed.')
    const none = { ...spend, today: NOTHING_SPENT, caps: [], days: 1, slowed: false }
    expect(text(render({ spend: [none] }))).toContain('Spent today (UTC) on claude: nothing.')
    expect(text(render({ spend: Array.from({ length: 14 }, () => none) }))).toContain('And 2 more targets.')
  })

  it('says what this section shows where nothing ran', () => {
    expect(text(render({ runs: 0 }))).toContain('No run in this time. This section shows how punctual')
  })
})

describe('the range against the one before', () => {
  const period = (changes: readonly string[]) =>
    Period({ trend: trend({ period: { against: 'the day before', changes } as never }) })

  it('leads with its first sentence, and lists the others', () => {
    expect(text(period(['More was down.', 'API got slower.']))).toBe(
      'Against the day before: More was down API got slower.',
    )
    expect(html(period(['One.']))).not.toContain('<ul')
    expect(period([])).toBeNull()
  })
})

describe('the lanes of a range', () => {
  const lanes = (changes: Partial<TrendModel>) => Lanes({ trend: trend(changes), view: view() })

  it('have availability and the times of trouble', () => {
    const login = lane({
      availability: 0.983,
      downMs: 20 * MINUTE,
      degradedMs: 0,
      unmeasuredMs: HOUR,
      failed: 24,
      runs: 1_440,
    })
    expect(text(lanes({ lanes: [login] }))).toContain('Login 98.3 % 20 min – 1 h')
    expect(html(lanes({ lanes: [login] }))).toContain('title="24 failed runs of 1,440"')
    const { availability: _, ...unmeasured } = lane()
    expect(text(lanes({ lanes: [unmeasured] }))).toContain('Login no data – – –')
  })

  it('mark when incidents began, and leave out the time of one where two would touch', () => {
    const at = (minutes: number) => incident({ name: `i${minutes}`, impactAt: NOW - minutes * MINUTE })
    const markup = html(lanes({ lanes: [lane()], incidents: { total: 3, shown: [at(60), at(62), at(600)] } }))
    expect(markup.match(/<text class="is-down"/g)).toHaveLength(2)
    expect(markup.match(/class="tick"/g)).toHaveLength(3)
  })

  it('mark no incident that began before the range: its time would be read as one of the range', () => {
    const before = incident({ name: 'before', impactAt: NOW - DAY - MINUTE })
    const first = incident({ name: 'first', impactAt: NOW - DAY })
    const markup = html(lanes({ lanes: [lane()], incidents: { total: 2, shown: [first, before] } }))
    expect(markup.match(/class="tick"/g)).toHaveLength(1)
    expect(markup).toContain('>21:05</text>')
    expect(markup).not.toContain('>21:04</text>')
  })

  it('compare with the status page and with people, a row each', () => {
    const page = { target: 'claude', spans: [], posts: [], greenMs: 26 * MINUTE }
    const people = { target: 'claude', reports: 5, marks: [{ at: NOW - HOUR, people: 3, surfaces: ['claude/login'] }] }
    const output = lanes({ lanes: [lane()], pages: [page, { ...page, greenMs: 0 }], people: [people] })
    expect(text(output)).toContain('People 5 reports')
    expect(text(output)).toContain('Status page operational during 26 min of trouble')
    expect(text(output)).toContain('Status page never operational in trouble')
    expect(html(output)).toContain('data-tip="3 people reported claude/login at 20:05"')
    expect(html(output)).toContain('role="img" aria-label="3 people reported claude/login at 20:05"')
  })

  it('say which surfaces are shown where there are more', () => {
    const selection = { matching: 40, charted: 3, filtered: false }
    expect(text(lanes({ lanes: [lane()], selection }))).toContain('39 surfaces more: use the filter to see them.')
    expect(text(lanes({}))).toContain('No surface was judged in this time.')
  })

  it('show names from outside as text', () => {
    expect(html(lanes({ lanes: [lane({ title: HOSTILE, target: HOSTILE }), lane()] }))).not.toContain('<img')
  })
})
