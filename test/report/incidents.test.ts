import { describe, expect, it } from 'vitest'
import { HOUR, type IncidentRecord, MINUTE, type State, type Transition } from '../../src/core/index.ts'
import { buildReport } from '../../src/report/index.ts'
import { memoryHistory, NO_HISTORY } from '../support/history.ts'
import { NOW, transition } from './kit.ts'

const BROKE = NOW - 22 * HOUR
const END = BROKE + 21 * HOUR + 10 * MINUTE

const change = (at: number, from: State, to: State, since = at): Transition => ({
  ...transition('login', at, to),
  ...{ from, since },
})

/** Down for an hour, without data overnight, down for ten minutes more. */
const TRANSITIONS = [
  change(BROKE - HOUR, 'unknown', 'operational'),
  change(BROKE + MINUTE, 'operational', 'down', BROKE),
  change(BROKE + HOUR, 'down', 'unknown'),
  change(BROKE + 21 * HOUR, 'unknown', 'down', BROKE),
  change(END + MINUTE, 'down', 'operational', END),
]

const INCIDENT: IncidentRecord = {
  ...{ name: 'sandbox-20261122-230600', target: 'sandbox', openedAt: BROKE + MINUTE, impactAt: BROKE },
  resolvedAt: END + MINUTE,
  surfaces: [{ surface: 'login', state: 'operational', worst: 'down', since: BROKE, recoveredAt: END + MINUTE }],
  scope: 'nothing is known of login',
  widest: { scope: 'front doors only (login and chat): API is up', surfaces: 2 },
  timeline: [],
}

async function incidentIn(hours: number, incident: IncidentRecord = INCIDENT) {
  const data = { ...NO_HISTORY, transitions: TRANSITIONS, incidents: [incident] }
  const report = await buildReport(
    memoryHistory(() => data),
    {
      ...{ range: { from: NOW - hours * HOUR, to: NOW }, now: NOW, timezone: 'UTC', location: 'here' },
      monitor: { version: '1' },
    },
  )
  return report.trend.incidents.shown[0]
}

describe('an incident in the report', () => {
  it('counts only the time that was measured as trouble, up to the first good run, whatever the range', async () => {
    expect((await incidentIn(24))?.troubleMs).toBe(HOUR + 10 * MINUTE)
    expect((await incidentIn(2))?.troubleMs).toBe(HOUR + 10 * MINUTE)
  })

  it('is headed by its widest scope once it is over, by the scope of now while it is open', async () => {
    expect((await incidentIn(24))?.scope).toBe('front doors only (login and chat): API is up')
    const { resolvedAt: _, ...open } = INCIDENT
    expect((await incidentIn(24, open))?.scope).toBe('nothing is known of login')
  })

  it('is named after the surfaces that are in trouble while it is open, after all of them once it is over', async () => {
    const login = { surface: 'login', state: 'operational', worst: 'degraded', since: BROKE, recoveredAt: END } as const
    const chat = { surface: 'chat', state: 'down', worst: 'down', since: BROKE } as const
    const { resolvedAt, ...open } = { ...INCIDENT, surfaces: [login, chat] }
    expect((await incidentIn(24, open))?.title).toBe('Chat down')
    expect((await incidentIn(24, { ...open, resolvedAt: resolvedAt ?? NOW }))?.title).toBe('Chat down, login degraded')
    expect((await incidentIn(24, { ...open, surfaces: [login] }))?.title).toBe('Login degraded')
  })

  it('says why it was closed where it did not recover', async () => {
    expect((await incidentIn(24, { ...INCIDENT, closed: 'by hand: planned' }))?.closed).toBe('by hand: planned')
  })
})
