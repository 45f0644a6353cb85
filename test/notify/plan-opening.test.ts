import { describe, expect, it } from 'vitest'
import { MINUTE } from '../../src/core/index.ts'
import {
  entry,
  HTTP_500,
  incident,
  input,
  LOGIN_DOWN,
  NAME,
  NOW,
  onlyAlert,
  part,
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
