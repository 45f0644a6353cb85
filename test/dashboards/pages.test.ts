import { describe, expect, it } from 'vitest'
import { ackLinkDocument } from '../../dashboards/ack-link.tsx'
import { acknowledgeDocument } from '../../dashboards/acknowledge-page.tsx'
import { formPolicyText } from '../../dashboards/form-page.tsx'
import type { RunPageModel } from '../../dashboards/model/run-page.ts'
import { runDocument } from '../../dashboards/run-page.tsx'
import { signInDocument } from '../../dashboards/sign-in.tsx'
import { stateDocument } from '../../dashboards/state-page.tsx'
import { troubleDocument } from '../../dashboards/trouble-page.tsx'
import { HOUR } from '../../src/core/index.ts'
import { FAILURE, HOSTILE, links, NOW, text, view } from './kit.ts'

const zone = { timezone: 'Europe/Berlin', now: NOW, at: NOW }
/** What is read of a page, without its styles. */
const read = (page: string) => text(page.replace(/<style>[\s\S]*?<\/style>/g, ''))

describe('the page of one run', () => {
  const model = (changes: Partial<RunPageModel> = {}): RunPageModel => ({
    ...{ at: NOW, target: 'claude', surface: 'login', title: 'Login', probe: 'login', location: 'local' },
    ...{ trigger: 'schedule', scheduledAt: NOW - 10_000, startedAt: NOW - 9_500, durationMs: 2_000 },
    ...{ outcome: 'failed', failure: FAILURE, artifacts: [] },
    steps: [
      { name: 'open', outcome: 'passed', offsetMs: 0, durationMs: 500, statuses: { '200': 3 }, measures: [] },
      {
        ...{ name: 'submit credentials', outcome: 'failed', offsetMs: 500, durationMs: 1_500, statuses: { '500': 1 } },
        ...{ measures: [{ name: 'ttft_ms', value: 80.04 }], failure: FAILURE },
      },
    ],
    ...changes,
  })

  it('says what failed, when it began after its slot, and how long it took', () => {
    const output = read(runDocument(model(), view()))
    expect(output).toContain('Login failed HTTP 500 at submit credentials server error')
    expect(output).toContain('Started 21:04:50 500 ms after its slot Took 2.0 s Run login by schedule from local')
  })

  it('has every step with its place, answers, measures and failure', () => {
    const output = read(runDocument(model(), view()))
    expect(output).toContain('open500 ms, from 0 ms200 × 3')
    expect(output).toContain('submit credentials1.5 s, from 500 ms500HTTP 500 server errorttft_ms 80')
    expect(runDocument(model(), view())).toContain('x="100" width="300"')
  })

  it('says that its requests cannot be read, and not that they are not stored', () => {
    const output = read(runDocument(model({ requestsDamaged: true }), view()))
    expect(output).toContain('The times of its single requests cannot be read: they are damaged in the database.')
    expect(output).not.toContain('are stored')
    expect(read(runDocument(model(), view()))).toContain('No times of its single requests are stored.')
  })

  it('names the requests of earlier steps that a broken step waited for', () => {
    const [first, broken] = model().steps
    const steps = first && broken ? [first, { ...broken, sentBefore: ['sent at "open": GET a.example/: 200'] }] : []
    expect(read(runDocument(model({ steps }), view()))).toContain('server errorsent at "open": GET a.example/: 200')
  })

  it('says why a request may end after its step, only where one does', () => {
    const [first] = model().steps
    const withRequest = (durationMs: number, change?: 'lost') => {
      const row = { method: 'GET', address: 'a.example/', offsetMs: 100, durationMs, ...(change ? { change } : {}) }
      const steps = first ? [{ ...first, requests: { rows: [row], leftOut: 0 } }] : []
      return read(runDocument(model({ steps }), view()))
    }
    expect(withRequest(900)).toContain('a request may end after its step')
    expect(withRequest(400)).not.toContain('a request may end after its step')
    expect(withRequest(900, 'lost')).not.toContain('a request may end after its step')
  })

  it('takes the browser and what was recorded where there is any, and no steps where there are none', () => {
    const artifacts = [{ kind: 'trace', path: 'a/t.zip', bytes: 2_048 }] as never
    const { failure: _, ...passed } = model({ outcome: 'passed', steps: [], artifacts, browser: 'Chromium 140' })
    const page = runDocument(passed, view())
    expect(read(page)).toContain('from local, Chromium 140 Recorded trace (2.0 kB)')
    expect(page).not.toContain('id="steps"')
    expect(page).toContain('lead is-operational')
    expect(links(page)).toContain('/artifacts/a/t.zip')
  })

  it('escapes text from outside', () => {
    const hostile = model({
      title: HOSTILE,
      probe: HOSTILE,
      location: HOSTILE,
      failure: { ...FAILURE, message: HOSTILE },
    })
    expect(runDocument(hostile, view())).not.toContain('<img src=x')
  })
})

describe('the public page', () => {
  const model = (changes: object = {}) => ({
    page: { name: 'Doorwatch at Example', updated_at: '2026-11-23T21:05:00Z' },
    status: { indicator: 'major', description: 'Login is down' },
    surfaces: [{ target: 'claude', surface: 'login', state: 'down', since: NOW - HOUR }],
    incidents: [],
    ...changes,
  })

  it('has states and times in the zone of the monitor', () => {
    const output = read(stateDocument(model() as never, 'Europe/Berlin'))
    expect(output).toContain('Doorwatch at Example Login is down Surface State Since Login Down 23 Nov, 21:05')
    expect(output).toContain(
      'Incidents None in 90 days. Times are in Europe/Berlin. Last change 23 Nov, 22:05 UTC+01:00.',
    )
  })

  it('names targets where there are several, and its incidents by their times', () => {
    const surfaces = ['claude', 'openai'].map((target) => ({
      target,
      surface: 'api',
      state: 'operational',
      since: NOW,
    }))
    const update = { display_at: '2026-11-23T20:05:00Z', body: HOSTILE }
    const incident = (resolved_at: string | null) => ({
      ...{ id: 'i1', name: 'Login', started_at: '2026-11-23T20:00:00Z', resolved_at, incident_updates: [update] },
    })
    const page = stateDocument(
      model({ surfaces, incidents: [incident(null), incident('2026-11-23T20:30:00Z')] }) as never,
      'UTC',
    )
    expect(read(page)).toContain('claude API Operational')
    expect(read(page)).toContain('23 Nov, 20:00, not over yet')
    expect(read(page)).toContain('23 Nov, 20:00, over after 30 min')
    expect(page).not.toContain('<img')
  })
})

describe('the pages around a form', () => {
  it('load nothing, and send their form to this server only', () => {
    expect(formPolicyText()).toMatch(
      /^default-src 'none'; style-src 'sha256-.*form-action 'self'; frame-ancestors 'none'$/,
    )
    expect(signInDocument({ action: '/sign-in' })).toContain('<meta name="referrer" content="same-origin"/>')
  })

  it('ask for the token, and say what was wrong with it', () => {
    const page = signInDocument({ action: '/sign-in?q="x', problem: HOSTILE })
    expect(page).toContain('action="/sign-in?q=&quot;x"')
    expect(page).toMatch(/role="alert">&lt;img/)
    expect(signInDocument({ action: '/' })).not.toContain('role="alert"')
  })

  it('acknowledge an incident, or say who did', () => {
    const page = { incident: 'claude-1 2', target: 'claude', scope: 'sign-in only' }
    expect(acknowledgeDocument({ ...page, by: 'Ana' }, zone)).toContain('action="/incidents/claude-1%202/acknowledge"')
    const acknowledgement = { by: 'Ana', at: NOW - HOUR, via: 'cli', reason: 'calling them' } as const
    const taken = acknowledgeDocument({ ...page, acknowledgement }, zone)
    expect(read(taken)).toContain('Acknowledged by Ana at 21:05 UTC+01:00: calling them')
    expect(taken).not.toContain('<form')
  })

  it('take a report of a person', () => {
    const form = troubleDocument({
      surfaces: ['claude/api', HOSTILE],
      entered: { surface: 'claude/api', sees: 'slow' },
    })
    expect(form).toContain('<option value="claude/api" selected="">')
    expect(form).toContain('<option value="slow" selected="">It is slow</option>')
    expect(form).not.toContain('<img')
    const thanks = troubleDocument({ surfaces: [], entered: { surface: 'claude/api', sees: 'slow' }, taken: true })
    expect(read(thanks)).toContain('Thank you Your report of claude/api is shown next to the measurements.')
    expect(thanks).not.toContain('<form')
  })

  it.each([
    [{ state: 'open', headline: HOSTILE, by: 'Ana' }, 'Acknowledge <img src=x onerror=alert(1)> No reminder'],
    [
      { state: 'acknowledged', by: 'Ana', at: NOW, first: true },
      'Acknowledged Acknowledged by Ana at 22:05:00 UTC+01:00 on Monday 23 November 2026.',
    ],
    [
      { state: 'acknowledged', by: 'Ana', at: NOW, first: false },
      'Already acknowledged Already acknowledged by Ana at',
    ],
    [{ state: 'over', at: NOW }, 'The incident is over It ended at 22:05:00'],
    [{ state: 'used' }, 'This link was used already'],
    [{ state: 'expired' }, 'This link has expired A link works for 24 hours.'],
    [{ state: 'unknown' }, 'This link does not work'],
    [{ state: 'busy' }, 'Too many attempts with links that do not work'],
    [{ state: 'foreign' }, 'Nothing was acknowledged'],
  ] as const)('answer a link of a message: %j', (page, words) => {
    const output = ackLinkDocument(page, zone)
    expect(read(output)).toContain(words)
    expect(output).not.toContain('<img')
    expect(output.includes('<form')).toBe(page.state === 'open')
  })
})
