import { describe, expect, it } from 'vitest'
import { planAlerts } from '../../src/notify/index.ts'
import {
  entry,
  HTTP_500,
  incident,
  input,
  LOGIN_DOWN,
  LOGIN_RECOVERED,
  NOW,
  onlyAlert,
  part,
  surface,
  surfacesWith,
  transition,
  verdict,
} from './kit.ts'

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
