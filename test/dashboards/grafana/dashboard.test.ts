import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { MINUTE } from '../../../src/core/index.ts'
import { createMetrics } from '../../../src/export/index.ts'
import { PACKAGE_ROOT } from '../../../src/package/index.ts'
import { failureOf, NOW, run } from '../../report/kit.ts'
import { HAS_PROMTOOL, promtool } from '../../support/promtool.ts'

interface Panel {
  readonly id: number
  readonly title: string
  readonly description: string
  readonly datasource: { readonly uid: string }
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly targets: readonly { readonly refId: string; readonly expr: string; readonly legendFormat: string }[]
}

interface Variable {
  readonly name: string
  readonly type: string
  readonly definition?: string
}

const FILE = join(PACKAGE_ROOT, 'dashboards/grafana/doorwatch.json')
const dashboard = JSON.parse(readFileSync(FILE, 'utf8')) as {
  readonly panels: readonly Panel[]
  readonly templating: { readonly list: readonly Variable[] }
}
const queries = dashboard.panels.flatMap(({ title, targets }) => targets.map((target) => ({ title, ...target })))
const variables = dashboard.templating.list
const named = queries.map(({ title, expr }) => [title, expr] as const)

/** Labels of every metric in the output, by its name. */
let labels: ReadonlyMap<string, ReadonlySet<string>>
beforeAll(async () => {
  labels = labelsIn(await realMetrics())
})

/** The text that a scrape gets while every metric has a sample. */
async function realMetrics(): Promise<string> {
  const step = { name: 'stream a message', outcome: 'passed' as const, startedAt: NOW, durationMs: 640, statuses: {} }
  const last = run('api', NOW - MINUTE, { steps: [{ ...step, measures: { ttft_ms: 310 } }] })
  const metrics = createMetrics({
    history: { lastRuns: async () => [last] },
    probes: () => [{ target: 'sandbox', surface: 'api', probe: 'api', everyMs: MINUTE }],
    clock: { now: () => NOW },
    traces: () => ({ delivered: 3, dropped: 1 }),
  })
  metrics.observe({ ...last, outcome: 'failed', failure: failureOf('overloaded', 'HTTP 529') })
  return metrics.text()
}

function labelsIn(text: string): ReadonlyMap<string, ReadonlySet<string>> {
  const labelsByName = new Map<string, Set<string>>()
  for (const [, name = '', inner = ''] of text.matchAll(/^([a-z_]+)(?:\{(.*)\})? \S+$/gm)) {
    const labelSet = labelsByName.get(name) ?? new Set()
    for (const [, label = ''] of inner.matchAll(/(\w+)="/g)) labelSet.add(label)
    labelsByName.set(name, labelSet)
  }
  return labelsByName
}

/** The metrics of a query: names before a selector, a range or an operator, without functions and words of PromQL. */
function metricsIn(expr: string): readonly string[] {
  const plain = expr
    .replaceAll(/"[^"]*"/g, '""')
    .replaceAll(/\{[^}]*\}/g, '')
    .replaceAll(/\[[^\]]*\]/g, '')
  const withoutLists = plain.replaceAll(/\b(?:by|on|without)\s*\([^)]*\)/g, ' ')
  const words = [...withoutLists.matchAll(/\b([a-z_]\w*)\b(?!\s*\()/g)].map(([, word = '']) => word)
  return words.filter((word) => !['or', 'and', 'unless', 'by', 'sum', 'max', 'min', 'avg', 'count'].includes(word))
}

/** Labels that a query selects or groups by. */
function labelsUsed(expr: string): readonly string[] {
  const selected = [...expr.matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*"/g)].map(([, label = '']) => label)
  const grouped = [...expr.matchAll(/\bby\s*\(([^)]*)\)/g)].flatMap(([, list = '']) =>
    list.split(',').map((one) => one.trim()),
  )
  return [...selected, ...grouped]
}

describe('the dashboard for Grafana', () => {
  it.each(named)('asks for metrics that exist, by labels that they have: %s', (_title, expr) => {
    const metrics = metricsIn(expr)
    expect(metrics.length).toBeGreaterThan(0)
    for (const metric of metrics) {
      expect([...labels.keys()]).toContain(metric)
      for (const label of labelsUsed(expr))
        expect([metric, [...(labels.get(metric) ?? [])]]).toEqual([metric, expect.arrayContaining([label])])
    }
  })

  it('would notice a metric or a label that is gone', () => {
    expect(metricsIn('sum by (class) (increase(doorwatch_gone_total{a="b"}[5m])) or vector(0)')).toEqual([
      'doorwatch_gone_total',
    ])
    expect(labelsUsed('max by (instance, nothing) (probe_success{target=~"$target"})')).toEqual([
      ...['target', 'instance', 'nothing'],
    ])
  })

  it('shows every metric that there is', () => {
    const queriedMetrics = new Set(queries.flatMap(({ expr }) => metricsIn(expr)))
    expect([...labels.keys()].filter((name) => !queriedMetrics.has(name))).toEqual([])
  })

  it('names its lines by labels of their query', () => {
    for (const { title, expr, legendFormat } of queries) {
      for (const [, label = ''] of legendFormat.matchAll(/\{\{(\w+)\}\}/g)) {
        expect([title, labelsUsed(expr)]).toEqual([title, expect.arrayContaining([label])])
      }
    }
  })

  it('uses no variable that it does not have, and fills its own from a metric that exists', () => {
    const variableNames = [...variables.map(({ name }) => name), '__range', '__rate_interval']
    for (const [, name = ''] of JSON.stringify(dashboard.panels).matchAll(/\$\{?(\w+)/g))
      expect(variableNames).toContain(name)
    for (const { definition } of variables.filter(({ type }) => type === 'query')) {
      const [, metric = '', label = ''] = /^label_values\((\w+).*, (\w+)\)$/.exec(definition ?? '') ?? []
      expect([...(labels.get(metric) ?? [])]).toContain(label)
    }
  })

  it('has panels with a description each that do not overlap', () => {
    const taken = new Set<string>()
    for (const { id, description, gridPos } of dashboard.panels) {
      expect(description.length).toBeGreaterThan(20)
      const { x, y, w, h } = gridPos
      expect(x + w).toBeLessThanOrEqual(24)
      const cells = Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`)
      expect([id, cells.filter((cell) => taken.has(cell))]).toEqual([id, []])
      for (const cell of cells) taken.add(cell)
    }
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length)
  })

  it.skipIf(!HAS_PROMTOOL)('has queries that Prometheus understands (needs promtool)', () => {
    const rules = queries.map(({ expr }, index) => ({
      record: `checked:query${index}`,
      expr: expr.replaceAll('$__range', '1d').replaceAll('$__rate_interval', '5m'),
    }))
    const { code, text } = promtool(['check', 'rules'], { groups: [{ name: 'dashboard', rules }] })
    expect([code, text]).toEqual([0, expect.stringContaining(`${rules.length} rules found`)])
  })
})
