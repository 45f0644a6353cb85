import { describe, expect, it } from 'vitest'
import { MINUTE, SECOND } from '../../src/core/index.ts'
import { planAlerts } from '../../src/notify/index.ts'
import {
  entry,
  HANG,
  HTTP_500,
  IMPACT,
  incident,
  input,
  NAME,
  NOW,
  onlyAlert,
  part,
  SLOW,
  surface,
  surfacesWith,
  transition,
  verdict,
} from './kit.ts'

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
  it.each(CHANGES)('names what changed where $what', ({ entries, surfaces, parts, headline, changed, ...more }) => {
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

  it('quotes the timeline where an entry has only a text', () => {
    const text = "chat is down as well (HTTP 500 at 'open')"
    const change = { incident: incident([part('chat', 'down')]), entries: [entry('joined', text, 'chat')] }
    expect(onlyAlert(input({ verdict: verdict({ incident: change }) })).lines[0]).toBe(`Changed: ${text}.`)
  })

  it.each(['scope'] as const)('does not exist for a new %s sentence alone', (kind) => {
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
