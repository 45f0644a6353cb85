import { describe, expect, it } from 'vitest'
import type { Headline, NowModel } from '../../../dashboards/model/model.ts'
import { Front, pageTitle } from '../../../dashboards/parts/front.tsx'
import type { View } from '../../../dashboards/words/view.ts'
import { DAY, HOUR, MINUTE } from '../../../src/core/index.ts'
import { FAILURE, HOSTILE, html, links, NOW, surface, text, view } from '../kit.ts'

const HEADLINE: Headline = {
  ...{ standing: 'down', text: 'Login of claude is down.', rest: 'All others work.', since: NOW - 20 * MINUTE },
  us: { verdict: 'them', answer: 'No.', detail: 'Other addresses answer.' },
}

function front(changes: Partial<NowModel> = {}, look: Partial<View> = {}) {
  const now: NowModel = {
    ...{ at: NOW, targets: ['claude'], headline: HEADLINE, doors: [surface()], notices: [], incidents: [] },
    ...{ channels: [], pages: [] },
    ...changes,
  }
  return Front({ now, view: view(look) })
}

describe('the first screen', () => {
  it('says first what is broken and what is not, since when, and whether it is us', () => {
    expect(text(front())).toMatch(
      /^Login of claude is down\. All others work\. Since 20:45 for 20 min Is it us\? No\. Other addresses answer\./,
    )
  })

  it('says since when all works', () => {
    const headline: Headline = { ...HEADLINE, standing: 'operational', text: 'Every surface works.', since: NOW - DAY }
    expect(text(front({ headline }))).toContain('All operational since 22 Nov, 21:05')
  })

  it('leaves out a time that is unknown', () => {
    const { since: _, rest: __, ...headline } = HEADLINE
    expect(text(front({ headline }))).toMatch(/^Login of claude is down\. Is it us\?/)
  })

  it('has the state in the title and the icon of a live page', () => {
    expect(pageTitle(HEADLINE)).toBe('● Login of claude is down. Doorwatch')
    expect(html(front())).toContain('data-title="● Login of claude is down. Doorwatch"')
    expect(html(front())).toMatch(/data-icon="[^"]+"/)
    expect(html(front({}, { live: false }))).not.toContain('data-icon')
  })

  it('shows what was measured of the first surface in the worst state, and leads to the incident', () => {
    const doors = [
      surface({ failure: FAILURE }),
      surface({ standing: 'down', failure: { ...FAILURE, message: 'HTTP 502' } }),
    ]
    const headline = { ...HEADLINE, incident: 'claude-1 2' }
    const output = front({ doors, headline })
    expect(text(output)).toContain('What was measured HTTP 502 at submit credentials See the incident')
    expect(links(output)).toContain('#claude-1%202')
    expect(text(front({ doors: [surface({ failure: FAILURE })] }))).not.toContain('What was measured')
  })

  it('names who acknowledged open incidents, and links to the form for the others', () => {
    const acknowledgement = { by: 'Ana', at: NOW - 5 * MINUTE, via: 'cli', reason: 'calling them' } as const
    const incidents = [
      { name: 'a', target: 'claude', acknowledgement },
      { name: 'b c', target: 'openai' },
    ]
    const output = front({ incidents })
    expect(text(output)).toContain(
      'Who takes care? claude: Ana since 21:00: calling them openai: Nobody yet. Acknowledge',
    )
    expect(links(output)).toContain('/incidents/b%20c/acknowledge')
    expect(links(front({ incidents }, { live: false }))).toEqual([])
    expect(text(front({ incidents: [{ name: 'b', target: 'openai' }] }))).not.toContain('openai:')
  })

  it('counts the incidents beyond three', () => {
    const incidents = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ name, target: name }))
    expect(text(front({ incidents }))).toContain('and 2 more')
  })

  it('quotes the status pages', () => {
    const page = { target: 'claude', voice: 'spoke', since: NOW - HOUR } as never as NowModel['pages'][number]
    const says = (changes: Partial<NowModel['pages'][number]>) => text(front({ pages: [{ ...page, ...changes }] }))
    expect(says({ claim: 'operational' })).toMatch(/The status page says all operational (?!since)/)
    expect(says({ claim: 'partial_outage' })).toContain('The status page says partial outage since 20:05')
    expect(says({ message: 'HTTP 503' })).toContain('unknown: it cannot be read (HTTP 503) since 20:05')
    const many = Array.from({ length: 8 }, (_none, index) => ({ ...page, target: `t${index}`, claim: 'operational' }))
    expect(text(front({ pages: many as NowModel['pages'] }))).toContain('t5: all operational and 2 other pages')
  })

  it('says what people report', () => {
    const people = [{ target: 'claude', surface: 'claude/login', people: 4, since: NOW - HOUR }] as never
    expect(text(front({ people }))).toContain('People 4 people report claude/login since 20:05')
  })

  it('says what open outages cost so far', () => {
    const cost = { subject: 's', target: 'claude', ours: false, open: true, text: '£3,600', workflows: [] }
    expect(text(front({ costs: [cost] }))).toContain('Cost so far £3,600')
    const ours = { ...cost, ours: true, unknown: 'One surface is not measured.' }
    expect(text(front({ costs: [ours] }))).toContain(
      'claude, by our own key or quota: £3,600 One surface is not measured.',
    )
    expect(text(front({ costs: [cost, cost, cost, cost] }))).toContain('and 1 more')
  })

  it('takes reports of people only where a server can', () => {
    expect(links(front())).toContain('/trouble')
    expect(links(front({}, { live: false }))).not.toContain('/trouble')
  })
})

describe('problems of the monitor on the first screen', () => {
  const waiting = { count: 3, since: NOW - HOUR }
  const refusal = { since: NOW - HOUR, reason: 'invalid_auth', retryAt: NOW + HOUR }

  it('names a channel that refuses alerts, why, and how to try it at once', () => {
    const output = text(front({ channels: [{ name: 'ops', kind: 'slack', waiting: { ...waiting, refusal } }] }))
    expect(output).toContain(
      'ops (Slack) refuses alerts since 20:05, 1 h invalid_auth 3 alerts wait, the oldest for 1 h.',
    )
    expect(output).toContain('Next attempt at 22:05; at once with doorwatch alerts test ops.')
  })

  it('counts the channels beyond three', () => {
    const channels = Array.from({ length: 5 }, (_none, index) => ({
      ...{ name: `c${index}`, waiting: { ...waiting, count: 1, refusal } },
    }))
    expect(text(front({ channels }))).toContain('And 2 more channels.')
    expect(text(front({ channels }))).toContain('1 alert waits, the oldest')
  })

  it('says that the dead-man switch is not pinged, and why', () => {
    const deadMan = { since: NOW - 10 * MINUTE, why: 'it did not answer' }
    expect(text(front({ deadMan }))).toContain(
      'The dead-man switch is not pinged since 20:55, 10 min Reason: it did not answer.',
    )
  })

  it('lists notices with whose they are, their probe and evidence', () => {
    const notice: NowModel['notices'][number] = {
      ...{ target: 'claude', surface: 'login', title: 'Login', probe: 'login', blame: 'ours', at: NOW - HOUR },
      ...{ text: 'The password was refused.', failure: { ...FAILURE, class: 'credentials', blame: 'ours' } },
      artifacts: [{ kind: 'screenshot', path: 'a/b.png', bytes: 2_048 }],
    }
    const output = front({ notices: [notice] })
    expect(text(output)).toContain(
      'On our side The password was refused. probe login, since 20:05, 1 h recorded: screenshot (2.0 kB)',
    )
    expect(links(output)).toContain('/artifacts/a/b.png')
    const { artifacts: _, ...bare } = { ...notice, probe: '', blame: 'network' as const }
    expect(text(front({ notices: [bare] }))).toContain('Our network The password was refused. since 20:05')
    expect(text(front({ notices: Array.from({ length: 14 }, () => notice) }))).toContain('And 2 more notices.')
  })

  it('lists the open tasks after an outage, and how to close them', () => {
    const item = { id: 7, incident: 'claude-1', workflow: 'review', item: 'check merges', at: NOW - DAY }
    expect(text(front({ afterwards: [item] }))).toContain(
      'review check merges after claude-1, over since 22 Nov, 21:05. Close it with doorwatch afterwards close 7',
    )
    expect(text(front({ afterwards: Array.from({ length: 15 }, () => item) }))).toContain('And 3 more.')
  })
})

describe('texts from outside', () => {
  it('are shown as text', () => {
    const markup = html(
      front({
        headline: {
          ...HEADLINE,
          text: HOSTILE,
          rest: HOSTILE,
          us: { ...HEADLINE.us, answer: HOSTILE, detail: HOSTILE },
        },
        incidents: [{ name: HOSTILE, target: HOSTILE, acknowledgement: { by: HOSTILE, at: NOW, via: 'cli' } as never }],
        afterwards: [{ id: 1, incident: HOSTILE, workflow: HOSTILE, item: HOSTILE, at: NOW }],
        deadMan: { since: NOW, why: HOSTILE },
      }),
    )
    expect(markup).not.toContain('<img')
    expect(markup.match(/&lt;img/g)?.length).toBeGreaterThanOrEqual(8)
  })
})
