import { describe, expect, it } from 'vitest'
import { createEventStream } from '../../../src/app/live/event-stream.ts'
import { metricsOf } from '../../../src/app/live/metrics.ts'
import { tracesOf } from '../../../src/app/live/traces.ts'
import type { Recorded } from '../../../src/app/worker/run-join.ts'
import { type RunRecord, Secret, SILENT } from '../../../src/core/index.ts'
import { createScrubber } from '../../../src/run/index.ts'
import { startCollector } from '../../export/traces/collector.ts'
import { NOW, run } from '../../report/kit.ts'
import { createClock } from '../../support/clock.ts'

const SECRET = 'sk-ant-planted-0123456789'

async function setUp(headers: Record<string, Secret> = {}) {
  const collector = await startCollector()
  const events = createEventStream(SILENT)
  const scrubber = createScrubber()
  scrubber.add('KEY', SECRET)
  const clock = createClock(NOW)
  const deps = { clock, random: () => 0, log: SILENT, version: '0.1.0' }
  const dashboard = { host: '127.0.0.1', publicUrl: 'https://doorwatch.example.org/' }
  const config = { dashboard, traces: { url: collector.url, headers } }
  const ends: (() => Promise<void> | void)[] = []
  const life = { onEnd: (_name: string, end: () => Promise<void> | void) => void ends.push(end) }
  const traces = tracesOf({ config, events, fetch, scrub: (data) => scrubber.data(data), deps, life })
  if (!traces) throw new Error('traces are configured')
  const record = (result: RunRecord) =>
    events.emit({ type: 'finished', plan: {} as never, recorded: { result, alerts: [] } as unknown as Recorded })
  return { collector, events, traces, record, clock, end: async () => Promise.all(ends.map((end) => end())) }
}

describe('the traces of a worker', () => {
  it('are none, and listen to nothing, without a collector', () => {
    const events = { subscribe: () => expect.unreachable('nothing is sent') }
    const deps = { clock: createClock(), random: () => 0, log: SILENT, version: '0.1.0' }
    const config = { dashboard: { host: '127.0.0.1' } }
    const life = { onEnd: () => expect.unreachable('nothing is sent') }
    expect(tracesOf({ config, events, fetch, scrub: (data) => data, deps, life })).toBeUndefined()
  })

  it('are the recorded runs, sent by the chore and never while a run is recorded', async () => {
    const { collector, traces, record } = await setUp()
    record(run('login', NOW))
    expect(collector.received).toEqual([])
    await traces.chore.work(NOW)
    expect(collector.spans()).toEqual(['sandbox/login'])
    expect(collector.received[0]?.body).toContain(`https://doorwatch.example.org/runs/sandbox/login/${NOW}-schedule`)
  })

  it('hold no secret of the configuration, wherever a service repeats it', async () => {
    const { collector, traces, record } = await setUp({ authorization: new Secret('COLLECTOR', SECRET) })
    const failure = { class: 'server_error', blame: 'provider', message: `bad key ${SECRET}` } as const
    const step = { name: `step ${SECRET}`, outcome: 'failed', startedAt: NOW, durationMs: 1, statuses: {} } as const
    record(run('login', NOW, { outcome: 'failed', failure, steps: [{ ...step, measures: {}, failure }] }))
    await traces.chore.work(NOW)
    expect(collector.received[0]?.body).toContain('bad key')
    expect(collector.received[0]?.body).not.toContain(SECRET)
    expect(collector.received[0]?.headers.authorization).toBe(SECRET)
  })

  it('that still wait are sent when the worker stops', async () => {
    const { collector, end, record } = await setUp()
    record(run('login', NOW))
    await end()
    expect(collector.spans()).toEqual(['sandbox/login'])
  })

  it('are counted in the metrics', async () => {
    const { collector, events, traces, record, clock } = await setUp()
    const live = { snapshot: () => ({ probes: [] }) }
    const metrics = metricsOf({ events, store: { lastRuns: async () => [] }, live, clock, traces })
    collector.answers = [{ status: 400 }]
    record(run('login', NOW))
    await traces.chore.work(NOW)
    record(run('chat', NOW))
    await traces.chore.work(NOW)
    const text = await metrics.text()
    expect(text).toContain('doorwatch_traces_total{result="delivered"} 1')
    expect(text).toContain('doorwatch_traces_total{result="dropped"} 1')
    expect(await metrics.text()).toBe(text)
  })
})
