import { describe, expect, it } from 'vitest'
import { MINUTE, SECOND, Secret } from '../../../src/core/index.ts'
import { createTraceExporter } from '../../../src/export/index.ts'
import { run } from '../../report/kit.ts'
import { createClock } from '../../support/clock.ts'
import { NOW } from '../kit.ts'
import { type Answer, startCollector } from './collector.ts'

const TOKEN = 'Bearer collector-token-1234'

async function setUp(answers: readonly Answer[] = [], url?: string) {
  const collector = await startCollector()
  collector.answers = [...answers]
  const clock = createClock(NOW)
  const lines: string[] = []
  const log = (event: string, fields: object = {}) => void lines.push(`${event} ${JSON.stringify(fields)}`)
  const exporter = createTraceExporter({
    ...{
      url: url ?? collector.url,
      headers: { authorization: new Secret('COLLECTOR_TOKEN', TOKEN) },
      version: '0.1.0',
    },
    ...{ fetch, clock, random: () => 0, log: { warn: log, info: log } },
    scrub: <T>(data: T) => JSON.parse(JSON.stringify(data).replaceAll('sk-planted', '[removed]')) as T,
  })
  const addRuns = (count: number) => {
    for (let index = 0; index < count; index += 1) exporter.add(run(`surface-${index}`, NOW + index))
  }
  return { collector, exporter, clock, lines, addRuns }
}

describe('sending runs as traces', () => {
  it('posts JSON with the headers of the configuration, once for all that wait', async () => {
    const { collector, exporter, addRuns } = await setUp()
    addRuns(3)
    await exporter.flush()
    expect(collector.received).toHaveLength(1)
    expect(collector.received[0]).toMatchObject({
      path: '/v1/traces',
      headers: { authorization: TOKEN, 'content-type': 'application/json', 'user-agent': 'Doorwatch/0.1.0' },
    })
    expect(collector.spans()).toEqual(['sandbox/surface-0', 'sandbox/surface-1', 'sandbox/surface-2'])
    expect(exporter.counts()).toEqual({ delivered: 3, dropped: 0 })
    await exporter.flush()
    expect(collector.received).toHaveLength(1)
  })

  it('sends a hundred at most in one request', async () => {
    const { collector, exporter, addRuns } = await setUp()
    addRuns(250)
    await exporter.flush()
    expect(collector.received).toHaveLength(3)
    expect(new Set(collector.spans()).size).toBe(250)
    expect(exporter.counts()).toEqual({ delivered: 250, dropped: 0 })
  })

  it('sends no secret', async () => {
    const { collector, exporter } = await setUp()
    exporter.add(run('login', NOW, { browser: 'chromium sk-planted' }))
    await exporter.flush()
    expect(collector.received[0]?.body).toContain('chromium [removed]')
    expect(collector.received[0]?.body).not.toContain('sk-planted')
  })
})

describe('a collector that does not take them', () => {
  it.each([429, 502, 503, 504])('is asked again after HTTP %i, with the same ids', async (status) => {
    const { collector, exporter, clock, addRuns } = await setUp([{ status }])
    addRuns(1)
    await exporter.flush()
    await exporter.flush()
    expect(collector.received).toHaveLength(1)
    clock.advance(5 * SECOND)
    await exporter.flush()
    expect(collector.received).toHaveLength(2)
    expect(collector.received[1]?.body).toBe(collector.received[0]?.body)
    expect(exporter.counts()).toEqual({ delivered: 1, dropped: 0 })
  })

  it('is left alone for as long as it asks, five minutes at most', async () => {
    const later = (seconds: number) => ({ status: 429, headers: { 'retry-after': String(seconds) } })
    const { collector, exporter, clock, addRuns } = await setUp([later(60), later(86_400)])
    addRuns(1)
    await exporter.flush()
    clock.advance(59 * SECOND)
    await exporter.flush()
    expect(collector.received).toHaveLength(1)
    clock.advance(SECOND)
    await exporter.flush()
    expect(collector.received).toHaveLength(2)
    clock.advance(5 * MINUTE)
    await exporter.flush()
    expect(exporter.counts()).toEqual({ delivered: 1, dropped: 0 })
  })

  it('is given up after six attempts, and what was not delivered is counted', async () => {
    const { collector, exporter, clock, lines, addRuns } = await setUp(
      Array.from({ length: 6 }, () => ({ status: 503 })),
    )
    addRuns(2)
    for (let turn = 0; turn < 20; turn += 1) {
      await exporter.flush()
      clock.advance(5 * MINUTE)
    }
    expect(collector.received).toHaveLength(6)
    expect(exporter.counts()).toEqual({ delivered: 0, dropped: 2 })
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain('HTTP 503')
  })

  it.each([301, 400, 401, 404, 500])('is not asked again after HTTP %i', async (status) => {
    const { collector, exporter, clock, lines, addRuns } = await setUp([
      { status, headers: { location: '/elsewhere' } },
    ])
    addRuns(1)
    await exporter.flush()
    clock.advance(MINUTE)
    await exporter.flush()
    expect(collector.received).toHaveLength(1)
    expect(exporter.counts()).toEqual({ delivered: 0, dropped: 1 })
    expect(lines.join()).toContain(`HTTP ${status}`)
    expect(lines.join()).not.toContain(TOKEN)
  })

  it('counts what it rejected of a request, and logs when all is well again', async () => {
    const partly = { status: 200, body: '{"partialSuccess":{"rejectedSpans":"1","errorMessage":"too old"}}' }
    const { exporter, lines, addRuns } = await setUp([partly])
    addRuns(1)
    await exporter.flush()
    expect(exporter.counts()).toEqual({ delivered: 0, dropped: 1 })
    addRuns(1)
    await exporter.flush()
    expect(exporter.counts()).toEqual({ delivered: 1, dropped: 1 })
    expect(lines.map((line) => line.split(' {')[0])).toEqual(['traces are not delivered', 'traces are delivered again'])
  })

  it('counts a successful answer without JSON as delivered', async () => {
    const { exporter, addRuns } = await setUp([{ status: 202, body: 'thanks' }])
    addRuns(1)
    await exporter.flush()
    expect(exporter.counts()).toEqual({ delivered: 1, dropped: 0 })
  })

  it('delays no run where nothing listens, and logs that once', async () => {
    const { exporter, clock, lines, addRuns } = await setUp([], 'http://127.0.0.1:9/v1/traces')
    addRuns(1)
    await exporter.flush()
    clock.advance(MINUTE)
    await exporter.flush()
    expect(exporter.counts()).toEqual({ delivered: 0, dropped: 0 })
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain('did not answer')
  })

  it('is left at once when the worker stops, and what it had not taken is sent by the last flush', async () => {
    const { collector, exporter, addRuns } = await setUp(['hang'])
    addRuns(1)
    const stopping = new AbortController()
    const flushed = exporter.flush(stopping.signal)
    await expect.poll(() => collector.received.length, { timeout: 30_000 }).toBe(1)
    stopping.abort()
    await flushed
    expect(exporter.counts()).toEqual({ delivered: 0, dropped: 0 })
    await exporter.flush()
    expect(exporter.counts()).toEqual({ delivered: 1, dropped: 0 })
  })

  it('costs bounded memory: of more than two thousand that wait the oldest are dropped and counted', async () => {
    const { collector, exporter, addRuns } = await setUp()
    addRuns(2_003)
    expect(exporter.counts()).toEqual({ delivered: 0, dropped: 3 })
    await exporter.flush()
    expect(exporter.counts()).toEqual({ delivered: 2_000, dropped: 3 })
    expect(collector.spans()[0]).toBe('sandbox/surface-3')
  })

  it('is asked at once where the clock was set back', async () => {
    const { collector, exporter, clock, addRuns } = await setUp([{ status: 503 }])
    addRuns(1)
    await exporter.flush()
    clock.setBy = -60 * MINUTE
    await exporter.flush()
    expect(collector.received).toHaveLength(2)
  })
})
