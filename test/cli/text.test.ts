import { describe, expect, it } from 'vitest'
import { errorText, exitCodeOf } from '../../src/cli/process/errors.ts'
import { EXIT, exitCodeFor } from '../../src/cli/process/exit-codes.ts'
import { runEventJson, runJson } from '../../src/cli/readings/run-json.ts'
import { paintFor } from '../../src/cli/terminal/colour.ts'
import { clip, table, visibleLength } from '../../src/cli/terminal/table.ts'
import { ConfigError, MonitorError } from '../../src/core/index.ts'
import { requestOf } from '../support/requests.ts'
import { colour, failed, plain } from './live-kit.ts'

describe('a run as JSON', () => {
  it('has its requests with their times; a line for each run of a worker has none', () => {
    const [first, ...others] = failed.steps
    const requests = [requestOf('app.example/', { offsetMs: 15 })]
    const run = {
      ...failed,
      steps: [{ ...(first ?? failed.steps[0]), requests, requestsLeftOut: 2 }, ...others] as typeof failed.steps,
    }
    expect(runJson(run)).toMatchObject({
      steps: [{ requests: [{ ...requests[0], startedAt: '2026-03-02T10:59:55.025Z' }], requestsLeftOut: 2 }, {}],
    })
    expect(runEventJson(run)).toEqual(runJson(failed))
  })

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
      expected: 'a known key',
      got: '"locaton"',
      hint: 'Did you mean "location"?',
    }
    const text = errorText(new ConfigError('doorwatch.config.ts has one problem', [problem]), plain)
    expect(text.split('\n')).toEqual([
      'doorwatch: doorwatch.config.ts has one problem',
      '  doorwatch.config.ts: locaton: expected a known key, got "locaton"',
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
