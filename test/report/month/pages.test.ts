import { describe, expect, it } from 'vitest'
import {
  DAY,
  HOUR,
  type IncidentRecord,
  MINUTE,
  type WitnessPost,
  type WitnessRecord,
} from '../../../src/core/index.ts'
import { monthPages } from '../../../src/report/month/pages.ts'
import { NOW } from '../kit.ts'

function incident(target: string, hoursAgo: number, lastedHours = 1): IncidentRecord {
  const impactAt = NOW - hoursAgo * HOUR
  return {
    ...{ name: `${target}-${hoursAgo}`, target, impactAt, openedAt: impactAt + MINUTE, scope: '', timeline: [] },
    resolvedAt: impactAt + lastedHours * HOUR,
    surfaces: [{ surface: 'login', state: 'operational', worst: 'down', since: impactAt }],
  }
}

const post = (id: string, at: number, status: WitnessPost['status'] = 'investigating'): WitnessPost => ({
  ...{ kind: 'post', at, seenAt: at, incident: id, post: `${id}-${status}`, name: 'Trouble', status, text: '' },
  surfaces: ['login'],
})

const page = (target: string, posts: readonly WitnessPost[]): WitnessRecord => ({
  ...{ target, posts, components: [], surfaces: [] },
  reachability: [{ voice: 'heard', from: NOW - 40 * DAY, to: NOW }],
})

const league = (records: readonly WitnessRecord[], incidents: readonly IncidentRecord[], later = records) =>
  monthPages(records, { incidents, states: [], later, laterTo: NOW })

describe('the league of status pages', () => {
  it('counts lead, lag and silence', () => {
    const incidents = [incident('claude', 90), incident('claude', 60), incident('claude', 30)]
    const posts = [post('a', NOW - 90 * HOUR - 5 * MINUTE), post('b', NOW - 60 * HOUR + 31 * MINUTE)]
    expect(league([page('claude', posts)], incidents)).toMatchObject([
      { target: 'claude', incidents: 3, first: 1, late: 1, silent: 1, leadMs: -6 * MINUTE },
    ])
  })

  it('puts the page that reports the most first, then the soonest', () => {
    const incidents = ['silent', 'late', 'soon'].map((target) => incident(target, 30))
    const at = (minutes: number) => [post('p', NOW - 30 * HOUR + minutes * MINUTE)]
    const pages = [page('silent', []), page('late', at(40)), page('soon', at(4))]
    expect(league(pages, incidents).map(({ target }) => target)).toEqual(['soon', 'late', 'silent'])
  })

  it('gives the days from the end of an incident to its post-mortem, each once', () => {
    const begun = post('a', NOW - 10 * DAY)
    const outage = { ...incident('claude', 240), impactAt: NOW - 10 * DAY, resolvedAt: NOW - 9 * DAY }
    const published = [post('a', NOW - 3 * DAY, 'postmortem'), post('other', NOW - 2 * DAY, 'postmortem')]
    const later = page('claude', [begun, ...published, ...published])
    expect(league([page('claude', [begun])], [outage], [later])).toMatchObject([{ postmortems: 1, postmortemDays: 6 }])
    const none = league([page('claude', [begun])], [outage])
    expect(none).toMatchObject([{ postmortems: 0 }])
    expect(none[0]).not.toHaveProperty('postmortemDays')
  })

  it('does not claim to know of post-mortems of a page that was not read until now', () => {
    const begun = post('a', NOW - 10 * DAY)
    const incidents = [incident('claude', 240)]
    const readUntil = (to: number) => ({
      ...page('claude', [begun]),
      reachability: [{ voice: 'heard' as const, from: NOW - 40 * DAY, to }],
    })
    const searched = (to: number) => league([page('claude', [begun])], incidents, [readUntil(to)])[0]?.searched
    expect([searched(NOW), searched(NOW - DAY), searched(NOW - 3 * DAY)]).toEqual([true, true, false])
    expect(league([page('claude', [begun])], incidents, [])[0]?.searched).toBe(false)
  })

  it('leaves out pages that were never read', () => {
    const unread = { ...page('claude', []), reachability: [{ voice: 'unwatched' as const, from: 0, to: NOW }] }
    expect(league([unread], [incident('claude', 30)])).toEqual([])
  })
})
