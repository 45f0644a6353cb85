import { describe, expect, it } from 'vitest'
import { type BucketRange, HOUR, type MeasureSeries, MINUTE, type OutcomeSeries } from '../../../src/core/index.ts'
import { jsonSchemas, LISTS } from '../../../src/web/v1/index.ts'
import { readTrends } from '../../../src/web/v1/trends.ts'
import { iso, NOW } from './kit.ts'

const COUNTS = { passed: 0, slow: 0, failed: 0, error: 0, skipped: 0 }
const LOGIN = { target: 'claude', surface: 'login' }
const CHAT = { target: 'claude', surface: 'chat' }

function outcomes(ref: typeof LOGIN, ...slots: readonly (readonly [number, number, number])[]): OutcomeSeries {
  return {
    ...ref,
    total: COUNTS,
    buckets: slots.map(([good, failed, unmeasured], index) => ({
      ...{ at: NOW - HOUR + index * MINUTE, counts: COUNTS, slots: { good, failed, unmeasured } },
    })),
  }
}

function measures(ref: typeof LOGIN, step: string): MeasureSeries {
  const quantiles = { n: 9, p50: 100, p95: 200, p99: 300 }
  return {
    ...ref,
    probe: 'login',
    step,
    measure: 'duration_ms',
    total: quantiles,
    buckets: [{ at: NOW, ...quantiles }],
  }
}

async function read(surfaces: readonly (typeof LOGIN)[], series: { o?: OutcomeSeries[]; m?: MeasureSeries[] } = {}) {
  const ranges: BucketRange[] = []
  const history = {
    outcomes: async (range: BucketRange) => {
      ranges.push(range)
      return series.o ?? []
    },
    measures: async () => series.m ?? [],
  }
  const range = { from: NOW - HOUR, to: NOW }
  return { trends: await readTrends(history, { range, surfaces }), ranges }
}

describe('the trend of a surface', () => {
  it('is the share of good runs among measured runs', async () => {
    const { trends } = await read([LOGIN], { o: [outcomes(LOGIN, [8, 1, 0], [1, 0, 5])] })
    expect(trends[0]?.availability).toBe(0.9)
    expect(trends[0]?.buckets).toEqual([
      { at: iso(NOW - HOUR), good: 8, failed: 1, unmeasured: 0 },
      { at: iso(NOW - HOUR + MINUTE), good: 1, failed: 0, unmeasured: 5 },
    ])
  })

  it('has no availability where nothing was measured, not an availability of 0', async () => {
    const { trends } = await read([LOGIN, CHAT], { o: [outcomes(LOGIN, [0, 0, 9])] })
    expect(trends.map(({ availability }) => availability)).toEqual([null, null])
    const { trends: failed } = await read([LOGIN], { o: [outcomes(LOGIN, [0, 3, 0])] })
    expect(failed[0]?.availability).toBe(0)
  })

  it('has the data of its own surface, in the requested order', async () => {
    const series = { o: [outcomes(CHAT, [1, 0, 0]), outcomes(LOGIN, [0, 1, 0])], m: [measures(CHAT, 'ask')] }
    const { trends } = await read([LOGIN, CHAT], series)
    expect(trends.map(({ surface, availability, steps }) => [surface, availability, steps.length])).toEqual([
      ['login', 0, 0],
      ['chat', 1, 1],
    ])
  })

  it('has the times of every step, without what no field is published for', async () => {
    const { trends } = await read([LOGIN], { m: [measures(LOGIN, 'open'), measures(LOGIN, 'sign in')] })
    expect(trends[0]?.steps.map(({ step }) => step)).toEqual(['open', 'sign in'])
    expect(trends[0]?.steps[0]).toStrictEqual({
      ...{ probe: 'login', step: 'open', measure: 'duration_ms', n: 9, p50: 100, p95: 200 },
      buckets: [{ at: iso(NOW), n: 9, p50: 100, p95: 200 }],
    })
  })

  it('is read once for all its surfaces, in buckets of a round width', async () => {
    const { trends, ranges } = await read([LOGIN, CHAT])
    expect(ranges).toMatchObject([{ bucketMs: 30_000, surfaces: [LOGIN, CHAT] }])
    expect(trends[0]).toMatchObject({ from: iso(NOW - HOUR), to: iso(NOW), bucketMs: 30_000 })
  })
})

describe('the schemas of the API', () => {
  // biome-ignore lint/suspicious/noExplicitAny: the shape is under test
  const schemas = jsonSchemas() as Record<string, any>

  it('describe every list as a page of items', () => {
    const { run, ...lists } = schemas
    expect(run.properties.steps.items.properties.requests.items.required).toContain('address')
    expect(Object.keys(lists)).toEqual(Object.keys(LISTS))
    for (const { type, properties, required } of Object.values(lists)) {
      expect([type, required]).toEqual(['object', ['items', 'next']])
      expect(properties.items.type).toBe('array')
    }
  })

  it('require what every item has, and say that times are ISO 8601', () => {
    const { required, properties } = schemas.runs.properties.items.items
    expect(required).not.toContain('failure')
    expect(required).toEqual(expect.arrayContaining(['id', 'scheduledAt', 'steps']))
    expect(properties.startedAt).toMatchObject({ type: 'string', format: 'date-time' })
  })

  it('name every state and class by its word', () => {
    const { state, failure } = schemas.surfaces.properties.items.items.properties
    expect(state.enum).toContain('maintenance')
    expect(failure.properties.class.enum).toContain('overloaded')
  })
})
