import { describe, expect, it } from 'vitest'
import { MINUTE, SECOND, type State, type TimelineEntry } from '../../src/core/index.ts'
import { planAlerts } from '../../src/notify/index.ts'
import {
  entry,
  HANG,
  HTTP_500,
  IMPACT,
  incident,
  input,
  LOGIN_DOWN,
  LOGIN_RECOVERED,
  NAME,
  NOW,
  onlyAlert,
  part,
  RECOVERED_AT,
  SLOW,
  surface,
  surfacesWith,
  transition,
  verdict,
} from './kit.ts'

describe('the alert that opens an incident', () => {
  const alert = onlyAlert(LOGIN_DOWN)

  it('names the surface that is down, the reason, and that the API is up', () => {
    expect(alert.kind).toBe('opened')
    expect(alert.headline).toBe("login is DOWN (HTTP 500 at 'submit credentials'), chat, console, API and CLI are up")
  })

  it('says since when with time and zone, the scope and what was seen', () => {
    expect(alert.lines).toEqual([
      'Since 21:04:37 UTC on Mon 23 Nov 2026, declared 35 s later.',
      'Scope: sign-in only: API, CLI, chat and console work.',
      '2 of the last 2 runs failed, the first at 21:04:37 UTC.',
    ])
  })

  it('says of surfaces that fail together how many they are and how often they fail', () => {
    const numbers = { pooled_surfaces: 3, target_surfaces: 5, pooled_share: 0.41 }
    const broken = ['login', 'chat', 'api'].map((name) => surface(name, 'degraded', HTTP_500))
    const opening = broken.map((one) => ({
      ...transition(one.surface, 'degraded', '3 of 5 surfaces fail about 40 % of runs: login 3 of 7.'),
      evidence: { reasons: ['3 of 5 surfaces fail about 40 % of runs: login 3 of 7.'], runs: [], numbers },
    }))
    const opened = incident(broken.map((one) => part(one.surface, 'degraded')))
    const entries = [entry('opened', '3 of 5 surfaces fail about 40 % of runs', 'login')]
    const pooled = onlyAlert(
      input({
        surfaces: surfacesWith(...broken),
        verdict: verdict({ transitions: opening, incident: { incident: opened, entries } }),
      }),
    )
    expect(pooled.headline).toBe(
      "3 of 5 surfaces fail about 40 % of runs: login, chat and API are DEGRADED (HTTP 500 at 'submit credentials'), console and CLI are up",
    )
    expect(pooled.lines).toContain('3 of 5 surfaces fail about 40 % of runs: login 3 of 7.')
  })

  it('carries surfaces, incident, timeline and a link to the evidence', () => {
    expect(alert.surfaces).toHaveLength(5)
    expect(alert.incident?.name).toBe(NAME)
    expect(alert.timeline?.map((row) => row.kind)).toEqual(['opened'])
    expect(alert.links).toEqual([{ text: 'Evidence and timeline', url: `http://127.0.0.1:7777/?since=7d#${NAME}` }])
  })

  it('is named after the incident', () => {
    expect(alert.key).toBe('sandbox-20261123-210512:opened')
  })

  it('names a target that is not the sandbox before the headline', () => {
    const surfaces = LOGIN_DOWN.surfaces.map((one) => ({ ...one, target: 'claude' }))
    const claude = onlyAlert({ ...LOGIN_DOWN, target: { name: 'claude', title: 'Claude' }, surfaces })
    expect(claude.headline).toBe(
      "claude: login is DOWN (HTTP 500 at 'submit credentials'), chat, console, API and CLI are up",
    )
  })

  it('says what the status page and people say and what to do, where that is known', () => {
    const { lines } = onlyAlert({
      ...LOGIN_DOWN,
      statusPage: 'all systems operational (read 21:04:40 UTC)',
      people: [{ surface: 'sandbox/login', people: 3, since: NOW - MINUTE, last: NOW }],
      advice: ['Stay signed in: existing sessions work.'],
    })
    expect(lines.slice(-3)).toEqual([
      "The provider's status page says: all systems operational (read 21:04:40 UTC).",
      expect.stringMatching(/^3 people report sandbox\/login since \d\d:\d\d:\d\d UTC\.$/),
      'Stay signed in: existing sessions work.',
    ])
  })

  it('takes the timeline of the stored incident where it is the same incident', () => {
    const timeline = [entry('opened', 'first', 'login'), entry('joined', 'second', 'chat')]
    const stored = { ...incident([]), timeline }
    expect(onlyAlert({ ...LOGIN_DOWN, incident: stored }).timeline).toEqual(timeline)
    const other = onlyAlert({ ...LOGIN_DOWN, incident: { ...stored, name: 'other' } })
    expect(other.timeline).toHaveLength(1)
  })
})

/** One change of an open incident: the rows of its timeline, what is broken after it, and the alert. */
const CHANGES = [
  {
    what: 'a surface joins',
    entries: [
      {
        ...entry('joined', "chat is down as well (HTTP 500 (upstream (eu)) at 'submit credentials')", 'chat'),
        from: 'operational',
        to: 'down',
      },
    ],
    surfaces: surfacesWith(surface('login', 'down', HTTP_500), surface('chat', 'down', HTTP_500)),
    parts: [part('login', 'down'), part('chat', 'down')],
    headline: "login and chat are DOWN (HTTP 500 at 'submit credentials'), console, API and CLI are up",
    changed: 'Changed: chat is down as well.',
  },
  {
    what: 'a surface worsens',
    entries: [
      {
        ...entry('worsened', "chat went from degraded to down (no answer within 30 s at 'open')", 'chat'),
        from: 'degraded',
        to: 'down',
      },
    ],
    surfaces: surfacesWith(surface('chat', 'down', HANG)),
    parts: [part('chat', 'down')],
    headline: "chat is DOWN (no answer within 30 s at 'open'), login, console, API and CLI are up",
    changed: 'Changed: chat went from degraded to down.',
  },
  {
    what: 'a surface eases',
    entries: [entry('eased', 'chat went from down to degraded', 'chat')],
    surfaces: surfacesWith(surface('chat', 'degraded', SLOW)),
    parts: [part('chat', 'degraded')],
    headline: "chat is DEGRADED (slow: 4.2 s at 'read the reply', usually 0.9 s), login, console, API and CLI are up",
    changed: 'Changed: chat went from down to degraded.',
  },
  {
    what: 'one of two surfaces recovers',
    entries: [entry('recovered', 'chat works again', 'chat')],
    surfaces: surfacesWith(surface('login', 'down', HTTP_500)),
    parts: [part('login', 'down'), part('chat', 'operational', { recoveredAt: IMPACT + 5 * MINUTE })],
    headline:
      "chat recovered after 5 min, login is still DOWN (HTTP 500 at 'submit credentials'), chat, console, API and CLI are up",
    changed: 'Changed: chat works again.',
  },
  {
    what: 'one of two surfaces goes into maintenance',
    entries: [entry('recovered', 'chat is under maintenance', 'chat')],
    surfaces: surfacesWith(surface('login', 'down', HTTP_500), surface('chat', 'maintenance')),
    parts: [part('login', 'down'), part('chat', 'maintenance', { recoveredAt: NOW })],
    headline:
      "chat is under maintenance, login is still DOWN (HTTP 500 at 'submit credentials'), console, API and CLI are up",
    changed: 'Changed: chat is under maintenance.',
  },
  {
    what: 'a surface recovers and nothing is known of the other',
    entries: [entry('recovered', 'chat works again', 'chat')],
    surfaces: surfacesWith(surface('login', 'unknown')),
    parts: [part('login', 'unknown'), part('chat', 'operational', { recoveredAt: IMPACT + 5 * MINUTE })],
    headline: 'chat recovered after 5 min, login: state unknown',
    changed: 'Changed: chat works again.',
  },
  {
    what: 'a surface relapses',
    entries: [entry('relapsed', 'login is down again', 'login')],
    surfaces: surfacesWith(surface('login', 'down', HTTP_500)),
    parts: [part('login', 'down')],
    headline: "login is DOWN again (HTTP 500 at 'submit credentials'), chat, console, API and CLI are up",
    changed: 'Changed: login is down again.',
  },
  {
    what: 'a surface relapses while another never recovered',
    entries: [entry('relapsed', 'login is down again', 'login')],
    surfaces: surfacesWith(surface('login', 'down', HTTP_500), surface('chat', 'down', HTTP_500)),
    parts: [part('login', 'down'), part('chat', 'down')],
    headline: "login and chat are DOWN (HTTP 500 at 'submit credentials'), console, API and CLI are up",
    changed: 'Changed: login is down again.',
  },
  {
    what: 'an incident opens again',
    entries: [entry('reopened', 'login is down again after 3 min', 'login')],
    surfaces: surfacesWith(surface('login', 'down', HTTP_500)),
    parts: [part('login', 'down')],
    headline: "login is DOWN again (HTTP 500 at 'submit credentials'), chat, console, API and CLI are up",
    changed: 'Changed: login is down again after 3 min.',
    since: 'This time since 21:09:37 UTC on Mon 23 Nov 2026; it first began at 21:04:37 UTC on Mon 23 Nov 2026.',
  },
  {
    what: 'an incident opens again with a surface that was well before',
    entries: [
      entry('reopened', 'there is trouble again, 3 min after all surfaces had recovered', 'login'),
      entry('joined', 'login is down', 'login'),
    ],
    surfaces: surfacesWith(surface('login', 'down', HTTP_500)),
    parts: [part('login', 'down')],
    headline: "login is DOWN (HTTP 500 at 'submit credentials'), chat, console, API and CLI are up",
    changed: 'Changed: there is trouble again, 3 min after all surfaces had recovered; login is down.',
    since: 'This time since 21:09:37 UTC on Mon 23 Nov 2026; it first began at 21:04:37 UTC on Mon 23 Nov 2026.',
  },
] as const

describe('the alert on a change of scope', () => {
  it.each(CHANGES)('is said where $what', ({ entries, surfaces, parts, headline, changed, ...more }) => {
    const now = NOW + 5 * MINUTE
    const transitions = [{ ...transition('login', 'down', 'Every run failed.'), since: now - 35 * SECOND }]
    const alert = onlyAlert(
      input({ now, surfaces, verdict: verdict({ transitions, incident: { incident: incident(parts), entries } }) }),
    )
    expect(alert.kind).toBe('changed')
    expect(alert.headline).toBe(headline)
    expect(alert.lines[0]).toBe(changed)
    const since = 'since' in more ? more.since : 'For 5 min 35 s now, since 21:04:37 UTC on Mon 23 Nov 2026.'
    expect(alert.lines[1]).toBe(since)
  })

  it('is said as the timeline has it where an entry has a text alone', () => {
    const text = "chat is down as well (HTTP 500 at 'open')"
    const change = { incident: incident([part('chat', 'down')]), entries: [entry('joined', text, 'chat')] }
    expect(onlyAlert(input({ verdict: verdict({ incident: change }) })).lines[0]).toBe(`Changed: ${text}.`)
  })

  it.each(['scope'] as const)('is not said for a new %s sentence alone', (kind) => {
    const change = { incident: incident([part('login', 'down')]), entries: [entry(kind, 'front end only')] }
    expect(planAlerts(input({ verdict: verdict({ incident: change }) }))).toEqual([])
  })

  it('has another key for every change, also within one millisecond', () => {
    const keys = ['chat', 'console'].map(
      (name) =>
        onlyAlert(
          input({
            verdict: verdict({
              incident: { incident: incident([part(name, 'down')]), entries: [entry('joined', 'x', name)] },
            }),
          }),
        ).key,
    )
    expect(keys).toEqual([`${NAME}:changed:${NOW}:chat`, `${NAME}:changed:${NOW}:console`])
  })

  it('gives one alert for two changes of one verdict', () => {
    const entries = [entry('joined', 'chat is down as well', 'chat'), entry('worsened', 'login got worse', 'login')]
    const change = { incident: incident([part('login', 'down'), part('chat', 'down')]), entries }
    const surfaces = surfacesWith(surface('login', 'down', HTTP_500), surface('chat', 'down', HTTP_500))
    const alert = onlyAlert(input({ surfaces, verdict: verdict({ incident: change }) }))
    expect(alert.lines[0]).toBe('Changed: chat is down as well; login got worse.')
  })
})

describe('the alert that ends an incident', () => {
  const alert = onlyAlert(LOGIN_RECOVERED)

  it('says what recovered after how long, and that all is well', () => {
    expect(alert.kind).toBe('resolved')
    expect(alert.headline).toBe('login recovered after 12 min 20 s, all surfaces are up')
    expect(alert.lines).toEqual([
      'Incident sandbox-20261123-210512 lasted 12 min 20 s: 21:04:37 UTC to 21:16:57 UTC on Mon 23 Nov 2026.',
      "Last seen while it lasted: HTTP 500 at 'submit credentials'.",
    ])
  })

  it('has a key of its own for every end of an incident that opened again', () => {
    const change = LOGIN_RECOVERED.verdict.incident
    if (!change) throw new Error('no incident')
    const later = { ...change, incident: { ...change.incident, resolvedAt: RECOVERED_AT + MINUTE } }
    const again = onlyAlert({ ...LOGIN_RECOVERED, verdict: verdict({ incident: later }) })
    expect(alert.key).toBe(`${NAME}:resolved:${RECOVERED_AT}`)
    expect(again.key).not.toBe(alert.key)
  })

  it('lists how long each of several surfaces was hit', () => {
    const parts = [
      part('login', 'operational', { recoveredAt: IMPACT + 20 * MINUTE, failure: HTTP_500 }),
      part('chat', 'operational', { since: IMPACT + MINUTE, recoveredAt: IMPACT + 6 * MINUTE, failure: SLOW }),
    ]
    const ended = incident(parts, { resolvedAt: IMPACT + 20 * MINUTE })
    const { headline, lines } = onlyAlert(
      input({
        now: IMPACT + 20 * MINUTE,
        verdict: verdict({ incident: { incident: ended, entries: [entry('resolved', 'over')] } }),
      }),
    )
    expect(headline).toBe('login and chat recovered after 20 min, all surfaces are up')
    expect(lines.slice(1)).toEqual([
      'Login recovered after 20 min.',
      'Chat recovered after 5 min.',
      "Last seen while it lasted: HTTP 500 at 'submit credentials'; slow: 4.2 s at 'read the reply', usually 0.9 s.",
      `Evidence: doorwatch why ${NAME}`,
    ])
  })

  it('leaves the time in which all was well out of the duration of an incident that opened again', () => {
    const at = (minutes: number) => IMPACT + minutes * MINUTE
    const change = (
      kind: 'opened' | 'joined' | 'recovered' | 'reopened',
      name: string,
      minutes: number,
      to: State,
    ) => ({
      ...entry(kind, `${name} is ${to}`, name, at(minutes)),
      ...{ from: to === 'down' ? ('operational' as const) : ('down' as const), to },
    })
    const timeline: readonly TimelineEntry[] = [
      change('opened', 'login', 0, 'down'),
      change('joined', 'api', 1, 'down'),
      change('recovered', 'login', 2, 'operational'),
      change('recovered', 'api', 3, 'operational'),
      entry('resolved', 'over', undefined, at(3)),
      change('reopened', 'login', 10, 'down'),
      change('recovered', 'login', 11, 'operational'),
    ]
    const parts = [
      part('login', 'operational', { recoveredAt: at(11) }),
      part('api', 'operational', { since: at(1), recoveredAt: at(3) }),
    ]
    const ended = incident(parts, { resolvedAt: at(11), timeline })
    const { headline, lines } = onlyAlert(
      input({
        ...{ now: at(11), incident: ended },
        verdict: verdict({ incident: { incident: ended, entries: [entry('resolved', 'over', undefined, at(11))] } }),
      }),
    )
    expect(headline).toBe('login and API recovered after 4 min of trouble, all surfaces are up')
    expect(lines[0]).toMatch(/had 4 min of trouble within 11 min: /)
  })

  it('gives no single time for surfaces that were hit one after the other', () => {
    const parts = [
      part('login', 'operational', { recoveredAt: IMPACT + 2 * MINUTE }),
      part('chat', 'operational', { since: IMPACT + 4 * MINUTE, recoveredAt: IMPACT + 7 * MINUTE }),
    ]
    const change = {
      incident: incident(parts, { resolvedAt: IMPACT + 7 * MINUTE }),
      entries: [entry('resolved', 'over')],
    }
    const { headline, lines } = onlyAlert(input({ now: IMPACT + 7 * MINUTE, verdict: verdict({ incident: change }) }))
    expect(headline).toBe('login and chat recovered, 7 min after it began, all surfaces are up')
    expect(lines.slice(1)).toEqual([
      'Login recovered after 2 min.',
      'Chat recovered after 3 min.',
      `Evidence: doorwatch why ${NAME}`,
    ])
  })

  it('does not say that all is up where a surface is unknown', () => {
    const { headline } = onlyAlert({ ...LOGIN_RECOVERED, surfaces: surfacesWith(surface('cli', 'unknown')) })
    expect(headline).toBe('login recovered after 12 min 20 s')
  })

  it('names both days where it lasted over midnight', () => {
    const end = NOW + 4 * 3_600 * SECOND
    const ended = incident([part('login', 'operational', { recoveredAt: end })], { resolvedAt: end })
    const { lines } = onlyAlert(
      input({ now: end, verdict: verdict({ incident: { incident: ended, entries: [entry('resolved', 'over')] } }) }),
    )
    expect(lines[0]).toContain('21:04:37 UTC on Mon 23 Nov 2026 to 01:05:12 UTC on Tue 24 Nov 2026')
  })
})

describe('planning', () => {
  it('says nothing about a verdict that changes nothing', () => {
    expect(planAlerts(input())).toEqual([])
    expect(planAlerts(input({ verdict: verdict({ transitions: [transition('cli', 'unknown', 'silent')] }) }))).toEqual(
      [],
    )
  })

  it('of a silenced surface gives nothing, of another one the alert without the silenced surface', () => {
    const silenced = { all: false, surfaces: ['login'] }
    expect(planAlerts({ ...LOGIN_DOWN, silenced })).toEqual([])
    expect(planAlerts({ ...LOGIN_DOWN, silenced: { all: true, surfaces: [] } })).toEqual([])
    const surfaces = surfacesWith(surface('login', 'down', HTTP_500), surface('chat', 'down', HTTP_500))
    const both = incident([part('login', 'down', { failure: HTTP_500 }), part('chat', 'down', { failure: HTTP_500 })])
    const joined = input({
      ...{ silenced, surfaces },
      verdict: verdict({ incident: { incident: both, entries: [entry('joined', 'chat is down as well', 'chat')] } }),
    })
    expect(planAlerts(joined).map(({ kind, headline }) => `${kind} ${headline}`)).toEqual([
      "changed chat is DOWN (HTTP 500 at 'submit credentials'), console, API and CLI are up",
    ])
    expect(planAlerts({ ...joined, announced: false }).map(({ kind }) => kind)).toEqual(['opened'])
    expect(planAlerts({ ...joined, silenced: { all: true, surfaces: [] }, announced: false })).toEqual([])
  })

  it('alerts the end of an incident where its opening was alerted, also while silenced, and else not', () => {
    const silenced = { all: true, surfaces: ['login'] }
    expect(planAlerts({ ...LOGIN_RECOVERED, silenced }).map(({ kind }) => kind)).toEqual(['resolved'])
    expect(planAlerts({ ...LOGIN_RECOVERED, announced: false })).toEqual([])
  })

  it('says why an incident was closed that did not recover', () => {
    const closed = incident([part('login', 'unknown', { retiredAt: NOW })], {
      ...{ resolvedAt: NOW, closed: 'login is no longer watched' },
    })
    const entries = [entry('resolved', 'closed: login is no longer watched')]
    const [alert] = planAlerts(input({ verdict: verdict({ incident: { incident: closed, entries } }) }))
    expect(alert).toMatchObject({
      ...{ kind: 'resolved', headline: 'incident closed: login is no longer watched' },
      lines: expect.arrayContaining(['It was closed without a measured recovery.']),
    })
  })

  it('gives the same alert with the same key for the same input', () => {
    expect(planAlerts(LOGIN_DOWN)).toEqual(planAlerts(structuredClone(LOGIN_DOWN)))
  })

  it('leaves out surfaces of other targets', () => {
    const surfaces = [...LOGIN_DOWN.surfaces, { ...surface('api', 'down'), target: 'other' }]
    expect(onlyAlert({ ...LOGIN_DOWN, surfaces }).surfaces).toHaveLength(5)
  })
})
