import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { withPlans } from '../../../src/app/continuity/stored-plans.ts'
import { settleCosts, settleCostsChore } from '../../../src/app/upkeep/settle-costs.ts'
import { adviseOn, type PricedPlan, pricedPlanOf, writeStoredPlan } from '../../../src/continuity/index.ts'
import { type Alert, DAY, HOUR, type JudgedChanges, MINUTE, SECOND, withoutCost } from '../../../src/core/index.ts'
import { priceOutage, readOutages } from '../../../src/costs/index.ts'
import { alertText } from '../../../src/notify/index.ts'
import type { Store } from '../../../src/store/index.ts'
import { ready } from '../../continuity/kit.ts'
import { review } from '../../costs/kit.ts'
import { incidentOf, noticeOf } from '../../store/kit.ts'
import { newFolder } from '../../support/folder.ts'
import { healthy, openTestbed, runConfirmed, type Testbed } from '../../support/testbed.ts'

const T0 = Date.UTC(2026, 2, 2, 11)

const opened: Store[] = []
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close()
})

/** A testbed whose plan can be edited. */
async function openWithPlan(): Promise<Testbed & { plan: PricedPlan }> {
  const workflow = review({ uses: ['sandbox/login'], fallback: { kind: 'stop', protects: 'customers' } })
  const state = {
    plan: pricedPlanOf({ plan: { workflows: [workflow], shares: [] }, hosts: {}, readiness: ready([]) }, T0),
  }
  const built = await openTestbed({
    ...{ path: join(newFolder('kept'), 'd.sqlite'), at: T0 },
    advise: (trouble) => adviseOn(state.plan, trouble),
    keepPlan: () => writeStoredPlan(state.plan),
  })
  opened.push(built.store)
  return Object.assign(state, built)
}

/** Fails the login for a time and lets it recover; gives the alerts and the time after. */
async function outage(one: Testbed, from: number, minutes: number) {
  one.set('login', 'server_error')
  const { alerts, at } = await runConfirmed(one, 'login', from)
  const all: Alert[] = [...alerts]
  let now = at
  for (; now < from + minutes * MINUTE; now += 10 * SECOND) all.push(...(await runConfirmed(one, 'login', now)).alerts)
  one.set('login', undefined)
  for (let round = 0; round < 12; round += 1) {
    all.push(...(await runConfirmed(one, 'login', now)).alerts)
    now += 10 * SECOND
  }
  return { alerts: all, now }
}

const costsIn = async ({ store }: Testbed, now: number) =>
  (await readOutages(store, await store.incidents({ from: 0, to: now }), now)).map((one) => priceOutage(one).totals[0])

describe('an incident', () => {
  it('keeps the plan of the time when it opened, whatever is edited later', async () => {
    const testbed = await openWithPlan()
    const start = await healthy(testbed, T0)
    const { now } = await outage(testbed, start, 20)
    const before = await costsIn(testbed, now)
    expect(before[0]?.withoutPlan).toBeGreaterThan(0)
    testbed.plan = { ...testbed.plan, workflows: [review({ people: 1_000, uses: ['sandbox/login'] })] }
    expect(await costsIn(testbed, now)).toEqual(before)
  })

  it('says in its alerts what it has cost, and at its end the price that every other reading gives', async () => {
    const testbed = await openWithPlan()
    const { alerts, now } = await outage(testbed, await healthy(testbed, T0), 20)
    const [opening, end] = [alerts[0], alerts.at(-1)]
    expect([opening?.kind, end?.kind]).toEqual(['opened', 'resolved'])
    const [cost] = await costsIn(testbed, now)
    expect(end?.impact?.cost).toEqual([{ currency: 'GBP', amount: Math.round((cost?.cost ?? 0) * 100) / 100 }])
    expect(end && alertText(end)).toMatch(/Affected: 25 people in code review\. Cost: £\d+\.\d\d\.$/m)
    expect(opening && alertText(opening)).toMatch(/Affected: 25 people in code review\. Cost so far: £\d+\.\d\d\.$/m)
    const hidden = end && alertText(withoutCost(end))
    expect(hidden).toContain('Affected: 25 people in code review.')
    expect(hidden).not.toMatch(/£|[Cc]ost/)
  })

  it('costs the same once its trouble is stored and its runs are deleted', async () => {
    const testbed = await openWithPlan()
    const { now } = await outage(testbed, await healthy(testbed, T0), 20)
    const before = await costsIn(testbed, now)
    await settleCosts(testbed.store, now)
    const storedPlan = async () =>
      (
        await testbed.store.outagePlans((await testbed.store.incidents({ from: 0, to: now })).map(({ name }) => name))
      )[0]
    expect((await storedPlan())?.trouble).toBeUndefined()
    await settleCosts(testbed.store, now + 2 * HOUR)
    expect((await storedPlan())?.trouble).toContain('"own":')
    await testbed.store.prune(now + 400 * DAY, { runsMs: HOUR, hoursMs: HOUR })
    expect(await costsIn(testbed, now + 400 * DAY)).toEqual(before)
  })

  it('is measured by the next worker where none ran when it was over, and is not looked for again', async () => {
    const testbed = await openWithPlan()
    const { now } = await outage(testbed, await healthy(testbed, T0), 20)
    const lookedFrom: number[] = []
    const store: Store = {
      ...testbed.store,
      incidents(range) {
        lookedFrom.push(range.from)
        return testbed.store.incidents(range)
      },
    }
    const chore = settleCostsChore(store, 30 * DAY)
    await chore.work(now + 5 * DAY)
    const [incident] = await testbed.store.incidents({ from: 0, to: now })
    const [stored] = await testbed.store.outagePlans([incident?.name ?? ''])
    expect(stored?.trouble).toContain('"own":')
    await chore.work(now + 6 * DAY)
    expect([lookedFrom[0], lookedFrom.at(-1)]).toEqual([now - 25 * DAY, now + 4 * DAY])
  })
})

describe('the plan is stored', () => {
  const incident = { incident: incidentOf('sandbox-1'), entries: [{ at: T0, kind: 'opened' as const, text: 'down' }] }
  const quotaNotice = noticeOf({ blame: 'ours', failure: { class: 'quota', blame: 'ours', message: 'HTTP 429' } })

  it('with incidents that open, and with notices on our own key or quota', () => {
    const changes: JudgedChanges = {
      transitions: [],
      incident,
      notices: [quotaNotice, noticeOf(), { ...quotaNotice, open: false, key: 'x' }],
    }
    expect(withPlans(changes, () => '{}').plans).toEqual([
      { subject: 'sandbox-1', plan: '{}' },
      { subject: `${quotaNotice.key}@${quotaNotice.at}`, plan: '{}' },
    ])
  })

  it('not with anything else, without a plan, or where it is not concerned', () => {
    const later = { transitions: [], incident: { ...incident, entries: [] }, notices: [] }
    expect(withPlans(later, () => '{}')).toBe(later)
    const opening = { transitions: [], incident, notices: [] }
    expect(withPlans(opening, undefined)).toBe(opening)
    expect(withPlans(opening, () => undefined)).toBe(opening)
  })
})
