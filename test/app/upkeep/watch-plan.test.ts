import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createEventStream } from '../../../src/app/live/event-stream.ts'
import { planChores } from '../../../src/app/upkeep/plan-chore.ts'
import { createPlanWatch } from '../../../src/app/upkeep/watch-plan.ts'
import type { Recorded } from '../../../src/app/worker/run-join.ts'
import type { Readiness } from '../../../src/continuity/index.ts'
import { type Alert, DAY, SECOND, SILENT, type Workflow } from '../../../src/core/index.ts'
import { alertText } from '../../../src/notify/index.ts'
import { readPlanInput } from '../../../src/readiness/index.ts'
import type { Store } from '../../../src/store/index.ts'
import { codeReview, proof } from '../../continuity/kit.ts'
import { newFolder } from '../../support/folder.ts'
import { healthy, openTestbed } from '../../support/testbed.ts'

const NOTHING_KNOWN: Readiness = { surfaces: {}, proofs: [], files: {} }
const T0 = Date.UTC(2026, 2, 2, 11)

const opened: Store[] = []
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close()
})

/** A worker's pipeline with a plan: one workflow switches to the API of the sandbox, one goes on by hand. */
async function worker() {
  const folder = newFolder('plan')
  const guide = join(folder, 'a.md')
  writeFileSync(guide, 'Reviewed: 2026-03-01')
  const testbed = await openTestbed({ path: join(folder, 'd.sqlite'), at: T0 })
  opened.push(testbed.store)
  const fallback = { kind: 'switch' as const, through: 'sandbox/api', capacity: 0.6, proofMaxAgeMs: 30 * DAY }
  const byHand = { kind: 'manual' as const, guide: 'a.md', guideMaxAgeMs: 30 * DAY, keeps: 0.4 }
  const workflows: readonly Workflow[] = [
    codeReview({ uses: ['sandbox/login'], fallback }),
    codeReview({ name: 'proposals', uses: ['sandbox/login'], owner: 'ops', fallback: byHand }),
  ]
  await testbed.store.saveProof(proof({ through: 'sandbox/api', at: T0 - DAY }))
  const history = { ...testbed.store, lastHeartbeat: async () => Number.MAX_SAFE_INTEGER }
  const watched = testbed.plans.map(({ target, surface, probe }) => ({ target, surface, probe, everyMs: 10 * SECOND }))
  const sources = {
    ...{ plan: { workflows, shares: [] }, root: folder, targets: [], maintenance: [] },
    surfaces: ['sandbox/login', 'sandbox/api'],
    history: { ...history, watched: async () => watched },
  }
  const read = async (now: number) => (await readPlanInput(sources, now)).readiness
  const watch = createPlanWatch({ workflows, store: testbed.store, pipeline: testbed.pipeline })
  const look = async (now: number) => watch.look(await read(now), now)
  return { testbed, guide, workflows, read, watch, look }
}

const headlines = (alerts: readonly Alert[]) => alerts.map(({ kind, headline }) => `${kind}: ${headline}`)

describe('the plan of a worker', () => {
  it('sends one notice within one evaluation when a guide is deleted, and an end when it is back', async () => {
    const { testbed, guide, look } = await worker()
    const now = await healthy(testbed, T0)
    expect(await look(now)).toEqual([])
    rmSync(guide)
    const alerts = await look(now + SECOND)
    expect(headlines(alerts)).toEqual([
      'notice: a workflow is no longer protected: "proposals": the guide a.md does not exist',
    ])
    const text = alerts[0] ? alertText(alerts[0]) : ''
    expect(text).toContain('This is about the plan, not an outage of the service.')
    expect(text).toContain('Write a.md (paths are relative to the configuration), or correct the path.')
    expect(await look(now + 2 * SECOND)).toEqual([])
    writeFileSync(guide, 'Reviewed: 2026-03-01')
    const [end, ...others] = await look(now + 3 * SECOND)
    expect([end?.kind, end?.headline, others]).toEqual([
      'cleared',
      'protected again: "proposals": its fallback is proven again',
      [],
    ])
    expect(await look(now + 4 * SECOND)).toEqual([])
    expect(await testbed.store.openNotices()).toEqual([])
  })

  it('sends one when the key of model B is refused and one when its proof is too old', async () => {
    const { testbed, look } = await worker()
    const now = await healthy(testbed, T0)
    await look(now)
    testbed.set('api', 'credentials')
    await testbed.run('api', now)
    expect(headlines(await look(now))).toEqual([
      'notice: a workflow is no longer protected: "code review": the last probe of sandbox/api failed (credentials: HTTP 500)',
    ])
    testbed.set('api', undefined)
    await testbed.run('api', now + 10 * SECOND)
    expect((await look(now + 10 * SECOND)).map(({ kind }) => kind)).toEqual(['cleared'])
    const later = T0 + 30 * DAY
    await testbed.run('api', later)
    expect(headlines(await look(later))).toContainEqual(
      expect.stringMatching(/"code review": the failover proof of sandbox\/api is 31 d old/),
    )
  })

  it('remembers over a restart what was proven', async () => {
    const { testbed, guide, workflows, look, read } = await worker()
    const now = await healthy(testbed, T0)
    await look(now)
    rmSync(guide)
    const restarted = createPlanWatch({ workflows, store: testbed.store, pipeline: testbed.pipeline })
    expect(await restarted.look(await read(now), now)).toHaveLength(1)
    const again = createPlanWatch({ workflows, store: testbed.store, pipeline: testbed.pipeline })
    expect(await again.look(await read(now), now + SECOND)).toEqual([])
  })

  it('is evaluated at once when a run of model B fails in a new way, not at every run', async () => {
    const { testbed, workflows, read, watch } = await worker()
    const now = await healthy(testbed, T0)
    await watch.look(await read(now), now)
    const events = createEventStream(SILENT)
    const readings: number[] = []
    const alerts: Alert[] = []
    const source = {
      read: (at: number) => {
        readings.push(at)
        return read(at)
      },
    }
    const parts = { source, workflows, watch, events, clock: { now: () => now }, log: SILENT }
    const [chore] = planChores({ ...parts, emitAlerts: (some) => void alerts.push(...some) })
    const finish = (recorded: Recorded | undefined) => {
      const [plan] = testbed.plans
      if (recorded && plan) events.emit({ type: 'finished', plan, recorded })
    }
    finish(await testbed.run('api', now))
    finish(await testbed.run('login', now))
    expect(readings).toEqual([])
    testbed.set('api', 'credentials')
    finish(await testbed.run('api', now + 10 * SECOND))
    await chore?.work(now)
    expect(readings).toEqual([now])
    expect(alerts).toHaveLength(1)
    finish(await testbed.run('api', now + 20 * SECOND))
    expect(readings).toHaveLength(1)
    expect(planChores({ ...parts, workflows: [], emitAlerts: () => {} })).toEqual([])
  })
  it('evaluates again where a run fails while an evaluation is under way', async () => {
    const { testbed, workflows, watch } = await worker()
    const now = await healthy(testbed, T0)
    const events = createEventStream(SILENT)
    const pending: (() => void)[] = []
    const source = {
      read: () => new Promise<Readiness>((resolve) => pending.push(() => resolve(NOTHING_KNOWN))),
    }
    const parts = { source, workflows, watch, events, clock: { now: () => now }, log: SILENT }
    const [chore] = planChores({ ...parts, emitAlerts: () => {} })
    const [plan] = testbed.plans
    const finish = (recorded: Recorded | undefined) => {
      if (recorded && plan) events.emit({ type: 'finished', plan, recorded })
    }
    const first = chore?.work(now)
    testbed.set('api', 'credentials')
    finish(await testbed.run('api', now + 10 * SECOND))
    expect(pending).toHaveLength(1)
    pending[0]?.()
    await first
    await expect.poll(() => pending.length, { timeout: 30_000 }).toBe(2)
    // Without further news it stays at that.
    const second = chore?.work(now)
    pending[1]?.()
    await second
    expect(pending).toHaveLength(2)
  })
})
