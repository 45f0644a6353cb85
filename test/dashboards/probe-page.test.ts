import { describe, expect, it } from 'vitest'
import type { ProbePageModel, RunLine, StepDrift } from '../../dashboards/model/probe-page.ts'
import { driftFinding } from '../../dashboards/parts/probe-drift.tsx'
import { probeDocument } from '../../dashboards/probe-page.tsx'
import { DAY, HOUR, MINUTE, NOTHING_SPENT, SKIP_REASONS } from '../../src/core/index.ts'
import { FAILURE, HOSTILE, links, NOW, text, view } from './kit.ts'

const run = (changes: Partial<RunLine> = {}): RunLine => ({
  ...{ path: '/runs/claude/login/1-schedule', at: NOW - MINUTE, outcome: 'passed', trigger: 'schedule' },
  ...{ durationMs: 1_400 },
  ...changes,
})

const step = (changes: Partial<StepDrift> = {}): StepDrift => ({
  ...{ step: 'sign in', measure: 'duration_ms', now: { n: 900, p50: 500, p95: 900, p99: 990 } },
  ...changes,
})
const before = { n: 900, p50: 400, p95: 800, p99: 890 }

const model = (changes: Partial<ProbePageModel> = {}): ProbePageModel => ({
  ...{ at: NOW, target: 'claude', surface: 'login', title: 'Login', probe: 'login', standing: 'operational' },
  ...{ schedule: { everyMs: MINUTE, nextAt: NOW + 20_000 }, strip: [], runs: [run()], failures: [], skips: [] },
  ...{ notices: [], incidents: [] },
  spend: { runs: 50, perRun: { requests: 4.2, outputTokens: 0.3, microUsd: 0 }, runsPerDay: 1_440 },
  drift: { days: 7, steps: [], range: { from: NOW - 14 * DAY, to: NOW, bucketMs: 6 * HOUR }, setup: [] },
  ...changes,
})

const draw = (changes: Partial<ProbePageModel> = {}) => probeDocument(model(changes), view())
const read = (changes: Partial<ProbePageModel> = {}) =>
  text(draw(changes).replace(/<(style|script)>[\s\S]*?<\/\1>/g, ''))

describe('the page of a probe', () => {
  it.each([
    [[run()], 'Login: the last run passed'],
    [[run({ outcome: 'slow' })], 'Login: the last run was slow'],
    [[run({ outcome: 'failed' }), run()], 'Login: the last run failed'],
    [[run({ outcome: 'error' })], 'Login: the last run could not measure'],
    [[], 'Login: no run yet'],
  ])('leads with its last run (%#)', (runs, headline) => {
    expect(read({ runs })).toContain(`${headline} claude, probe login. The surface is operational.`)
  })

  it.each([
    [{ everyMs: MINUTE, nextAt: NOW + 20_000 }, 'Next run 21:05:20'],
    [{ everyMs: MINUTE, nextAt: NOW + 20_000, runningSince: NOW - 4_000 }, 'Next run running since 21:04:56'],
    [{ everyMs: MINUTE }, 'Next run unknown: no worker runs here'],
  ])('says when it runs next: %j', (schedule, words) => {
    expect(read({ schedule })).toContain(`Schedule every 1 min ${words}`)
  })

  it('leads from each run to its page, and says what failed', () => {
    const failed = run({
      path: '/runs/claude/login/2-confirm',
      outcome: 'failed',
      trigger: 'confirm',
      failure: FAILURE,
    })
    expect(links(draw({ runs: [failed, run()], failures: [failed] }))).toContain('/runs/claude/login/2-confirm')
    const output = read({ failures: [failed] })
    expect(output).toContain('Last failures: Runs that failed or could not measure, within 7 days')
    expect(output).toContain('23 Nov, 21:04:00 failed 1.4 s confirm HTTP 500 at submit credentials server error')
    expect(read()).toContain('Last failures: None in 7 days')
  })

  it('counts the failed of the newest runs', () => {
    const dot = (outcome: 'passed' | 'failed') => ({
      at: NOW - HOUR,
      outcome,
      durationMs: 9,
      trigger: 'schedule' as const,
    })
    expect(read({ strip: [dot('passed')] })).toContain('Newest runs: Of the last 1 run none failed')
    expect(read({ strip: [dot('failed'), dot('passed')] })).toContain('Newest runs: Of the last 2 runs 1 failed')
    expect(read()).toContain('Newest runs: No run yet No run yet')
  })

  it.each(SKIP_REASONS)('says why slots were not run: %s', (reason) => {
    const skip = { from: NOW - HOUR, until: NOW - 30 * MINUTE, count: 31, reason }
    expect(read({ skips: [skip] })).toMatch(/Not run: .* 23 Nov, 20:05 to 23 Nov, 20:35: 31 slots, [a-z ,]+/)
    expect(read({ skips: [{ ...skip, until: skip.from, count: 1 }] })).toMatch(/ 23 Nov, 20:05: 1 slot, [a-z]/)
    expect(read()).not.toContain('Not run:')
  })

  it('lists the incidents of its surface, open ones as not over', () => {
    const past = { name: 'claude-1', title: 'Login down', impactAt: NOW - 2 * DAY, resolvedAt: NOW - 2 * DAY + HOUR }
    const { resolvedAt: _, ...open } = { ...past, name: 'claude-2', impactAt: NOW - HOUR }
    const output = read({ incidents: [open, past] })
    expect(output).toContain('Login down 23 Nov, 20:05, not over Login down 21 Nov, 21:05, 1 h')
    expect(links(draw({ incidents: [open, past] }))).toContain('/incidents/claude-2')
    expect(read()).toContain('Incidents of the surface: None in 30 days')
  })

  it('gives the use of a run, at least 1 of each unit, and of a day', () => {
    expect(read()).toContain('Spend: A run takes 4 requests, 1 output token in the mean')
    expect(read()).toContain(
      'Over the last 50 scheduled runs. At its interval: 6,048 requests, 432 output tokens a day, without confirm runs.',
    )
    expect(read({ spend: { runs: 0, perRun: NOTHING_SPENT, runsPerDay: 0 } })).toContain('Spend: No run to count')
  })

  it('escapes text from outside', () => {
    const failure = { ...FAILURE, message: HOSTILE, step: HOSTILE }
    const hostile = draw({
      ...{ target: HOSTILE, title: HOSTILE, probe: HOSTILE, failures: [run({ failure })] },
      drift: { ...model().drift, steps: [step({ step: HOSTILE })] },
    })
    expect(hostile).not.toContain('<img')
  })
})

describe('the drift of the steps of a probe', () => {
  it('has the medians of both times and the change, slower marked', () => {
    const steps = [
      step({ before, change: 0.25 }),
      step({ step: 'open', before, change: -0.03 }),
      step({ step: 'send', before, change: 0.004 }),
      step({ step: 'new' }),
      step({ measure: 'ttft_ms', before, change: 0.5 }),
    ]
    const drift = { ...model().drift, steps }
    const output = read({ drift })
    expect(output).toContain('sign in time of the step 900 500 ms 400 ms +25 % 900 ms 800 ms')
    expect(output).toContain('open time of the step 900 500 ms 400 ms −3 % 900 ms 800 ms')
    expect(output).toContain('send time of the step 900 500 ms 400 ms none 900 ms 800 ms')
    expect(output).toContain('new time of the step 900 500 ms – unknown 900 ms –')
    expect(output).toContain('sign in time to first token 900 500 ms 400 ms +50 %')
    expect(draw({ drift }).match(/class="number bad"/g)).toHaveLength(2)
  })

  it.each([
    [[], 'Too few runs to compare 7 days with the 7 before'],
    [[step()], 'Too few runs to compare 7 days with the 7 before'],
    [[step({ change: 0.05 })], 'No step became faster or slower by a tenth in 7 days'],
    [[step({ change: 0.2 }), step({ change: 0 })], 'Of 2 steps 1 slower by a tenth or more than 7 days before'],
    [[step({ change: -0.2 })], 'Of 1 step 1 faster by a tenth or more than 7 days before'],
    [
      [step({ change: 0.2 }), step({ change: -0.2 }), step({ change: 0.3 })],
      'Of 3 steps 2 slower, 1 faster by a tenth or more than 7 days before',
    ],
    [[step({ measure: 'ttft_ms', change: 0.9 })], 'Too few runs to compare 7 days with the 7 before'],
  ])('is summed up in one line (%#)', (steps, finding) => {
    expect(driftFinding({ steps, days: 7 })).toBe(finding)
  })
})
