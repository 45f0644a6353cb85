import { describe, expect, it } from 'vitest'
import { currentStates, MINUTE, type StatesInput, type SurfaceStatus } from '../../../src/core/index.ts'

const NOW = Date.UTC(2026, 10, 23, 21)
const status = (surface: string, more: Partial<SurfaceStatus> = {}): SurfaceStatus => ({
  ...{ target: 'claude', surface, state: 'operational', since: NOW - 60 * MINUTE },
  ...more,
})
const lastRun = (surface: string, agoMs: number) => ({
  ...{ target: 'claude', surface, probe: surface, startedAt: NOW - agoMs, durationMs: 0 },
})
const watched = (surface: string) => ({ target: 'claude', surface, probe: surface, everyMs: MINUTE })

function statesOf(more: Partial<StatesInput>) {
  const input: StatesInput = { stored: [], lastRuns: [], watched: [], windows: [], heartbeatAt: NOW, now: NOW, ...more }
  return currentStates(input).map(({ surface, state, basis }) => [surface, state, basis])
}

describe('the states of all surfaces', () => {
  it('are in order, with surfaces that are stored, watched or ran', () => {
    const input = {
      stored: [status('login'), status('api')],
      watched: [watched('login'), watched('chat')],
      lastRuns: [lastRun('login', MINUTE), lastRun('api', MINUTE)],
    }
    expect(statesOf(input)).toEqual([
      ['api', 'unknown', 'no-probe'],
      ['chat', 'unknown', 'waiting'],
      ['login', 'operational', 'judged'],
    ])
  })

  it('use the probes with runs, at an interval of 15 minutes, if no list of probes is stored', () => {
    const stored = [status('login')]
    expect(statesOf({ stored, lastRuns: [lastRun('login', 29 * MINUTE)] })).toEqual([
      ['login', 'operational', 'judged'],
    ])
    expect(statesOf({ stored, lastRuns: [lastRun('login', 31 * MINUTE)] })).toEqual([['login', 'unknown', 'silent']])
  })

  it('count a surface as measured while one of its probes reports', () => {
    const slow = { ...watched('login'), probe: 'other' }
    const input = { stored: [status('login')], watched: [watched('login'), slow], lastRuns: [lastRun('login', 0)] }
    expect(statesOf(input)).toEqual([['login', 'operational', 'judged']])
  })
})
