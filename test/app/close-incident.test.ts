import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { closeByHand } from '../../src/app/close-incident.ts'
import { adviseOn, type PricedPlan, writeStoredPlan } from '../../src/continuity/index.ts'
import { DAY, MINUTE, SECOND, SILENT } from '../../src/core/index.ts'
import { alertText } from '../../src/notify/index.ts'
import type { Store } from '../../src/store/index.ts'
import { codeReview, ready } from '../continuity/kit.ts'
import { newFolder } from '../support/folder.ts'
import { healthy, openTestbed, runConfirmed } from '../support/testbed.ts'

/** A Monday, in working hours. */
const T0 = Date.UTC(2026, 2, 2, 11)
const CONFIG = { channels: [], routes: [], sandbox: true, targets: [], timezone: 'UTC' }

const opened: Store[] = []
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close()
})

/** An open incident that stops a workflow without a proven fallback, priced with its plan. */
async function outage() {
  const workflow = codeReview({
    ...{ uses: ['sandbox/login'], owner: 'ops', afterwards: ['Review merges', 'Take the notice down'] },
    fallback: { kind: 'manual', guide: 'a.md', guideMaxAgeMs: DAY, keeps: 0.4 },
  })
  const plan: PricedPlan = { workflows: [workflow], readiness: ready([]), at: T0 }
  const advise = (trouble: Parameters<typeof adviseOn>[1]) => adviseOn(plan, trouble)
  const testbed = await openTestbed({
    ...{ path: join(newFolder('close'), 'd.sqlite'), at: T0, advise },
    keepPlan: () => writeStoredPlan(plan),
  })
  opened.push(testbed.store)
  const start = await healthy(testbed, T0)
  testbed.set('login', 'server_error')
  const { at } = await runConfirmed(testbed, 'login', start)
  const [incident] = await testbed.store.incidents({ from: at, to: at + 1 })
  return { testbed, advise, at, name: incident?.name ?? '' }
}

it('An incident that is closed by hand names its cost and opens what is to do afterwards, as a recovery does', async () => {
  const { testbed, advise, at, name } = await outage()
  const now = at + 30 * MINUTE
  await closeByHand(testbed.store, CONFIG, { name, why: 'planned', now, log: SILENT, advise })
  const [alert] = await testbed.store.alerts({ limit: 1 })
  expect(alert).toMatchObject({ kind: 'resolved', headline: 'incident closed: by hand: planned' })
  expect(alert?.lines).toEqual(
    expect.arrayContaining([
      'code review: Afterwards: Review merges.',
      'code review: Afterwards: Take the notice down.',
    ]),
  )
  const [cost] = alert?.impact?.cost ?? []
  // A little over half an hour of 25 people at £90.
  expect(cost).toMatchObject({ currency: 'GBP' })
  expect(cost?.amount).toBeGreaterThanOrEqual(1_125)
  expect(cost?.amount).toBeLessThan(1_300)
  expect(alert && alertText(alert)).toMatch(/Affected: 25 people in code review\. Cost: £1,/)
  expect(alert).not.toHaveProperty('actions')
  const items = await testbed.store.afterwards()
  expect(items.map(({ incident, workflow, item, at: since }) => [incident, workflow, item, since])).toEqual([
    [name, 'code review', 'Review merges', now],
    [name, 'code review', 'Take the notice down', now],
  ])
})

it('An incident that is closed by hand without a plan opens nothing', async () => {
  const { testbed, at, name } = await outage()
  await closeByHand(testbed.store, CONFIG, { name, why: 'planned', now: at + SECOND, log: SILENT })
  expect(await testbed.store.afterwards()).toEqual([])
  const [alert] = await testbed.store.alerts({ limit: 1 })
  expect(alert).not.toHaveProperty('impact')
})

it('The alert of an incident that is closed by hand shows its times in the zone of the configuration', async () => {
  const { testbed, at, name } = await outage()
  const config = { ...CONFIG, timezone: 'Europe/Berlin' }
  await closeByHand(testbed.store, config, { name, why: 'planned', now: at + MINUTE, log: SILENT })
  const [alert] = await testbed.store.alerts({ limit: 1 })
  expect(alert).toMatchObject({ kind: 'resolved', timezone: 'Europe/Berlin' })
  expect(alert && alertText(alert)).toMatch(/12:02:00 UTC\+1 to 12:03:\d\d UTC\+1/)
})
