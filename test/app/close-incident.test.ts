import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { closeByHand } from '../../src/app/close-incident.ts'
import { adviseOn, type PricedPlan, writeKeptPlan } from '../../src/continuity/index.ts'
import { DAY, MINUTE, SECOND, SILENT } from '../../src/core/index.ts'
import { alertText } from '../../src/notify/index.ts'
import type { Store } from '../../src/store/index.ts'
import { codeReview, ready } from '../continuity/kit.ts'
import { newFolder } from '../support/folder.ts'
import { healthy, openHouse, runConfirmed } from '../support/house.ts'

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
  const house = await openHouse({
    ...{ path: join(newFolder('close'), 'd.sqlite'), at: T0, advise },
    keepPlan: () => writeKeptPlan(plan),
  })
  opened.push(house.store)
  const start = await healthy(house, T0)
  house.set('login', 'server_error')
  const { at } = await runConfirmed(house, 'login', start)
  const [incident] = await house.store.incidents({ from: at, to: at + 1 })
  return { house, advise, at, name: incident?.name ?? '' }
}

it('An incident that is closed by hand names its cost and opens what is to do afterwards, as a recovery does', async () => {
  const { house, advise, at, name } = await outage()
  const now = at + 30 * MINUTE
  await closeByHand(house.store, CONFIG, { name, why: 'planned', now, log: SILENT, advise })
  const [alert] = await house.store.alerts({ limit: 1 })
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
  const items = await house.store.afterwards()
  expect(items.map(({ incident, workflow, item, at: since }) => [incident, workflow, item, since])).toEqual([
    [name, 'code review', 'Review merges', now],
    [name, 'code review', 'Take the notice down', now],
  ])
})

it('An incident that is closed by hand without a plan opens nothing', async () => {
  const { house, at, name } = await outage()
  await closeByHand(house.store, CONFIG, { name, why: 'planned', now: at + SECOND, log: SILENT })
  expect(await house.store.afterwards()).toEqual([])
  const [alert] = await house.store.alerts({ limit: 1 })
  expect(alert).not.toHaveProperty('impact')
})

it('The alert of an incident that is closed by hand shows its times in the zone of the configuration', async () => {
  const { house, at, name } = await outage()
  const config = { ...CONFIG, timezone: 'Europe/Berlin' }
  await closeByHand(house.store, config, { name, why: 'planned', now: at + MINUTE, log: SILENT })
  const [alert] = await house.store.alerts({ limit: 1 })
  expect(alert).toMatchObject({ kind: 'resolved', timezone: 'Europe/Berlin' })
  expect(alert && alertText(alert)).toMatch(/12:02:00 UTC\+1 to 12:03:\d\d UTC\+1/)
})
