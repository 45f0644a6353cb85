import { describe, expect, it } from 'vitest'
import type { RunRecord, SurfaceRuns } from '../../../src/core/index.ts'
import { withIsoTimes } from '../../../src/report/incident/iso-times.ts'
import { missingFrom } from '../../../src/report/incident/missing.ts'

const AT = Date.UTC(2026, 10, 23, 20, 5)

const run = (artifacts: readonly { kind: string; gone?: true }[] = []): RunRecord =>
  ({ id: 1, probe: 'login', startedAt: AT, artifacts }) as unknown as RunRecord

const runsOf = (changes: Partial<SurfaceRuns> = {}): SurfaceRuns => ({
  ...{ surface: 'login', failing: run(), good: run(), confirms: [] },
  ...changes,
})

const missing = (runs: readonly SurfaceRuns[], surfaces = runs.length, hasMoreAlerts = false) =>
  missingFrom({ surfaces: Array.from({ length: surfaces }) as never }, { runs, hasMoreAlerts })

describe('the missing records of an incident', () => {
  it('are none where everything is stored', () => {
    expect(missing([runsOf()])).toEqual([])
  })

  it('include its first failing run, and a good run before it', () => {
    const { failing: _, ...without } = runsOf()
    expect(missing([without as SurfaceRuns])).toEqual([
      'The first failing run of login is not stored: it was deleted after the time in retention.runs.',
    ])
    const { good: __, ...first } = runsOf()
    expect(missing([first as SurfaceRuns])).toEqual(['No good run of login before its first failing run is stored.'])
  })

  it('include each kind of evidence once, with its run', () => {
    const deleted = run([
      { kind: 'trace', gone: true },
      { kind: 'trace', gone: true },
      { kind: 'screenshot', gone: true },
      { kind: 'video' },
    ])
    expect(missing([runsOf({ failing: deleted, confirms: [run(), deleted] })])).toEqual([
      'Deleted to keep retention.incidentMegabytes: trace and screenshot of login at 20:05:00 UTC.',
      'Deleted to keep retention.incidentMegabytes: trace and screenshot of login at 20:05:00 UTC.',
    ])
  })

  it('include requests that are damaged, of the first failing and of the good run', () => {
    const damaged = { ...run(), requestsDamaged: true } as const
    const sentence = 'The requests of login at 20:05:00 UTC cannot be read: they are damaged in the database.'
    expect(missing([runsOf({ failing: damaged })])).toEqual([sentence])
    expect(missing([runsOf({ failing: damaged, good: damaged, confirms: [damaged] })])).toEqual([sentence, sentence])
  })

  it('include the surfaces and alerts that were not read', () => {
    expect(missing([runsOf()], 4, true)).toEqual([
      'The runs of 3 more surfaces are left out.',
      'Older alerts of this incident are left out.',
    ])
  })
})

describe('a model as JSON', () => {
  it('has ISO times in place of numbers, at any depth, and nothing else changed', () => {
    const model = {
      at: AT,
      runs: 4,
      list: [{ since: AT, to: AT, name: 'at', durationMs: 9 }],
      until: 'soon',
      none: null,
      run: { scheduledAt: AT, startedAt: AT, measuredFrom: AT, format: 4, flat: 5 },
    }
    expect(withIsoTimes(model)).toEqual({
      ...{ at: '2026-11-23T20:05:00.000Z', runs: 4, until: 'soon', none: null },
      run: {
        ...{ scheduledAt: '2026-11-23T20:05:00.000Z', startedAt: '2026-11-23T20:05:00.000Z' },
        ...{ measuredFrom: '2026-11-23T20:05:00.000Z', format: 4, flat: 5 },
      },
      list: [{ since: '2026-11-23T20:05:00.000Z', to: '2026-11-23T20:05:00.000Z', name: 'at', durationMs: 9 }],
    })
    expect(model.at).toBe(AT)
  })

  it.each([undefined, null, 7, 'text', true])('leaves %s as it is', (value) => {
    expect(withIsoTimes(value)).toBe(value)
  })
})
