import { describe, expect, it } from 'vitest'
import type { AppView } from '../../src/app/view.ts'
import { EXIT, exitCodeFor } from '../../src/cli/exit-codes.ts'
import { runJson } from '../../src/cli/run-json.ts'
import { paintFor } from '../../src/cli/terminal/colour.ts'
import { errorText, exitCodeOf } from '../../src/cli/terminal/errors.ts'
import { type Frame, liveView } from '../../src/cli/terminal/live-view.ts'
import { clip, table, visibleLength } from '../../src/cli/terminal/table.ts'
import { type AlertRecord, ConfigError, MonitorError, type ProbePlan, type RunResult } from '../../src/core/index.ts'

const T0 = Date.UTC(2026, 2, 2, 11, 0, 0)
const plain = paintFor({ isTTY: false }, {})
const colour = paintFor({ isTTY: true }, {})

const plan: ProbePlan = {
  target: 'sandbox',
  surface: 'login',
  probe: 'login',
  kind: 'browser',
  cadence: { every: 10_000 },
  timeoutMs: 8_000,
  file: 'login.probe.ts',
}

const failed: RunResult = {
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

const alert: AlertRecord = {
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

const view: AppView = {
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

const frame: Frame = {
  version: '1.2.3',
  dashboardUrl: 'http://127.0.0.1:4700',
  sandboxUrl: 'http://127.0.0.1:4180',
  channels: [],
}

describe('the live view', () => {
  it('shows state, last run, time taken, next run, the failing step and the alert that went nowhere', () => {
    const text = liveView(view, frame, 100, plain)
    expect(text).toContain('http://127.0.0.1:4700')
    expect(text).toMatch(/✗\s+sandbox\/login\s+down 1 min 5 s\s+4\.8 s ago\s+✗ 212 ms\s+in 5\.0 s/)
    expect(text).toContain('login  open the sign-in page 80 ms · submit credentials 132 ms')
    expect(text).toContain("✗ HTTP 500 at 'submit credentials' (server_error)")
    expect(text).toContain("login is DOWN (HTTP 500 at 'submit credentials'), API is up")
    expect(text).toContain('not sent: no channel configured')
  })

  it('keeps to the width of the terminal', () => {
    const text = liveView(view, { ...frame, sandboxUrl: '' }, 60, plain)
    const long = text.split('\n').filter((line) => line.includes('·') && line.length > 60)
    expect(long).toEqual([])
  })

  it('says what became of each delivery', () => {
    const delivery = { id: 1, alertKey: 'k', attempts: 2, dueAt: T0 }
    const deliveries = [
      { ...delivery, channel: 'slack', state: 'sent' as const },
      { ...delivery, channel: 'email', state: 'dead' as const, lastError: 'mailbox unknown' },
      { ...delivery, channel: 'hook', state: 'pending' as const, lastError: 'HTTP 503' },
    ]
    const text = liveView({ ...view, alerts: [{ ...alert, deliveries }] }, frame, 160, plain)
    expect(text).toContain(
      'sent to slack; NOT SENT to email: mailbox unknown; hook: try 2 failed (HTTP 503), trying again',
    )
  })
})

describe('a run as JSON', () => {
  it('has the documented shape, with times in ISO 8601', () => {
    expect(runJson(failed)).toEqual({
      target: 'sandbox',
      surface: 'login',
      probe: 'login',
      location: 'local',
      trigger: 'schedule',
      scheduledAt: '2026-03-02T10:59:55.000Z',
      startedAt: '2026-03-02T10:59:55.010Z',
      durationMs: 212,
      outcome: 'failed',
      steps: [
        {
          name: 'open the sign-in page',
          outcome: 'passed',
          startedAt: '2026-03-02T10:59:55.010Z',
          durationMs: 80,
          statuses: { '200': 3 },
          measures: { server_ms: 4.2 },
        },
        {
          name: 'submit credentials',
          outcome: 'failed',
          startedAt: '2026-03-02T10:59:55.090Z',
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
    })
  })
})

describe('errors on the terminal', () => {
  it('name every problem with its place and what to do', () => {
    const problem = {
      source: 'doorwatch.config.ts',
      path: 'locaton',
      expected: 'no such key',
      got: 'a text',
      hint: 'Did you mean "location"?',
    }
    const text = errorText(new ConfigError('doorwatch.config.ts has one problem', [problem]), plain)
    expect(text.split('\n')).toEqual([
      'doorwatch: doorwatch.config.ts has one problem',
      '  doorwatch.config.ts: locaton: expected no such key, got a text',
      '    Did you mean "location"?',
    ])
  })

  it('end with the exit code of their kind', () => {
    expect(exitCodeOf(new ConfigError('x', []))).toBe(EXIT.usage)
    expect(exitCodeOf(new MonitorError('db_corrupt', 'x'))).toBe(EXIT.broken)
    expect(exitCodeOf(new Error('a bug'))).toBe(EXIT.broken)
    expect(exitCodeFor('unknown_name')).toBe(EXIT.usage)
  })

  it('show a stack only where the error is a bug of ours', () => {
    expect(errorText(new MonitorError('usage', 'x', { hint: 'do y' }), plain)).toBe('doorwatch: x\n  do y')
    expect(errorText(new Error('bug'), plain)).toMatch(/bug\nError: bug\n\s+at /)
  })
})

describe('tables and colours', () => {
  it('pad columns by what is visible, not by colour codes', () => {
    const text = table([
      [colour('red', 'a'), 'one'],
      ['bbb', 'two'],
    ])
    expect(text.split('\n').map((line) => visibleLength(line))).toEqual([8, 8])
  })

  it('clip a text with an ellipsis', () => {
    expect(clip('submit credentials', 10)).toBe('submit cr…')
    expect(clip('short', 10)).toBe('short')
  })

  it('colour a terminal only, and never against NO_COLOR', () => {
    expect(plain('red', 'x')).toBe('x')
    expect(paintFor({ isTTY: true }, { NO_COLOR: '1' })('red', 'x')).toBe('x')
    expect(paintFor({ isTTY: false }, { FORCE_COLOR: '1' })('red', 'x')).not.toBe('x')
    expect(colour('red', 'x')).toContain('x')
  })
})
