import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import {
  BLAME_OF,
  type CurrentState,
  FAILURE_CLASSES,
  type Failure,
  HOUR,
  OUTCOMES,
  type RunRecord,
  STATES,
  TRIGGERS,
} from '../../../src/core/index.ts'
import { incident, run, runDetail, surface } from '../../../src/web/v1/schemas.ts'
import { incidentJson, runDetailJson, runJson, surfaceJson } from '../../../src/web/v1/views.ts'
import { anyRequest, requestOf } from '../../support/requests.ts'
import { incidentAt, iso, NOW, runAt } from './kit.ts'

const FAILURE: Failure = {
  ...{ class: 'server_error', blame: 'provider', message: 'HTTP 500', step: 'sign in', httpStatus: 500 },
  ...{ requestId: 'req_canary', detail: 'detail-canary' },
}
const SHOWN = { class: 'server_error', blame: 'provider', message: 'HTTP 500', step: 'sign in', httpStatus: 500 }

const state = (changes: Partial<CurrentState> = {}): CurrentState => ({
  ...{ target: 'claude', surface: 'login', state: 'down', measured: 'down', basis: 'judged', since: NOW },
  ...changes,
})

const time = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2040, 0, 1) })
const failures = fc.option(
  fc.record({
    kind: fc.constantFrom(...FAILURE_CLASSES),
    message: fc.string(),
    httpStatus: fc.integer({ min: 100, max: 599 }),
  }),
  { nil: undefined },
)
const failureOf = (one: { kind: Failure['class']; message: string; httpStatus: number } | undefined) =>
  one === undefined ? {} : { failure: { ...one, class: one.kind, blame: BLAME_OF[one.kind] } as unknown as Failure }

describe('a surface of the API', () => {
  it('has its state, since when and on what basis', () => {
    expect(surfaceJson(state())).toStrictEqual({
      ...{ target: 'claude', surface: 'login', state: 'down', measured: 'down', basis: 'judged', since: iso(NOW) },
    })
  })

  it('has the reason, the failure and the ends of quiet windows where there are any', () => {
    const json = surfaceJson(
      state({
        ...{ reason: '2 of 2 runs failed', failure: FAILURE, believed: 'operational' },
        ...{ maintenance: { until: NOW + HOUR, reason: 'upgrade' }, mute: { until: NOW + 2 * HOUR } },
      }),
    )
    expect(json).toMatchObject({
      failure: SHOWN,
      ...{ reason: '2 of 2 runs failed', maintenanceUntil: iso(NOW + HOUR), muteUntil: iso(NOW + 2 * HOUR) },
    })
    expect(JSON.stringify(json)).not.toMatch(/canary|believed|upgrade/)
  })

  it('follows its schema, whatever its state', () => {
    const schema = z.strictObject(surface.shape)
    fc.assert(
      fc.property(fc.constantFrom(...STATES), time, failures, (one, since, failure) => {
        const json = surfaceJson(state({ state: one, since, ...failureOf(failure) }))
        expect(schema.safeParse(json).error).toBeUndefined()
      }),
    )
  })
})

describe('an incident of the API', () => {
  it('has null for what an open incident without an owner has not', () => {
    const { resolvedAt: _, ...open } = incidentAt(1)
    expect(incidentJson(open)).toStrictEqual({
      ...{ name: 'claude-1', target: 'claude', scope: 'sign-in only', impactAt: iso(open.impactAt) },
      ...{ openedAt: iso(open.openedAt), resolvedAt: null, closed: null, owner: null, acknowledgedBy: null },
      surfaces: [],
    })
  })

  it('names who acknowledged it, and its owner', () => {
    const notes = [{ at: NOW, kind: 'owner', text: 'bo', by: 'ana' }] as never
    const acknowledgement = { by: 'ana', at: NOW, via: 'cli' } as const
    const { resolvedAt: _, ...open } = incidentAt(1, { acknowledgement })
    expect(incidentJson(open)).toMatchObject({ acknowledgedBy: 'ana', owner: null })
    expect(incidentJson({ ...open, notes }).owner).toBe('bo')
  })

  it('has each surface with its worst state and its recovery', () => {
    const surfaces = [
      { surface: 'login', state: 'down', worst: 'down', since: NOW - HOUR, failure: FAILURE },
      { surface: 'chat', state: 'operational', worst: 'degraded', since: NOW - HOUR, recoveredAt: NOW },
    ] as const
    expect(incidentJson(incidentAt(1, { surfaces })).surfaces).toStrictEqual([
      { surface: 'login', state: 'down', worst: 'down', since: iso(NOW - HOUR), recoveredAt: null, failure: SHOWN },
      { surface: 'chat', state: 'operational', worst: 'degraded', since: iso(NOW - HOUR), recoveredAt: iso(NOW) },
    ])
  })

  it('follows its schema', () => {
    const schema = z.strictObject(incident.shape)
    const closed = incidentAt(1, { closed: 'login is no longer watched', widest: { scope: 'all', surfaces: 4 } })
    expect(schema.safeParse(incidentJson(closed)).error).toBeUndefined()
  })
})

describe('a run of the API', () => {
  const step = { name: 'sign in', outcome: 'failed', startedAt: NOW, durationMs: 12, statuses: { '500': 1 } } as const

  it('has its steps with their times, statuses, measures and failures', () => {
    const json = runJson(runAt(1, { steps: [{ ...step, measures: { ttft_ms: 80 }, failure: FAILURE }] }))
    expect(json.steps).toStrictEqual([{ ...step, startedAt: iso(NOW), measures: { ttft_ms: 80 }, failure: SHOWN }])
  })

  it('omits evidence, browser and skips', () => {
    const more = {
      skip: { reason: 'missed', count: 3, until: NOW },
      browser: 'Chromium 140',
      artifacts: [{ kind: 'screenshot', path: 'path-canary' }],
    } as unknown as Partial<RunRecord>
    expect(Object.keys(runJson(runAt(1, more)))).toEqual([
      ...['id', 'target', 'surface', 'probe', 'location', 'trigger', 'scheduledAt', 'startedAt', 'durationMs'],
      ...['outcome', 'steps'],
    ])
  })

  it('follows its schema, whatever its outcome', () => {
    const schema = z.strictObject(run.shape)
    fc.assert(
      fc.property(
        fc.constantFrom(...OUTCOMES),
        fc.constantFrom(...TRIGGERS),
        time,
        fc.nat(1e6),
        failures,
        (outcome, trigger, startedAt, durationMs, failure) => {
          const steps = [{ ...step, measures: {}, ...failureOf(failure) }]
          const json = runJson(runAt(1, { outcome, trigger, startedAt, durationMs, steps, ...failureOf(failure) }))
          expect(schema.safeParse(json).error).toBeUndefined()
          expect(Date.parse(json.startedAt)).toBe(startedAt)
        },
      ),
    )
  })

  it('has its requests where it is read alone, with their times, and in no list', () => {
    const requests = [requestOf('app.example/api/:id', { offsetMs: 250, bytes: 9 })]
    const run = runAt(1, {
      steps: [
        { ...step, measures: {}, requests, requestsLeftOut: 4 },
        { ...step, measures: {} },
      ],
    })
    expect(runDetailJson(run).steps).toMatchObject([
      { requests: [{ ...requests[0], startedAt: iso(NOW + 250) }], requestsLeftOut: 4 },
      {},
    ])
    expect(runDetailJson(run).steps[1]).not.toHaveProperty('requests')
    expect(JSON.stringify(runJson(run))).not.toContain('app.example')
  })

  it('follows the schema of one run with any requests', () => {
    const schema = z.strictObject(runDetail.shape)
    fc.assert(
      fc.property(
        fc.array(anyRequest, { maxLength: 4 }),
        fc.integer({ min: 1, max: 99 }),
        (requests, requestsLeftOut) => {
          const json = runDetailJson(runAt(1, { steps: [{ ...step, measures: {}, requests, requestsLeftOut }] }))
          expect(schema.safeParse(json).error).toBeUndefined()
          expect(json.steps[0]?.requests).toHaveLength(requests.length)
        },
      ),
    )
  })
})
