import { describe, expect, it } from 'vitest'
import { MINUTE, SECOND, type State, type TimelineEntry } from '../../src/core/index.ts'
import {
  entry,
  HTTP_500,
  IMPACT,
  incident,
  input,
  LOGIN_RECOVERED,
  NAME,
  NOW,
  onlyAlert,
  part,
  RECOVERED_AT,
  SLOW,
  surface,
  surfacesWith,
  verdict,
} from './kit.ts'

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
