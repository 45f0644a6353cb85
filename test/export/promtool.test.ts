import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { MINUTE } from '../../src/core/index.ts'
import { createMetrics } from '../../src/export/index.ts'
import { failureOf, run } from '../report/kit.ts'
import { newFolder } from '../support/folder.ts'
import { checkMetrics, HAS_PROMTOOL, promtool } from '../support/promtool.ts'
import { NOW } from './kit.ts'

/** Rules as they are written for the blackbox exporter: they know nothing of Doorwatch. */
const RULES = {
  groups: [
    {
      name: 'blackbox',
      rules: [
        { alert: 'ProbeFailed', expr: 'probe_success == 0', for: '1m', labels: { severity: 'critical' } },
        { alert: 'ProbeSlow', expr: 'avg_over_time(probe_duration_seconds[2m]) > 5', labels: { severity: 'warning' } },
      ],
    },
  ],
}

/** The scrape of a failed login that took 12 s, and of a good API. */
async function scrape(): Promise<string> {
  const surfaces = ['login', 'api'] as const
  const failed = { outcome: 'failed' as const, durationMs: 12_000, failure: failureOf('server_error', 'HTTP 500') }
  const metrics = createMetrics({
    history: { lastRuns: async () => surfaces.map((name) => run(name, NOW - 10_000, name === 'login' ? failed : {})) },
    probes: () => surfaces.map((name) => ({ target: 'sandbox', surface: name, probe: name, everyMs: MINUTE })),
    clock: { now: () => NOW },
  })
  metrics.observe(run('login', NOW, failed))
  return metrics.text()
}

describe.skipIf(!HAS_PROMTOOL)('Prometheus (needs promtool)', () => {
  it('accepts every metric without a remark', async () => {
    expect(checkMetrics(await scrape())).toEqual({ code: 0, text: '' })
  })

  it('finds a failed and slow probe by rules that are written for the blackbox exporter', async () => {
    const rules = join(newFolder('blackbox'), 'rules.json')
    writeFileSync(rules, JSON.stringify(RULES))
    const samples = (await scrape()).split('\n').filter((line) => /^probe_\w+\{/.test(line))
    const series = samples.map((line) => {
      const [, name = '', value = ''] = /^(.*\}) (\S+)$/.exec(line) ?? []
      return { series: name, values: `${value}x5` }
    })
    expect(series).toHaveLength(4)
    const labels = {
      target: 'sandbox',
      surface: 'login',
      probe: 'login',
      location: 'office',
      instance: 'sandbox/login',
    }
    const fired = (alertname: string, severity: string) => ({
      ...{ alertname, eval_time: '3m' },
      exp_alerts: [{ exp_labels: { ...labels, severity } }],
    })
    const alert_rule_test = [fired('ProbeFailed', 'critical'), fired('ProbeSlow', 'warning')]
    const tests = [{ interval: '1m', input_series: series, alert_rule_test }]
    const { code, text } = promtool(['test', 'rules'], { rule_files: [rules], evaluation_interval: '1m', tests })
    expect([code, text]).toEqual([0, expect.stringContaining('SUCCESS')])
  })
})
