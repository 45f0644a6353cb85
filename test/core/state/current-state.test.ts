import { describe, expect, it } from 'vitest'
import {
  currentState,
  HOUR,
  isSilent,
  isWorkerAlive,
  MINUTE,
  type QuietWindow,
  SECOND,
  type StateInput,
  type SurfaceStatus,
  stateText,
} from '../../../src/core/index.ts'

const NOW = Date.UTC(2026, 10, 23, 21)

const down: SurfaceStatus = {
  target: 'claude',
  surface: 'login',
  state: 'down',
  since: NOW - HOUR,
  reason: 'HTTP 500.',
}

function stateOf(more: Partial<StateInput> = {}) {
  return currentState({
    ...{ target: 'claude', surface: 'login', stored: down, windows: [], heartbeatAt: NOW, now: NOW },
    probes: [{ everyMs: MINUTE, lastEndedAt: NOW - MINUTE }],
    ...more,
  })
}

const window = (kind: QuietWindow['kind'], more: Partial<QuietWindow> = {}): QuietWindow => ({
  ...{ kind, from: NOW - MINUTE, to: NOW + HOUR, reason: 'work on it' },
  ...more,
})

describe('the current state of a surface', () => {
  it('distinguishes no run from unmeasured runs before the first verdict', () => {
    const reasonAfter = (lastEndedAt?: number) =>
      stateOf({ stored: undefined, probes: [{ everyMs: MINUTE, ...(lastEndedAt ? { lastEndedAt } : {}) }] } as never)
        .reason
    expect(reasonAfter()).toBe('No run has been judged yet.')
    expect(reasonAfter(NOW - SECOND)).toBe('No run could measure it yet; doorwatch why gives the cause.')
  })

  it('is the stored status while a worker is alive and a probe reports', () => {
    expect(stateOf()).toMatchObject({ state: 'down', basis: 'judged', since: NOW - HOUR, reason: 'HTTP 500.' })
  })

  it.each([
    ['before the first verdict', { stored: undefined }, 'waiting', undefined],
    ['once every probe is silent', { probes: [{ everyMs: MINUTE, lastEndedAt: NOW - 3 * MINUTE }] }, 'silent', 'down'],
    ['without a worker', { heartbeatAt: undefined }, 'no-worker', 'down'],
    ['when the heartbeat stopped', { heartbeatAt: NOW - 2 * MINUTE }, 'no-worker', 'down'],
    ['when no probe watches it', { probes: [] }, 'no-probe', 'down'],
    ['when it is retired', { stored: { ...down, retiredAt: NOW - MINUTE }, probes: [] }, 'retired', undefined],
    ['when it is watched after it was retired', { stored: { ...down, retiredAt: NOW - MINUTE } }, 'waiting', undefined],
  ] as const)('is unknown %s', (_when, { ...more }, basis, believed) => {
    const current = stateOf({ ...more } as Partial<StateInput>)
    expect(current).toMatchObject({ state: 'unknown', measured: 'unknown', basis })
    expect(current.believed).toBe(believed)
  })

  it('is not changed by a mute', () => {
    const { mute, ...rest } = stateOf({ windows: [window('mute')] })
    expect(mute).toEqual({ until: NOW + HOUR, reason: 'work on it' })
    expect(rest).toEqual(stateOf())
  })

  it('is maintenance with the measured state during the window, whatever the stored status', () => {
    const stored: SurfaceStatus = { ...down, state: 'maintenance', measured: 'down' }
    for (const each of [stored, down]) {
      expect(stateOf({ stored: each, windows: [window('maintenance')] })).toMatchObject({
        ...{ state: 'maintenance', measured: 'down', since: NOW - MINUTE },
        maintenance: { until: NOW + HOUR },
      })
      expect(stateOf({ stored: each, windows: [window('maintenance', { to: NOW })] }).state).toBe('down')
    }
    const older: SurfaceStatus = { ...down, state: 'maintenance' }
    expect(stateOf({ stored: older }).state).toBe('unknown')
  })

  it('uses windows that cover this surface, and of several the one that ends last', () => {
    const windows = [
      window('maintenance', { surface: 'chat' }),
      window('maintenance', { target: 'openai' }),
      window('mute', { target: 'claude', to: NOW + 2 * HOUR }),
      window('mute', { surface: 'login' }),
    ]
    expect(stateOf({ windows })).toMatchObject({ state: 'down', mute: { until: NOW + 2 * HOUR } })
  })

  it('has a text with the end of each window', () => {
    expect(stateText(stateOf(), 'UTC')).toBe('down')
    expect(stateText(stateOf({ windows: [window('maintenance'), window('mute')] }), 'Europe/Berlin')).toBe(
      'down, under maintenance until 23:00:00 UTC+1 on Mon 23 Nov 2026, alerts muted until 23:00:00 UTC+1 on Mon 23 Nov 2026',
    )
    expect(stateText(stateOf({ stored: { ...down, retiredAt: NOW }, probes: [] }), 'UTC')).toBe('retired')
  })
})

describe('silence', () => {
  it('begins after two intervals, or ten seconds more than one for frequent probes', () => {
    expect(isSilent({ quietMs: 2 * MINUTE, everyMs: MINUTE })).toBe(false)
    expect(isSilent({ quietMs: 3 * MINUTE, everyMs: MINUTE })).toBe(true)
    expect(isSilent({ quietMs: 11 * SECOND, everyMs: SECOND })).toBe(false)
    expect(isSilent({ quietMs: 12 * SECOND, everyMs: SECOND })).toBe(true)
  })

  it('of a worker begins a minute after its last heartbeat', () => {
    expect([isWorkerAlive(NOW - MINUTE, NOW), isWorkerAlive(NOW - MINUTE - 1, NOW)]).toEqual([true, false])
    expect(isWorkerAlive(undefined, NOW)).toBe(false)
  })
})
