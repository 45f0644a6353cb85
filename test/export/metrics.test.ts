import { describe, expect, it } from 'vitest'
import { MINUTE, type RunRecord } from '../../src/core/index.ts'
import { createMetrics } from '../../src/export/index.ts'
import { failureOf, run } from '../report/kit.ts'
import { NOW } from './kit.ts'

const PROBE = { target: 'sandbox', surface: 'login', probe: 'login', everyMs: MINUTE }
const LABELS = 'target="sandbox",surface="login",probe="login",location="office",instance="sandbox/login"'
const STEPS: RunRecord['steps'] = [
  {
    ...{ name: 'read the reply', outcome: 'passed', startedAt: NOW, durationMs: 1_250, statuses: {} },
    measures: { ttft_ms: 310 },
  },
]

function metrics(last: Partial<RunRecord> = {}, now = NOW, probes = [PROBE]) {
  const lastRun = run('login', NOW - 10_000, { durationMs: 1_500, steps: STEPS, ...last })
  return createMetrics({
    history: { lastRuns: async () => [lastRun] },
    probes: () => probes,
    clock: { now: () => now },
  })
}

/** The samples of a metric, one per line. */
async function samples(of: ReturnType<typeof metrics>, name: string): Promise<readonly string[]> {
  return (await of.text()).split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
}

describe('the metrics', () => {
  it('have the names and labels that rules for the blackbox exporter use', async () => {
    const registry = metrics()
    expect(await samples(registry, 'probe_success')).toEqual([`probe_success{${LABELS}} 1`])
    expect(await samples(registry, 'probe_duration_seconds')).toEqual([`probe_duration_seconds{${LABELS}} 1.5`])
  })

  it('call a slow run a success, and a failed one not', async () => {
    expect(await samples(metrics({ outcome: 'slow' }), 'probe_success')).toEqual([`probe_success{${LABELS}} 1`])
    expect(await samples(metrics({ outcome: 'failed' }), 'probe_success')).toEqual([`probe_success{${LABELS}} 0`])
  })

  it('have steps, first token and the time of the last run in seconds', async () => {
    const registry = metrics()
    const step = `${LABELS},step="read the reply"`
    expect(await samples(registry, 'doorwatch_step_duration_seconds')).toEqual([
      `doorwatch_step_duration_seconds{${step}} 1.25`,
    ])
    expect(await samples(registry, 'doorwatch_first_token_seconds')).toEqual([
      `doorwatch_first_token_seconds{${step}} 0.31`,
    ])
    const endedAt = (NOW - 10_000 + 10 + 1_500) / 1_000
    expect(await samples(registry, 'doorwatch_last_run_timestamp_seconds')).toEqual([
      `doorwatch_last_run_timestamp_seconds{${LABELS}} ${endedAt}`,
    ])
  })

  it('have no sample of a probe without a result for two intervals, and keep the time of its last run', async () => {
    const late = metrics({}, NOW + 3 * MINUTE)
    for (const name of ['probe_success', 'probe_duration_seconds', 'doorwatch_step_duration_seconds']) {
      expect(await samples(late, name)).toEqual([])
    }
    expect(await samples(late, 'doorwatch_last_run_timestamp_seconds')).toHaveLength(1)
    expect(await samples(metrics({}, NOW + MINUTE), 'probe_success')).toHaveLength(1)
  })

  it('have no sample where the last run could not measure, and none of a probe that is gone', async () => {
    expect(await samples(metrics({ outcome: 'error' }), 'probe_success')).toEqual([])
    expect(await samples(metrics({}, NOW, []), 'doorwatch_last_run_timestamp_seconds')).toEqual([])
  })

  it('count recorded runs by outcome and class', async () => {
    const registry = metrics()
    for (const outcome of ['passed', 'passed', 'failed'] as const) {
      const failure = outcome === 'failed' ? { failure: failureOf('server_error', 'HTTP 500') } : {}
      registry.observe(run('login', NOW, { outcome, ...failure }))
    }
    expect(await samples(registry, 'doorwatch_runs_total')).toEqual([
      `doorwatch_runs_total{${LABELS},outcome="passed",class=""} 2`,
      `doorwatch_runs_total{${LABELS},outcome="failed",class="server_error"} 1`,
    ])
  })

  it('escape whatever a name holds', async () => {
    const name = 'a"b\\c\nd'
    const registry = metrics({ target: name }, NOW, [{ ...PROBE, target: name }])
    const [line] = await samples(registry, 'probe_success')
    expect(line).toContain(String.raw`target="a\"b\\c\nd"`)
  })
})
