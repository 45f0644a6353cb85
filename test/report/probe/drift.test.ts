import { describe, expect, it } from 'vitest'
import { driftFinding } from '../../../dashboards/parts/probe-drift.tsx'
import { DAY, HOUR, type RunRecord } from '../../../src/core/index.ts'
import { readDrift } from '../../../src/report/probe/drift.ts'
import { memoryHistory, NO_HISTORY } from '../../support/history.ts'
import { NOW, run } from '../kit.ts'

const REF = { target: 'sandbox', surface: 'login', probe: 'login' }

/** A run every two hours for `days`, each with these steps; `ms` by how many days ago it is. */
function runsOf(days: number, steps: Readonly<Record<string, (daysAgo: number) => number>>, probe = 'login') {
  return Array.from({ length: days * 12 }, (_, index): RunRecord => {
    const at = NOW - days * DAY + index * 2 * HOUR + 1
    const daysAgo = (NOW - at) / DAY
    return run('login', at, {
      probe,
      steps: Object.entries(steps).map(([name, ms]) => ({
        ...{ name, outcome: 'passed', startedAt: at, durationMs: ms(daysAgo), statuses: {}, measures: {} },
      })),
    })
  })
}

const drift = (runs: readonly RunRecord[]) =>
  readDrift(
    memoryHistory(() => ({ ...NO_HISTORY, runs: runs.toSorted((a, b) => a.scheduledAt - b.scheduledAt) })),
    REF,
    { now: NOW, everyMs: 2 * HOUR },
  )

describe('the drift of a probe', () => {
  it('is the change of the median of each step over seven days against the seven before', async () => {
    const { steps } = await drift(
      runsOf(16, { open: () => 200, submit: (ago) => (ago > 8 ? 400 : 500), check: (ago) => (ago > 8 ? 100 : 80) }),
    )
    expect(steps.map(({ step }) => step)).toEqual(['open', 'submit', 'check'])
    expect(steps.map(({ change }) => Math.round((change ?? 9) * 100))).toEqual([0, 25, -20])
    expect(steps[1]?.before?.p50).toBeCloseTo(400, -1)
    expect(driftFinding({ steps, days: 7 })).toBe('Of 3 steps 1 slower, 1 faster by a tenth or more than 7 days before')
  })

  it('marks when the probe, the configuration or the product changed, not when another probe did', async () => {
    const change = (kind: 'config' | 'probe', subject: string, daysAgo: number) => {
      return { at: NOW - daysAgo * DAY, location: 'office', kind, subject, value: 'b', before: 'a' }
    }
    const setupChanges = [
      change('probe', 'sandbox/login', 20),
      change('probe', 'sandbox/login', 3),
      change('config', '', 2),
      change('probe', 'sandbox/chat', 1),
    ]
    const history = memoryHistory(() => ({ ...NO_HISTORY, setupChanges }))
    const { setup } = await readDrift(history, REF, { now: NOW, everyMs: HOUR })
    expect(setup.map(({ at, text }) => [(NOW - at) / DAY, text])).toEqual([
      [3, 'probe sandbox/login changed'],
      [2, 'configuration changed'],
    ])
  })

  it('is unknown with few runs, and for a new step', async () => {
    const young = await drift(runsOf(3, { open: () => 200 }))
    expect(young.steps).toMatchObject([{ step: 'open' }])
    expect(young.steps[0]).not.toHaveProperty('change')
    expect(young.steps[0]).not.toHaveProperty('before')
    expect(driftFinding(young)).toBe('Too few runs to compare 7 days with the 7 before')
  })

  it('leaves out other probes of the surface', async () => {
    const { steps, charts } = await drift([
      ...runsOf(16, { open: () => 200 }),
      ...runsOf(16, { open: (ago) => (ago > 8 ? 100 : 900), other: () => 5 }, 'login-2'),
    ])
    expect(steps).toMatchObject([{ step: 'open', change: 0 }])
    expect(charts?.series.map(({ step }) => step)).toEqual(['open'])
  })

  it('says that nothing changed where nothing did', async () => {
    expect(driftFinding(await drift(runsOf(16, { open: () => 200 })))).toBe(
      'No step became faster or slower by a tenth in 7 days',
    )
  })
})
