import { describe, expect, it } from 'vitest'
import { incidentDocument, incidentPolicyText } from '../../dashboards/incident-page.tsx'
import type { IncidentPageModel } from '../../dashboards/model/incident-page.ts'
import { HOUR, MINUTE } from '../../src/core/index.ts'
import { FAILURE, HOSTILE, incident, links, NOW, text, view } from './kit.ts'

const model = (changes: Partial<IncidentPageModel> = {}): IncidentPageModel => ({
  ...{ at: NOW, incident: incident(), detectionMs: 12_000, comparisons: [], timeline: [], posts: [] },
  broken: { title: 'Login', outcome: 'failed', failure: FAILURE },
  ...{ requestIds: [], missing: [] },
  ...changes,
})

const draw = (changes: Partial<IncidentPageModel> = {}, look = {}) => incidentDocument(model(changes), view(look))
const read = (changes: Partial<IncidentPageModel> = {}, look = {}) =>
  text(draw(changes, look).replace(/<(style|script)>[\s\S]*?<\/\1>/g, ''))

const { resolvedAt: _over, ...open } = incident({ impactAt: NOW - 30 * MINUTE })
const acknowledgement = { by: 'Ana', at: NOW - 5 * MINUTE, via: 'cli' as const, reason: 'calling them' }

describe('the page of an incident', () => {
  it('leads with what broke, then how long it lasted and how soon it was found', () => {
    const output = read()
    expect(output).toContain(
      'Login failed at "submit credentials": HTTP 500 (server error). claude: sign-in only Lasted 30 min from 19:35 to 20:05',
    )
    expect(output).toContain('Detected 12 s after the first failing run')
  })

  it('counts on while it lasts, and says why one was closed', () => {
    expect(read({ incident: open })).toContain('Since 30 min from 20:35')
    expect(read({ incident: incident({ closed: 'by hand: moved away' }) })).toContain(
      'to 20:05, closed: by hand: moved away',
    )
  })

  it.each([
    [{ incident: open }, 'Who takes care? Nobody Acknowledge'],
    [{ incident: { ...open, acknowledgement } }, 'Who takes care? Ana since 21:00: calling them'],
    [
      { incident: { ...open, acknowledgement }, owner: 'Ben' },
      'Who takes care? Ben owns it; acknowledged by Ana since 21:00',
    ],
    [{ incident: open, owner: 'Ben' }, 'Who takes care? Ben owns it Acknowledge'],
    [{}, 'Who takes care? Nobody For a vendor ticket'],
  ])('says who takes care (%#)', (changes, words) => {
    expect(read(changes)).toContain(words)
  })

  it.each([
    [incident(), undefined, 'Posts of the status page'],
    [incident({ page: {} }), 'The status page did not report it.', undefined],
    [incident({ page: {} }), 'Posts of the status page None on this incident.', undefined],
  ])('names the posts of the status page (%#)', (one, has, hasNot) => {
    const output = read({ incident: one })
    if (has) expect(output).toContain(has)
    if (hasNot) expect(output).not.toContain(hasNot)
  })

  it('quotes posts and request ids with their times, and names what was deleted', () => {
    const output = read({
      incident: incident({ page: { firstAt: NOW - 80 * MINUTE } }),
      posts: [{ at: NOW - 80 * MINUTE, status: 'investigating', name: 'Elevated errors', text: 'We are looking.' }],
      requestIds: [{ at: NOW - HOUR, probe: 'api', id: 'req_011CX' }],
      missing: ['Older alerts of this incident are left out.'],
    })
    expect(output).toContain('19:45 investigating Elevated errors We are looking.')
    expect(output).toContain('Requests that failed 20:05:00 api req_011CX')
    expect(output).toContain('Deleted or never stored Older alerts of this incident are left out.')
    expect(read()).not.toMatch(/Requests that failed|Deleted or never stored/)
  })

  it('says why it was declared, or that no reasons are stored', () => {
    expect(read({ incident: incident({ reasons: ['2 of the last 2 runs failed'] }) })).toContain(
      'Why it was declared 2 of the last 2 runs failed Surfaces Login down from 19:35 to 20:05',
    )
    expect(read()).toContain('Why it was declared No reasons are stored.')
  })

  it('leads on from a live page, and nowhere from a file, which carries its own policy', () => {
    expect(links(draw({ incident: open }))).toEqual(
      expect.arrayContaining([
        '/',
        '/incidents/claude-20261123-193500/acknowledge',
        '/incidents/claude-20261123-193500/evidence.zip',
        '/api/v1/incidents/claude-20261123-193500',
      ]),
    )
    expect(links(draw({ incident: open }, { live: false }))).toEqual(['#main'])
    expect(draw({}, { live: false })).toContain('http-equiv="content-security-policy"')
    expect(incidentPolicyText({ live: false })).toContain('img-src data: file:')
    expect(incidentPolicyText({ live: true })).toMatch(/img-src data: 'self'.*frame-ancestors 'none'/)
  })

  it('names the zone of its times, with its offset where that is not UTC', () => {
    expect(read()).toContain('Times are in UTC.')
    expect(read({}, { timezone: 'Europe/Berlin', format: view().format })).toContain(
      'Times are in Europe/Berlin (UTC).',
    )
  })

  it('escapes text from outside', () => {
    const failure = { ...FAILURE, message: HOSTILE, step: HOSTILE }
    const hostile = draw({
      incident: incident({ title: HOSTILE, scope: HOSTILE, reasons: [HOSTILE], target: HOSTILE, page: {} }),
      ...{ broken: { title: HOSTILE, outcome: 'slow', failure }, owner: HOSTILE, missing: [HOSTILE] },
      posts: [{ at: NOW, status: 'resolved', name: HOSTILE, text: HOSTILE }],
      requestIds: [{ at: NOW, probe: HOSTILE, id: HOSTILE }],
    })
    expect(hostile).not.toContain('<img')
  })
})
