import type { AppView } from '../../src/app/live/view.ts'
import type { Frame } from '../../src/cli/live/live-view.ts'
import { paintFor } from '../../src/cli/terminal/colour.ts'
import type { AlertRecord, ProbePlan, RunResult } from '../../src/core/index.ts'

export const T0 = Date.UTC(2026, 2, 2, 11, 0, 0)
export const plain = paintFor({ isTTY: false }, {})
export const colour = paintFor({ isTTY: true }, {})

export const plan: ProbePlan = {
  target: 'sandbox',
  surface: 'login',
  probe: 'login',
  kind: 'browser',
  cadence: { every: 10_000 },
  timeoutMs: 8_000,
  file: 'login.probe.ts',
}

export const failed: RunResult = {
  target: 'sandbox',
  surface: 'login',
  probe: 'login',
  location: 'local',
  trigger: 'schedule',
  scheduledAt: T0 - 5_000,
  startedAt: T0 - 4_990,
  durationMs: 212,
  outcome: 'failed',
  steps: [
    {
      name: 'open the sign-in page',
      outcome: 'passed',
      startedAt: T0 - 4_990,
      durationMs: 80,
      statuses: { '200': 3 },
      measures: { server_ms: 4.2 },
    },
    {
      name: 'submit credentials',
      outcome: 'failed',
      startedAt: T0 - 4_910,
      durationMs: 132,
      statuses: { '500': 1 },
      measures: {},
      failure: {
        class: 'server_error',
        blame: 'provider',
        message: 'HTTP 500',
        step: 'submit credentials',
        httpStatus: 500,
      },
    },
  ],
  failure: {
    class: 'server_error',
    blame: 'provider',
    message: 'HTTP 500',
    step: 'submit credentials',
    httpStatus: 500,
  },
}

export const alert: AlertRecord = {
  key: 'k',
  kind: 'opened',
  target: 'sandbox',
  at: T0,
  headline: "login is DOWN (HTTP 500 at 'submit credentials'), API is up",
  lines: [],
  surfaces: [],
  links: [],
  deliveries: [],
}

export const view: AppView = {
  at: T0,
  surfaces: [
    {
      ...{ target: 'sandbox', surface: 'login', since: T0 - 65_000 },
      ...{ state: 'down', measured: 'down', basis: 'judged' },
    },
  ],
  probes: [{ plan, last: failed, nextAt: T0 + 5_000 }],
  incidents: [],
  notices: [],
  alerts: [alert],
}

export const frame: Frame = {
  version: '1.2.3',
  timezone: 'UTC',
  dashboardUrl: 'http://127.0.0.1:4700',
  sandboxUrl: 'http://127.0.0.1:4180',
  channels: [],
}
