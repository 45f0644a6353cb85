import { describe, expect, it } from 'vitest'
import type { SetupChange } from '../../src/core/index.ts'
import { renderReport } from '../../src/report/index.ts'
import { setupMarks } from '../../src/report/setup-marks.ts'
import { modelOf } from '../support/pages.ts'
import { HOSTILE } from '../support/scenarios.ts'
import { NOW } from './kit.ts'

const probe = (name: string, at = NOW): SetupChange => ({
  ...{ at, location: 'office', kind: 'probe', subject: `sandbox/${name}`, value: 'b', before: 'a' },
})
const config: SetupChange = { ...probe(''), kind: 'config', subject: '' }
const version: SetupChange = { ...config, kind: 'version', before: '0.1.0', value: '0.2.0' }

describe('the marks of changes', () => {
  it('name what changed at one start, and count probes where they are many', () => {
    expect(setupMarks([version, config, probe('login'), probe('chat')])).toEqual([
      { at: NOW, text: 'Doorwatch 0.1.0 to 0.2.0; configuration changed; probes sandbox/login, sandbox/chat changed' },
    ])
    const many = ['a', 'b', 'c', 'd'].map((name) => probe(name))
    expect(setupMarks(many).map(({ text }) => text)).toEqual(['4 probes changed'])
  })

  it('name only the probes where nothing else changed', () => {
    expect(setupMarks([probe('login', NOW + 5), probe('chat')])).toEqual([
      { at: NOW, text: 'probe sandbox/chat changed', probes: ['sandbox/chat'] },
      { at: NOW + 5, text: 'probe sandbox/login changed', probes: ['sandbox/login'] },
    ])
  })

  it('are the newest thirty', () => {
    const marks = setupMarks(Array.from({ length: 50 }, (_, index) => probe('login', NOW + index)))
    expect([marks.length, marks[0]?.at]).toEqual([30, NOW + 20])
  })

  it('are on the lane of the monitor, on the charts that they concern, and in words', async () => {
    const model = await modelOf('calm')
    const setup = setupMarks([probe('api', NOW - 3_600_000), { ...config, at: NOW - 7_200_000 }])
    const html = renderReport({ ...model, trend: { ...model.trend, setup } }, { live: false })
    expect(html).toContain('aria-label="Probe sandbox/api changed, 20:05"')
    expect(html).toMatch(/<time[^>]*>19:05<\/time>: <bdi>configuration changed<\/bdi>/)
    const charts = html.split('<figure class="multiple">').slice(1)
    const lines = (chart: string) => (/class="changed" d="([^"]*)"/.exec(chart)?.[1] ?? '').split('M').length - 1
    expect(charts.filter((chart) => chart.includes('aria-label="API,')).map(lines)).toEqual([2, 2, 2, 2])
    expect(charts.filter((chart) => chart.includes('aria-label="CLI,')).map(lines)).toEqual([1, 1])
    expect(renderReport(model, { live: false })).not.toContain('class="changed"')
  })

  it('hold hostile names as text', async () => {
    const model = await modelOf('calm')
    const setup = setupMarks([{ ...probe('x'), subject: HOSTILE.join(' ') }])
    const html = renderReport({ ...model, trend: { ...model.trend, setup } }, { live: false })
    expect(html).not.toContain(HOSTILE[0])
    expect(html).toContain('&lt;script&gt;')
  })
})
