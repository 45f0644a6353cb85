import { expect, it } from 'vitest'
import { keepIncidentRuns } from '../../../src/app/upkeep/keep-incident-runs.ts'
import { MINUTE, type Range, type RunRecord } from '../../../src/core/index.ts'
import { incidentOf } from '../../store/kit.ts'
import { memoryHistory, NO_HISTORY } from '../../support/history.ts'
import { failureOf, NOW } from '../../support/scenarios.ts'

const FAILED = { outcome: 'failed', failure: failureOf('server_error', 'HTTP 500') } as const

function run(id: number, at: number, more: Partial<RunRecord> = {}): RunRecord {
  return {
    ...{ id, target: 'sandbox', surface: 'login', probe: 'login', location: 'office', trigger: 'schedule' },
    ...{ scheduledAt: at, startedAt: at, durationMs: 500, outcome: 'passed', steps: [] },
    ...more,
  }
}

const incident = (name: string, surface: string) => ({
  ...incidentOf(name, { surfaces: [{ surface, state: 'down', worst: 'down', since: NOW }] }),
  timeline: [],
})

it('keeps the runs of each incident in the range under its name, and asks nothing of one without stored runs', async () => {
  const runs = [
    run(1, NOW - 2 * MINUTE),
    run(2, NOW - MINUTE),
    run(3, NOW, FAILED),
    run(4, NOW + 5_000, { ...FAILED, trigger: 'confirm' }),
    run(5, NOW + MINUTE, FAILED),
  ]
  const { runs: read } = memoryHistory(() => ({ ...NO_HISTORY, runs }))
  const kept: [string, readonly number[]][] = []
  const asked: Range[] = []
  const store = {
    runs: read,
    incidents: async (range: Range) => {
      asked.push(range)
      return [incident('sandbox-1', 'login'), incident('sandbox-2', 'chat')]
    },
    keepRuns: async (name: string, ids: readonly number[]) => void kept.push([name, ids]),
  }
  const range = { from: NOW - MINUTE, to: NOW + MINUTE }
  await keepIncidentRuns(store, range)
  expect(asked).toEqual([range])
  expect(kept.map(([name, ids]) => [name, ids.toSorted((a, b) => a - b)])).toEqual([['sandbox-1', [2, 3, 4]]])
})
