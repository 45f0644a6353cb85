import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createPipeline, type Pipeline } from '../../src/app/pipeline.ts'
import {
  type Alert,
  BLAME_OF,
  type FailureClass,
  MINUTE,
  MonitorError,
  type ProbePlan,
  type RunRequest,
  type RunResult,
  SECOND,
  SILENT,
} from '../../src/core/index.ts'
import { createPolicy } from '../../src/judge/index.ts'
import { openStore, type Store } from '../../src/store/index.ts'
import { newFolder } from '../support/product.ts'

const T0 = Date.UTC(2026, 2, 2, 11, 0, 0)
const SURFACES = ['login', 'api'] as const

const plans: readonly ProbePlan[] = SURFACES.map((surface) => ({
  target: 'sandbox',
  surface,
  probe: surface,
  kind: 'api',
  cadence: { every: 10 * SECOND },
  timeoutMs: 8_000,
  file: 'f',
}))

interface House {
  readonly store: Store
  readonly pipeline: Pipeline
  /** Breaks or mends what the scripted engine reports of a surface. */
  set(surface: string, failing: FailureClass | undefined): void
  /** Runs a probe at a time; gives what was recorded. */
  run(surface: string, at: number, trigger?: RunRequest['trigger']): ReturnType<Pipeline['execute']>
  readonly slept: number[]
}

const opened: Store[] = []
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close()
})

/** Store, judge and notify for real; only the engine is scripted, so that time can be passed by hand. */
async function house(options: { folder?: string; wrap?: (store: Store) => Store } = {}): Promise<House> {
  let now = T0
  const clock = { now: () => now }
  const folder = options.folder ?? newFolder('pipeline')
  const store = await openStore({ path: join(folder, 'd.sqlite'), log: SILENT, clock })
  opened.push(store)
  const failing = new Map<string, FailureClass | undefined>()
  const slept: number[] = []
  const engine = {
    run: async (request: RunRequest): Promise<RunResult> => {
      const kind = failing.get(request.surface)
      const { evidence: _, ...ref } = request
      const base = { ...ref, startedAt: now, durationMs: 100 }
      const step = {
        name: 'submit credentials',
        startedAt: now,
        durationMs: 100,
        statuses: { [kind ? '500' : '200']: 1 },
        measures: {},
      }
      if (!kind) return { ...base, outcome: 'passed', steps: [{ ...step, outcome: 'passed' }] }
      const failure = { class: kind, blame: BLAME_OF[kind], message: 'HTTP 500', step: step.name, httpStatus: 500 }
      return { ...base, outcome: 'failed', steps: [{ ...step, outcome: 'failed', failure }], failure }
    },
  }
  const pipeline = createPipeline({
    store: options.wrap ? options.wrap(store) : store,
    engine: engine as never,
    policyFor: () => createPolicy({ falseAlarmDays: 1 }),
    plans,
    targets: [{ name: 'sandbox', title: 'Sandbox' }],
    channels: [{ name: 'slack', mode: 'always' }],
    clock,
    log: SILENT,
    sleep: async (ms) => void slept.push(ms),
    dashboardUrl: () => 'http://127.0.0.1:1',
    statusPage: () => 'status page: all systems operational',
  })
  return {
    store,
    pipeline,
    slept,
    set: (surface, kind) => void failing.set(surface, kind),
    run: (surface, at, trigger = 'schedule') => {
      now = at
      const request = {
        target: 'sandbox',
        surface,
        probe: surface,
        location: 'here',
        trigger,
        scheduledAt: at,
        evidence: false,
      }
      return pipeline.execute(request, new AbortController().signal)
    },
  }
}

/** Runs a probe and every confirm run that is asked for; gives the alerts that came of it, and the time after. */
async function runConfirmed(
  one: House,
  surface: string,
  from: number,
): Promise<{ alerts: readonly Alert[]; at: number }> {
  const alerts: Alert[] = []
  let at = from
  for (let trigger: RunRequest['trigger'] = 'schedule'; ; trigger = 'confirm') {
    const recorded = await one.run(surface, at, trigger)
    alerts.push(...(recorded?.alerts ?? []))
    at += 2 * SECOND
    if (!recorded?.verdict.confirm) return { alerts, at }
  }
}

/** Healthy runs for a while, so that the judge knows what is usual. Gives the time after. */
async function healthy(one: House, from = T0, rounds = 12): Promise<number> {
  for (let round = 0; round < rounds; round += 1) {
    for (const surface of SURFACES) await one.run(surface, from + round * 10 * SECOND)
  }
  return from + rounds * 10 * SECOND
}

describe('the pipeline', () => {
  it('opens one incident with one alert on a confirmed failure, and closes it with one on recovery', async () => {
    const one = await house()
    const start = await healthy(one)
    one.set('login', 'server_error')
    const first = await one.run('login', start - 1)
    expect(first).toMatchObject({ verdict: { confirm: true }, alerts: [] })
    const broken = await runConfirmed(one, 'login', start)
    expect(broken.alerts.map((alert) => alert.headline)).toEqual([
      "login is DOWN (HTTP 500 at 'submit credentials'), API is up",
    ])
    expect(broken.at - start).toBeLessThan(15 * SECOND)
    expect(await one.store.surfaces()).toMatchObject([
      { surface: 'api', state: 'operational' },
      { surface: 'login', state: 'down' },
    ])
    one.set('login', undefined)
    const mended: Alert[] = []
    for (let at = broken.at, round = 0; round < 12; round += 1) {
      const after = await runConfirmed(one, 'login', at)
      mended.push(...after.alerts)
      at = after.at + 10 * SECOND
    }
    expect(mended.map(({ kind }) => kind)).toEqual(['resolved'])
    const incidents = await one.store.incidents({ from: T0, to: broken.at + 3_600_000 })
    expect(incidents).toHaveLength(1)
    expect(incidents[0]?.resolvedAt).toBeDefined()
  })

  it('stores alerts with a delivery for each channel, in the same transaction', async () => {
    const one = await house()
    const at = await healthy(one)
    one.set('login', 'server_error')
    const broken = await runConfirmed(one, 'login', at)
    const leased = await one.store.outbox.lease(broken.at, 10, 1_000)
    expect(leased).toMatchObject([{ channel: 'slack', alert: { kind: 'opened' } }])
  })

  it('runs a slot once, however often it is asked', async () => {
    const one = await house()
    expect(await one.run('login', T0)).toBeDefined()
    expect(await one.run('login', T0)).toBeUndefined()
    expect(await one.store.runs({ limit: 10 })).toHaveLength(1)
  })

  it('remembers over a restart: nothing is opened twice', async () => {
    const folder = newFolder('pipeline-restart')
    const before = await house({ folder })
    const at = await healthy(before)
    before.set('login', 'server_error')
    expect((await runConfirmed(before, 'login', at)).alerts).toHaveLength(1)
    await before.store.close()
    opened.splice(opened.indexOf(before.store), 1)
    const after = await house({ folder })
    after.set('login', 'server_error')
    for (let round = 1; round <= 10; round += 1) {
      expect((await after.run('login', at + MINUTE + round * 10 * SECOND))?.alerts).toEqual([])
    }
    expect(await after.store.incidents({ from: T0, to: at + 3_600_000 })).toHaveLength(1)
    expect(await after.store.alerts({ limit: 10 })).toHaveLength(1)
  })

  it('keeps a result while the database is locked, and records it once', async () => {
    let failures = 2
    const one = await house({
      wrap: (store) => ({
        ...store,
        transaction: (work) => {
          if (failures > 0) {
            failures -= 1
            return Promise.reject(new MonitorError('db_locked', 'locked'))
          }
          return store.transaction(work)
        },
      }),
    })
    expect((await one.run('login', T0))?.result.outcome).toBe('passed')
    expect(one.slept).toHaveLength(2)
    expect(await one.store.runs({ limit: 10 })).toHaveLength(1)
  })

  it('does not blame the service for our own credentials: a notice, no incident', async () => {
    const one = await house()
    const at = await healthy(one)
    one.set('api', 'credentials')
    const kinds: string[] = []
    for (let round = 0; round < 5; round += 1) {
      const recorded = await one.run('api', at + round * 10 * SECOND)
      kinds.push(...(recorded?.alerts.map(({ kind }) => kind) ?? []))
    }
    expect(kinds).toEqual(['notice'])
    expect(await one.store.incidents({ from: T0, to: at + 3_600_000 })).toEqual([])
    expect(await one.store.openNotices()).toHaveLength(1)
  })
})
