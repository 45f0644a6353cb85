import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SILENT } from '../../src/core/index.ts'
import { showAlerts } from '../../src/notify/index.ts'
import type { ProbeSchedule } from '../../src/report/index.ts'
import { type Dashboard, type DashboardOptions, startDashboard } from '../../src/web/index.ts'
import { createClock, type TestClock } from './clock.ts'
import { type HistoryData, memoryHistory } from './history.ts'
import { PLANS } from './pages.ts'
import { NOW } from './scenarios.ts'

/** No channel is configured. */
export const NO_DRAWING: DashboardOptions['drawing'] = { channels: [], show: showAlerts }

/** In the content security policy of a page that keeps itself up to date: one script, by its hash. */
export const OWN_SCRIPT = /script-src 'sha256-[A-Za-z0-9+/=]+'(?:;|$)/

/** A dashboard over a history that a test can change, with the worker's news under the test's hand. */
export interface TestDashboard extends Dashboard {
  data: HistoryData
  plans: readonly ProbeSchedule[]
  readonly artifactsDir: string
  readonly clock: TestClock
  /** Tells every listener that something changed. */
  tell(): void
  listeners(): number
}

export async function startTestDashboard(
  data: HistoryData,
  options: Partial<DashboardOptions> = {},
): Promise<TestDashboard> {
  const listeners = new Set<() => void>()
  const clock = createClock(NOW)
  const artifactsDir = mkdtempSync(join(tmpdir(), 'doorwatch-artifacts-'))
  const state = {
    data,
    plans: PLANS,
    artifactsDir,
    clock,
    tell: () => {
      for (const listener of listeners) listener()
    },
    listeners: () => listeners.size,
  }
  const live: DashboardOptions['live'] = {
    snapshot: () => ({ probes: state.plans }),
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  const history = memoryHistory(() => state.data)
  return Object.assign(
    state,
    await startDashboard({ ...TEST_OPTIONS, port: 0, history, clock, live, artifactsDir, ...options }),
  )
}

/** What a dashboard of a test is called. */
export const TEST_OPTIONS = {
  ...{ log: SILENT, drawing: NO_DRAWING, timezone: 'UTC', location: 'office', version: '0.1.0' },
} as const
