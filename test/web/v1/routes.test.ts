import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, HOUR, MINUTE, type QuietWindow, type WatchedProbe } from '../../../src/core/index.ts'
import { allPages, apiOf, incidentAt, iso, NOW, runAt } from './kit.ts'

const names = (page: { items: { name: string }[] }) => page.items.map(({ name }) => name)
const ids = (page: { items: { id: number }[] }) => page.items.map(({ id }) => id)

describe('the surfaces of the API', () => {
  const watched: WatchedProbe[] = [
    { target: 'claude', surface: 'login', probe: 'login', everyMs: MINUTE },
    { target: 'openai', surface: 'api', probe: 'api', everyMs: MINUTE },
  ]

  it('are those of the probes that run now, where a worker gives them', async () => {
    const stored = { runs: [runAt(1, { surface: 'console', probe: 'console' })] }
    const { items } = await apiOf(stored, { probes: () => watched }).json('/surfaces')
    expect(items.map(({ surface, basis }: Record<string, string>) => [surface, basis])).toEqual([
      ['console', 'no-probe'],
      ['login', 'waiting'],
      ['api', 'waiting'],
    ])
  })

  it('are those of the history where no probe runs here', async () => {
    const { items } = await apiOf({ runs: [runAt(1)], watched }).json('/surfaces')
    expect(items.map(({ target }: { target: string }) => target)).toEqual(['claude', 'openai'])
  })

  it('are filtered by their target', async () => {
    const { items, next } = await apiOf({ watched }).json('/surfaces?target=openai')
    expect([items.map(({ surface }: { surface: string }) => surface), next]).toEqual([['api'], null])
    expect((await apiOf({ watched }).json('/surfaces?target=other')).items).toEqual([])
  })

  it('are in maintenance by the windows of the configuration', async () => {
    const window: QuietWindow = {
      kind: 'maintenance',
      from: NOW - HOUR,
      to: NOW + HOUR,
      target: 'claude',
    } as QuietWindow
    const [login] = (await apiOf({ watched }, { maintenance: [window] }).json('/surfaces')).items
    expect(login).toMatchObject({ state: 'maintenance', measured: 'unknown', maintenanceUntil: iso(NOW + HOUR) })
  })
})

describe('the incidents of the API', () => {
  const incidents = [incidentAt(1), incidentAt(30), incidentAt(24 * 20), incidentAt(24 * 40)]
  const api = apiOf({ incidents })

  it('are those of 30 days unless a range is asked for, newest first', async () => {
    expect(names(await api.json('/incidents'))).toEqual(['claude-1', 'claude-30', 'claude-480'])
    expect(names(await api.json('/incidents?since=2d'))).toEqual(['claude-1', 'claude-30'])
    expect(names(await api.json('/incidents?since=1y'))).toHaveLength(4)
  })

  it('are those that touch a range, not only those that begin in it', async () => {
    const from = iso(NOW - 30 * HOUR + 10 * MINUTE)
    const to = iso(NOW - 30 * HOUR + 20 * MINUTE)
    expect(names(await api.json(`/incidents?from=${from}&to=${to}`))).toEqual(['claude-30'])
  })

  it('count one that began after now, since clocks are set back', async () => {
    const ahead = incidentAt(-2)
    expect(names(await apiOf({ incidents: [ahead] }).json('/incidents'))).toEqual(['claude--2'])
  })

  it('are open or not', async () => {
    const { resolvedAt: _, ...open } = incidentAt(3, { name: 'open' })
    const both = apiOf({ incidents: [open, ...incidents] })
    expect(names(await both.json('/incidents?open=true'))).toEqual(['open'])
    expect(names(await both.json('/incidents?open=false'))).not.toContain('open')
    expect(await both.json('/incidents?open=yes')).toMatchObject({ code: 'bad_query' })
  })

  it('come once each, page by page, also where many were declared at the same time', async () => {
    const same = Array.from({ length: 7 }, (_none, index) => incidentAt(5, { name: `same-${index}` }))
    const { items, sizes } = await allPages(apiOf({ incidents: [...same, ...incidents] }), '/incidents?limit=3')
    expect(items.map(({ name }) => name)).toEqual([
      'claude-1',
      ...same.map(({ name }) => name),
      'claude-30',
      'claude-480',
    ])
    expect(sizes).toEqual([3, 3, 3, 1])
  })
})

describe('the runs of the API', () => {
  const runs = Array.from({ length: 40 }, (_none, index) => runAt(40 - index))

  it('are those of a day unless a range is asked for, newest first', async () => {
    const api = apiOf({ runs: [runAt(25 * 60), ...runs] })
    const page = await api.json('/runs')
    expect(page.items).toHaveLength(40)
    expect(ids(page)).toEqual(ids(page).toSorted((a, b) => b - a))
    expect((await api.json('/runs?since=2d')).items).toHaveLength(41)
  })

  it('include one that is scheduled for this moment', async () => {
    expect((await apiOf({ runs: [runAt(0)] }).json('/runs')).items).toHaveLength(1)
  })

  it.each([
    ['target=openai', [3]],
    ['surface=chat', [2]],
    ['probe=login-eu', [4]],
    ['outcome=failed,error', [4, 2]],
    ['trigger=confirm', [3]],
    ['outcome=passed&trigger=manual', []],
  ])('are filtered by %s', async (query, expected) => {
    const mixed = [
      runAt(4, { id: 1 }),
      runAt(3, { id: 2, surface: 'chat', outcome: 'failed' }),
      runAt(2, { id: 3, target: 'openai', trigger: 'confirm' }),
      runAt(1, { id: 4, probe: 'login-eu', outcome: 'error' }),
    ]
    expect(ids(await apiOf({ runs: mixed }).json(`/runs?${query}`))).toEqual(expected)
  })

  it('come once each although runs start later than their slot, some by more than an interval', async () => {
    const late = fc.array(fc.record({ minutes: fc.nat(12), lateMs: fc.nat(4 * MINUTE) }), { maxLength: 25 })
    await fc.assert(
      fc.asyncProperty(late, fc.integer({ min: 1, max: 6 }), async (all, limit) => {
        const stored = all
          .toSorted((a, b) => b.minutes - a.minutes)
          .map(({ minutes, lateMs }, id) => runAt(minutes, { id, startedAt: NOW - minutes * MINUTE + lateMs }))
        const { items } = await allPages(apiOf({ runs: stored }), `/runs?since=1h&limit=${limit}`)
        expect(items.map(({ id }) => id)).toEqual(stored.map(({ id }) => id).toReversed())
      }),
      { numRuns: 30 },
    )
  })

  it('skip none that were stored between two pages', async () => {
    const data = { runs: [...runs] }
    const api = apiOf(data)
    const first = await api.json('/runs?limit=10')
    data.runs.push(runAt(0, { id: 999_999 }))
    const second = await api.json(`/runs?limit=10&cursor=${first.next}`)
    expect([...ids(first), ...ids(second)]).toEqual(
      runs
        .slice(-20)
        .map(({ id }) => id)
        .toReversed(),
    )
  })
})

describe('the trends of the API', () => {
  const surfaces = ['api', 'chat', 'console', 'login']
  const watched = surfaces.map((surface) => ({ target: 'claude', surface, probe: surface, everyMs: MINUTE }))
  const api = apiOf({ watched, runs: watched.map(({ surface, probe }) => runAt(3, { surface, probe })) })

  it('are of every surface that is watched, in pages', async () => {
    const { items, sizes } = await allPages(api, '/trends?limit=3')
    expect(items.map(({ surface }) => surface)).toEqual(surfaces)
    expect(sizes).toEqual([3, 1])
  })

  it('are of one surface or target', async () => {
    expect((await api.json('/trends?surface=chat')).items).toHaveLength(1)
    expect((await api.json('/trends?target=claude')).items).toHaveLength(4)
    expect((await api.json('/trends?target=openai&surface=chat')).items).toEqual([])
  })

  it('are of seven days unless a range is asked for', async () => {
    const [week] = (await api.json('/trends?surface=chat')).items
    expect(Date.parse(week.to)).toBe(NOW + 1)
    expect(NOW - Date.parse(week.from)).toBeGreaterThanOrEqual(7 * DAY - 1)
    expect(NOW - Date.parse(week.from)).toBeLessThan(7 * DAY + week.bucketMs)
  })
})

describe('a query of the API', () => {
  const api = apiOf({ runs: [runAt(1)] })

  it('reads times with any offset', async () => {
    const at = new Date(NOW - 2 * MINUTE).toISOString().replace('Z', '+02:00')
    const shifted = new Date(Date.parse(at))
    expect(NOW - shifted.getTime()).toBe(2 * HOUR + 2 * MINUTE)
    expect((await api.json(`/runs?from=${encodeURIComponent(at)}`)).items).toHaveLength(1)
    expect((await api.json(`/runs?to=${encodeURIComponent(at)}`)).items).toHaveLength(0)
  })

  it('may ask for ten years, and no more', async () => {
    expect((await api.json('/runs?since=50y')).items).toHaveLength(1)
    const { code, message } = await api.json('/runs?from=2001-01-01T00:00:00Z')
    expect([code, message]).toEqual(['bad_query', 'from, to: expected a time before another, at most ten years apart'])
  })

  it.each([
    ['/runs?since=0s', /^from, to: /],
    ['/runs?since=yesterday', /^since: expected a duration such as 24h or 7d$/],
    ['/runs?from=2026-11-23', /^from: /],
    ['/runs?outcome=', /^outcome/],
    ['/runs?trigger=schedule,', /^trigger/],
    ['/runs?limit=1.5', /^limit: /],
    ['/runs?limit=many', /^limit: /],
    ['/runs?target=', /^target: /],
    [`/runs?target=${'x'.repeat(201)}`, /^target: /],
    ['/surfaces?surface=login', /^There is no parameter surface$/],
    ['/trends?outcome=failed', /^There is no parameter outcome$/],
    ['/runs?cursor=AAAA', /^cursor: not a cursor of this API$/],
  ])('is refused with a reason and the valid values: %s', async (path, message) => {
    const answer = await api.app.request(path)
    const body = (await answer.json()) as { code: string; message: string; hint: string }
    expect([answer.status, body.code]).toEqual([400, 'bad_query'])
    expect(body.message).toMatch(message)
    expect(body.hint.length).toBeGreaterThan(20)
  })

  it('is answered with an ETag of its content, which a browser asks with again', async () => {
    const first = await api.app.request('/runs')
    const headers = { 'if-none-match': first.headers.get('etag') ?? '' }
    expect(first.headers.get('cache-control')).toBe('private, no-cache')
    expect((await api.app.request('/runs', { headers })).status).toBe(304)
    expect((await api.app.request('/runs?limit=1&outcome=failed', { headers })).status).toBe(200)
  })
})
