import { describe, expect, it } from 'vitest'
import type { IncidentView } from '../../../dashboards/model/model.ts'
import { Incident } from '../../../dashboards/parts/incident.tsx'
import { Incidents } from '../../../dashboards/parts/incidents.tsx'
import type { View } from '../../../dashboards/words/view.ts'
import { DAY, HOUR, MINUTE } from '../../../src/core/index.ts'
import { HOSTILE, html, incident, links, NOW, text, trend, view } from '../kit.ts'

const render = (changes: Partial<IncidentView> = {}, look: Partial<View> = {}, more = {}) =>
  Incident({ incident: incident(changes), view: view(look), unfolded: false, target: false, ...more })

/** An incident that lasts, since 20:35. */
function open(changes: Partial<IncidentView> = {}): IncidentView {
  const { resolvedAt: _, ...rest } = incident({ impactAt: NOW - 30 * MINUTE, openedAt: NOW - 29 * MINUTE, ...changes })
  return { ...rest, troubleMs: 30 * MINUTE }
}

describe('an incident of the report', () => {
  it('has title, duration, time and name', () => {
    expect(text(render())).toMatch(
      /^✓ Login down for 30 min 19:35 claude-20261123-193500 sign-in only Open the incident/,
    )
    expect(html(render())).toMatch(/^<li id="claude-20261123-193500" class="incident is-down over">/)
  })

  it('counts on while it lasts, and asks who takes care', () => {
    const lasting = Incident({ incident: open(), view: view(), unfolded: true, target: true })
    expect(text(lasting)).toMatch(/^! claude Login down for 30 min 20:35, ongoing/)
    expect(text(lasting)).toContain('Nobody has acknowledged it. Acknowledge')
    expect(html(lasting)).toContain('<details open="">')
    expect(links(lasting)).toContain('/incidents/claude-20261123-193500/acknowledge')
  })

  it('names who acknowledged it, while it lasts only', () => {
    const acknowledgement = { by: 'Ana', at: NOW - 5 * MINUTE, via: 'cli' } as const
    const of = (one: IncidentView) => text(Incident({ incident: one, view: view(), unfolded: false, target: false }))
    expect(of({ ...open(), acknowledgement })).toContain('Acknowledged: Ana since 21:00')
    expect(of(incident({ acknowledgement }))).not.toContain('Ana')
  })

  it('separates trouble from total time where they differ by more than a minute', () => {
    expect(text(render({ impactAt: NOW - 3 * HOUR, troubleMs: 20 * MINUTE }))).toContain('for 20 min within 2 h')
    expect(text(render({ troubleMs: 29 * MINUTE }))).toContain('Login down for 30 min')
  })

  it('says why it was closed before it was over', () => {
    expect(text(render({ closed: 'login is no longer watched' }))).toContain(', closed login is no longer watched')
  })

  it.each([
    [{}, 'The status page did not report it.'],
    [{ firstAt: NOW - 90 * MINUTE + 12_000 }, 'The status page reported it at the same time as Doorwatch.'],
    [{ firstAt: NOW - 80 * MINUTE + 12_000 }, 'The status page reported it 10 min after Doorwatch.'],
    [{ firstAt: NOW - 95 * MINUTE + 12_000 }, 'The status page reported it 5 min before Doorwatch.'],
  ])('says whether the status page was first: %j', (page, words) => {
    expect(text(render({ page }))).toContain(words)
  })

  it('does not mention a status page that was not read, and says where one has not reported it so far', () => {
    expect(text(render())).not.toContain('status page')
    const lasting = Incident({ incident: { ...open(), page: {} }, view: view(), unfolded: false, target: false })
    expect(text(lasting)).toContain('The status page has not reported it so far.')
  })

  it('lists its surfaces from when to when, with what failed', () => {
    expect(text(render())).toContain('Login down from 19:35 to 20:05 HTTP 500 at submit credentials server error')
    const { recoveredAt: _, failure: __, ...still } = incident().surfaces[0] as IncidentView['surfaces'][number]
    expect(text(render({ surfaces: [still], moreSurfaces: 3 }))).toContain('Login down since 19:35 and 3 more surfaces')
  })

  it('has its timeline from the first failing run on', () => {
    const timeline = [
      { at: NOW - 89 * MINUTE, kind: 'opened', text: 'Declared: Login is down.', to: 'down' },
      { at: NOW - 80 * MINUTE, kind: 'page', text: 'The page posted.' },
    ] as const
    const output = render({ timeline })
    expect(text(output)).toContain(
      'Timeline 23 Nov 19:35:00First failing run. Declared 12 s later. 19:36:00Declared: Login is down. 19:45:00The page posted.',
    )
    expect(html(output)).toContain('<li class="is-page">')
  })

  it('has its reasons, cost and evidence where there are any', () => {
    expect(text(render())).not.toMatch(/Why it was declared|Cost|Evidence/)
    const workflow = { name: 'review', cost: '£900', withoutPlan: '£2,250', ours: false, lostHours: 12.345 }
    const cost = {
      subject: 's',
      target: 'claude',
      ours: false,
      open: false,
      text: '£3,600',
      workflows: [workflow, workflow],
    }
    const evidence = [
      { at: NOW - HOUR, probe: 'login', artifacts: [{ kind: 'trace', path: 'x/t.zip', bytes: 48_211 }] },
    ]
    const output = text(render({ reasons: ['Two of two runs failed.'], cost, evidence: evidence as never }))
    expect(output).toContain('Cost £3,600')
    expect(output).toContain('review 12.3 £900 £2,250 none')
    expect(output).toContain('Why it was declared Two of two runs failed. Evidence login at 20:05:00: trace (48.2 kB)')
  })

  it('shows texts from outside as text', () => {
    const markup = html(render({ name: HOSTILE, title: HOSTILE, scope: HOSTILE, reasons: [HOSTILE] }))
    expect(markup).not.toContain('<img')
  })
})

describe('the incidents of a range', () => {
  const section = (all: readonly IncidentView[], total = all.length, changes = {}) =>
    Incidents({ trend: trend({ incidents: { total, shown: all }, ...changes }), view: view() })
  const many = (count: number) => Array.from({ length: count }, (_none, index) => incident({ name: `i${index}` }))

  it('say what an incident is where there was none', () => {
    expect(text(section([]))).toContain('None in the last 24 hours. An incident begins when a failure is confirmed')
    const earlier = { range: { from: NOW - 9 * DAY, to: NOW - 2 * DAY, bucketMs: HOUR } }
    expect(text(section([], 0, earlier))).toContain('None in this time.')
  })

  it('unfold the newest and those that are open', () => {
    const all = [incident({ name: 'a' }), open({ name: 'b' }), incident({ name: 'c' })]
    expect(
      [...html(section(all)).matchAll(/id="(.)"[^>]*><details(?: open="")?>/g)].map(([whole]) =>
        whole.includes('open=""'),
      ),
    ).toEqual([true, true, false])
  })

  it('fold those beyond eight, and count those beyond what is read', () => {
    expect(text(section(many(11), 40))).toContain('3 earlier incidents')
    expect(text(section(many(11), 40))).toContain('And 29 more.')
    expect(text(section(many(8)))).not.toContain('earlier')
  })

  it('name their target where there are several', () => {
    const all = [incident(), incident({ target: 'openai', name: 'x' })]
    const selection = { matching: 9, charted: 3, filtered: false }
    expect(html(section(all, 2, { selection }))).toContain('of-target')
    expect(html(section(all))).toContain('of-target')
    expect(html(section(all.slice(0, 1)))).not.toContain('of-target')
  })

  it('say in one line how soon they were detected and how long they lasted', () => {
    expect(text(section([incident()]))).toContain(
      'Half were noticed within 12 s of the first failing run; half of those resolved lasted less than 30 min.',
    )
    expect(text(section([open()]))).toContain('Half were noticed within 1 min of the first failing run.')
  })
})
