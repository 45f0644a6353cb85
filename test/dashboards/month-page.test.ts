import { describe, expect, it } from 'vitest'
import type { MonthIncident, MonthModel, MonthPage, MonthPlan, MonthSurface } from '../../dashboards/model/month.ts'
import { monthDocument, monthPolicyText } from '../../dashboards/month-page.tsx'
import { DAY, HOUR, MINUTE } from '../../src/core/index.ts'
import { HOSTILE, links, NOW, text, view } from './kit.ts'

const FROM = Date.UTC(2026, 10, 1)
const FIGURES = { runs: 40_000, availability: 0.9987, incidents: 3, troubleMs: 90 * MINUTE, mttdMs: 72_000 }

const model = (changes: Partial<MonthModel> = {}): MonthModel => ({
  ...{
    at: NOW,
    month: '2026-10',
    title: 'October 2026',
    beforeTitle: 'September 2026',
    from: FROM - 31 * DAY,
    to: FROM,
  },
  ...{ open: false, afterwards: [], moreAfterwards: 0, changes: ['Availability rose.'], findings: ['Login was down.'] },
  ...{ current: FIGURES, before: { ...FIGURES, runs: 39_000, incidents: 1 } },
  ...{ surfaces: [], incidents: [], moreIncidents: 0, pages: [] },
  ...changes,
})

const surface = (changes: Partial<MonthSurface> = {}): MonthSurface => ({
  ...{ target: 'claude', surface: 'login', title: 'Login', availability: 0.991, downMs: 0, degradedMs: 0 },
  ...changes,
})

const incident = (changes: Partial<MonthIncident> = {}): MonthIncident => ({
  ...{ name: 'claude-1', title: 'Login down', worst: 'down', impactAt: FROM - 10 * DAY, lastedMs: 90 * MINUTE },
  ...{ open: false, detectionMs: 72_000, silent: false },
  ...changes,
})

const statusPage = (changes: Partial<MonthPage> = {}): MonthPage => ({
  ...{ target: 'claude', incidents: 3, silent: 1, first: 1, late: 1, leadMs: 26 * MINUTE, greenMs: 40 * MINUTE },
  ...{ postmortems: 1, searched: true, postmortemDays: 6.2 },
  ...changes,
})

const draw = (changes: Partial<MonthModel> = {}, look = {}) => monthDocument(model(changes), view(look))
const read = (changes: Partial<MonthModel> = {}, look = {}) =>
  text(draw(changes, look).replace(/<(style|script)>[\s\S]*?<\/\1>/g, ''))

describe('the page of a month', () => {
  it('begins with the main finding, then its figures against those of the month before', () => {
    const output = read()
    expect(output).toContain('October 2026 Login was down. Availability 99.87 %September 2026: 99.87 % Incidents 3')
    expect(output).toContain('Incidents 3September 2026: 1')
    expect(output).toContain('Time in trouble 1 h 30 minSeptember 2026: 1 h 30 min MTTD 1 min 12 s')
    expect(output).toContain('MTTR –September 2026: –')
    expect(output).toContain('Against September 2026 Availability rose.')
  })

  it('says that a month is not over, since when it was measured, and that the one before was not', () => {
    const { availability: _, ...nothing } = FIGURES
    const before = { ...nothing, runs: 0, incidents: 0, troubleMs: 0 }
    const output = read({ open: true, measuredFrom: FROM - 3 * DAY, before })
    expect(output).toContain('This month is not over: figures up to 23 Nov, 21:05. Measured since 29 Oct, 00:00.')
    expect(output).toContain('So far against the same days of September 2026')
    expect(output.match(/September 2026: not measured/g)).toHaveLength(5)
  })

  it('claims no availability and no trouble where nothing was measured', () => {
    const output = read({ current: { runs: 0, incidents: 0, troubleMs: 0 } })
    expect(output).toContain('Availability no data')
    expect(output).toContain('Time in trouble none')
  })

  it('leads to its neighbours on a live page, not beyond an open month, and nowhere from a file', () => {
    expect(links(draw())).toEqual(['/', '/months/2026-09', '/months/2026-11'])
    expect(links(draw({ open: true, month: '2026-01' }))).toEqual(['/', '/months/2025-12'])
    expect(links(draw({ month: '2026-12' }))).toContain('/months/2027-01')
    expect(links(draw({ incidents: [incident()] }, { live: false }))).toEqual([])
  })

  it('carries its own policy as a file, and loads nothing', () => {
    expect(draw({}, { live: false })).toContain('http-equiv="content-security-policy"')
    expect(draw()).not.toContain('http-equiv="content-security-policy"')
    expect(monthPolicyText({ live: true })).toMatch(
      /^default-src 'none'; style-src 'sha256-.*; frame-ancestors 'none'$/,
    )
    expect(monthPolicyText({ live: false })).not.toContain('script-src')
    expect(draw({}, { live: false })).not.toMatch(/<script|<link|<img/)
    expect(draw()).not.toMatch(/<script [^>]*src|<link|<img/)
  })

  it('escapes text from outside', () => {
    const hostile = draw({
      ...{ title: HOSTILE, beforeTitle: HOSTILE, changes: [HOSTILE], findings: [HOSTILE] },
      ...{ surfaces: [surface({ target: HOSTILE, title: HOSTILE }), surface()] },
      ...{ incidents: [incident({ title: HOSTILE, owner: HOSTILE })], pages: [statusPage({ target: HOSTILE })] },
      afterwards: [{ incident: HOSTILE, workflow: HOSTILE, item: HOSTILE }],
    })
    expect(hostile).not.toContain('<img')
  })
})

describe('the surfaces of a month', () => {
  it('have availability in both months, and how long they were down and degraded', () => {
    const login = surface({ before: 1, downMs: 90 * MINUTE, degradedMs: 0 })
    expect(read({ surfaces: [login] })).toContain('Login 99.1 % 100 % 1 h 30 min –')
    const { availability: _, ...unmeasured } = surface()
    expect(read({ surfaces: [unmeasured] })).toContain('Login no data no data – –')
  })

  it('name the target where there are several', () => {
    expect(read({ surfaces: [surface(), surface({ target: 'openai' })] })).toContain('openai Login')
    expect(read({ surfaces: [surface()] })).not.toContain('claude Login')
  })

  it('are the ten with the most trouble, in their usual order; the others are counted', () => {
    const many = Array.from({ length: 11 }, (_none, index) =>
      surface({ surface: `s${index}`, title: `S${index}`, downMs: index === 4 ? 0 : HOUR }),
    )
    const output = read({ surfaces: many })
    expect(output).not.toContain('S4 ')
    expect(output).toMatch(/S0 .*S3 .*S5 .*S10 /)
    expect(output).toContain('And 1 surface with less trouble.')
  })
})

describe('the incidents of a month', () => {
  it.each([
    [incident({ leadMs: 26 * MINUTE, owner: 'Ana' }), '1 h 30 min 1 min 12 s 26 min after us Ana'],
    [incident({ leadMs: -5 * MINUTE }), '1 h 30 min 1 min 12 s 5 min before us –'],
    [incident({ silent: true }), '1 h 30 min 1 min 12 s silent –'],
    [incident(), '1 h 30 min 1 min 12 s not read –'],
    [incident({ open: true }), '1 h 30 min so far 1 min 12 s not read –'],
  ])('say how long they lasted, how soon they were found, and whether the page was first (%#)', (one, words) => {
    expect(read({ incidents: [one] })).toContain(`22 Oct, 00:00 Login down Down ${words}`)
  })

  it('lead to their pages, and the shorter ones are counted', () => {
    expect(links(draw({ incidents: [incident({ name: 'claude 1/2' })] }))).toContain('/incidents/claude%201%2F2')
    expect(read({ incidents: [incident()], moreIncidents: 1 })).toContain('And 1 shorter incident.')
    expect(read()).toContain('No incident began in this month')
  })
})

describe('the league of status pages', () => {
  it.each([
    [{}, 'claude 3 1 1 1 26 min after us 40 min 1, after 6 days'],
    [{ leadMs: -4 * MINUTE, greenMs: 0 }, '4 min before us never 1, after 6 days'],
    [{ postmortems: 0 }, '40 min none read'],
    [{ postmortems: 0, searched: false }, '40 min unknown'],
    [{ postmortemDays: 0.2 }, '1, on the same day'],
    [{ postmortemDays: 1.4, postmortems: 2 }, '2, after 1 day'],
  ])('has lead, lag, silence, green during trouble and post-mortems: %j', (changes, words) => {
    expect(read({ pages: [statusPage(changes)] })).toContain(words)
  })

  it('has no lag and no post-mortem of a page that reported nothing', () => {
    const { leadMs: _, ...silent } = statusPage({ incidents: 2, silent: 2, first: 0, late: 0, postmortems: 0 })
    expect(read({ pages: [silent] })).toContain('claude 2 0 0 2 – 40 min –')
  })

  it('is a single page, the best first of several, or nothing', () => {
    expect(read({ pages: [statusPage()] })).toContain('Status page Page of')
    const many = Array.from({ length: 6 }, (_none, index) => statusPage({ target: `t${index}` }))
    expect(read({ pages: many })).toContain('Status pages of the providers, the best first')
    expect(read({ pages: many })).toContain('And 1 more page.')
    expect(read({ pages: many })).not.toContain('t5')
    expect(read()).not.toContain('Page of')
  })
})

describe('the plan on the page of a month', () => {
  const plan: MonthPlan = {
    ...{ workflows: 4, proven: 2, promised: 1, stop: 0, none: 1, isStale: true },
    drills: [{ at: FROM - 5 * DAY, scenario: 'anthropic-2025', score: '14 of 18 points' }],
    rehearsed: 'The plan was last drilled 12 days ago',
  }

  it('says how the work is protected, and how it was rehearsed', () => {
    const output = read({ plan })
    expect(output).toContain('Of 4 workflows: 2 proven, 1 promised, 1 without protection (on 23 Nov).')
    expect(output).toContain('Drill of 27 Oct, anthropic-2025: 14 of 18 points.')
    expect(draw({ plan })).toMatch(/<li class="bad"><bdi>The plan was last drilled/)
    expect(draw({ plan: { ...plan, isStale: false } })).not.toContain('<li class="bad">')
    expect(output).toContain('Nothing is left to do after an outage.')
  })

  it('lists open tasks, also without a plan', () => {
    const afterwards = [{ incident: 'claude-1', workflow: 'review', item: 'check the merged changes' }]
    expect(read({ afterwards, moreAfterwards: 1 })).toContain(
      'Left to do after outages: review: check the merged changes after claude-1 and 1 more item',
    )
    expect(read()).not.toContain('Plan for outages')
  })

  it('has what outages cost in each currency, and what they would have cost without it', () => {
    const costs = [
      { cost: '£900', withoutPlan: '£2,250', before: '£100' },
      { cost: '€5', withoutPlan: '€5' },
    ]
    const output = read({ costs })
    expect(output).toContain('Cost of outages £900without a plan £2,250; September 2026: £100')
    expect(output).toContain('Cost of outages €5without a plan €5; September 2026: none')
    expect(read({ costs: [] })).toContain('Cost of outages none no work was stopped')
    expect(read()).not.toContain('Cost of outages')
  })
})
