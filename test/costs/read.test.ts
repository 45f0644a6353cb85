import { describe, expect, it } from 'vitest'
import { readStoredPlan } from '../../src/continuity/index.ts'
import {
  DAY,
  HOUR,
  type IncidentRecord,
  MINUTE,
  noticeSubject,
  type OutageHistory,
  type StoredNotice,
} from '../../src/core/index.ts'
import { priceOutage, readOutages, readOwnOutages, settledTrouble } from '../../src/costs/index.ts'
import { proof } from '../continuity/kit.ts'
import { failureOf, NOW, newFolder, noticeOf, openEmptyStore, resultOf, storeResult } from '../store/kit.ts'
import { type Outage, planTextOf, review, storeModelB, storeOutage } from './kit.ts'

async function open() {
  const store = await openEmptyStore(`${newFolder()}/d.sqlite`)
  await storeModelB(store, NOW - DAY)
  const incidents = () => store.incidents({ from: 0, to: NOW + DAY })
  return {
    store,
    incidents,
    async costs(now = NOW) {
      const outages = await readOutages(store, await incidents(), now)
      return Object.fromEntries(outages.map((one) => [one.subject, priceOutage(one).totals[0]?.cost ?? 0]))
    },
  }
}

const OUTAGE: Outage = { from: NOW - 4 * HOUR, to: NOW }
const { fallback: _, ...unprotected } = review()

describe('the cost of an incident', () => {
  it('is the failed share of scheduled runs while a surface is degraded', async () => {
    const { store, costs } = await open()
    await storeOutage(store, { ...OUTAGE, state: 'degraded', workflows: [unprotected] })
    expect(await costs()).toEqual({ 'claude-1': 0 })
    for (let slot = 0; slot < 8; slot += 1) {
      const failed = slot < 2 ? { outcome: 'failed' as const, failure: failureOf('overloaded') } : {}
      const run = { target: 'claude', surface: 'cli', probe: 'cli', scheduledAt: NOW - 4 * HOUR + slot * 30 * MINUTE }
      await storeResult(store, resultOf({ ...run, ...failed }))
    }
    const confirm = {
      target: 'claude',
      surface: 'cli',
      probe: 'cli',
      trigger: 'confirm' as const,
      scheduledAt: NOW - HOUR,
    }
    await storeResult(store, resultOf({ ...confirm, outcome: 'failed', failure: failureOf('overloaded') }))
    expect(await costs()).toEqual({ 'claude-1': 9_000 / 4 })
  })

  it('shows time without a run as unknown, and does not price it', async () => {
    const { store, incidents } = await open()
    await storeOutage(store, { ...OUTAGE, state: 'degraded', workflows: [unprotected] })
    const [outage] = await readOutages(store, await incidents(), NOW)
    expect(outage && priceOutage(outage)).toMatchObject({ totals: [], workflows: [{ unknownHours: 100, cost: 0 }] })
  })

  it('counts a switch as proven only for the class of failure that is seen', async () => {
    const { store, costs } = await open()
    await storeOutage(store, OUTAGE)
    expect(await costs()).toEqual({ 'claude-1': 3_600 })
    const other = await open()
    const plan = planTextOf(OUTAGE).replace('"class":"overloaded"', '"class":"truncated"')
    await other.store.transaction((tx) =>
      tx.applyChanges('claude', undefined, { ...NOTHING, plans: [{ subject: 'claude-1', plan }] }),
    )
    await storeOutage(other.store, OUTAGE)
    expect(readStoredPlan(plan)?.readiness.proofs).toEqual([proof({ class: 'truncated', at: NOW - 5 * HOUR })])
    expect(await other.costs()).toEqual({ 'claude-1': 9_000 })
  })

  it('of work that two incidents stop at the same time is counted once, in the one that began first', async () => {
    const workflows = [{ ...unprotected, uses: ['claude/cli', 'gemini/api'] }]
    const second = { name: 'gemini-1', surface: 'gemini/api', from: NOW - 2 * HOUR, to: NOW + 2 * HOUR, workflows }
    for (const order of [
      [{ ...OUTAGE, workflows }, second],
      [second, { ...OUTAGE, workflows }],
    ]) {
      const { store, costs } = await open()
      for (const outage of order) await storeOutage(store, outage)
      expect(await costs(NOW + 2 * HOUR)).toEqual({ 'claude-1': 9_000, 'gemini-1': 4_500 })
    }
  })

  it('counts model B as unusable while our own key is refused', async () => {
    const { store, costs } = await open()
    await storeOutage(store, OUTAGE)
    const notice = { target: 'openai', surface: 'cli', key: 'openai/cli/key', failure: failureOf('credentials') }
    await storeNotices(store, noticeOf({ ...notice, blame: 'ours', at: NOW - 2 * HOUR }))
    expect(await costs()).toEqual({ 'claude-1': 1_800 + 4_500 })
  })

  it('stays what was measured once that is stored, until the incident is reopened', async () => {
    const { store, incidents, costs } = await open()
    await storeOutage(store, OUTAGE)
    const [outage] = await readOutages(store, await incidents(), NOW)
    if (outage) await store.saveTrouble('claude-1', settledTrouble(outage))
    const [settled] = await readOutages(store, await incidents(), NOW)
    expect([settled?.settled, settled?.trouble]).toEqual([true, JSON.parse(JSON.stringify(outage?.trouble))])
    const blind: OutageHistory = { ...store, surfaceChanges: async () => [], outcomes: async () => [] }
    const [again] = await readOutages(blind, await incidents(), NOW)
    expect(again && priceOutage(again)).toEqual(outage && priceOutage(outage))
    const [incident] = await incidents()
    const reopened: IncidentRecord[] = incident ? [{ ...incident, resolvedAt: NOW + HOUR }] : []
    expect((await readOutages(blind, reopened, NOW + HOUR))[0]).not.toHaveProperty('settled')
    expect(await costs()).toEqual({ 'claude-1': 3_600 })
  })

  it('adds up over the parts of its time', async () => {
    const { store, incidents } = await open()
    await storeOutage(store, OUTAGE)
    const [outage] = await readOutages(store, await incidents(), NOW)
    const costOf = (from: number, to: number) => (outage && priceOutage(outage, { from, to }).totals[0]?.cost) ?? 0
    expect(costOf(0, NOW - HOUR) + costOf(NOW - HOUR, NOW + DAY)).toBeCloseTo(3_600, 6)
    expect(costOf(NOW, NOW + DAY)).toBe(0)
  })
})

const NOTHING = { transitions: [], notices: [] }

/** Stores notices that open, each with the plan of its time. */
async function storeNotices(store: Awaited<ReturnType<typeof open>>['store'], ...notices: readonly StoredNotice[]) {
  for (const notice of notices) {
    const plans = [{ subject: noticeSubject(notice), plan: planTextOf({ from: notice.at, class: 'credentials' }) }]
    await store.transaction((tx) => tx.applyChanges(notice.target, undefined, { ...NOTHING, notices: [notice], plans }))
  }
}

describe('work that our own key, quota or credit stops', () => {
  const notice = noticeOf({
    ...{ target: 'claude', surface: 'cli', probe: 'cli', key: 'claude/cli/cli/ours/credentials', blame: 'ours' },
    ...{ failure: failureOf('credentials'), at: NOW - 4 * HOUR },
  })
  const plan = { workflows: [review()] }
  const ask = (store: OutageHistory, from = NOW) => readOwnOutages(store, plan, { from, to: NOW })

  it('is priced like an outage, as ours', async () => {
    const { store } = await open()
    await storeNotices(store, notice)
    const [outage] = await ask(store)
    expect(outage && priceOutage(outage)).toMatchObject({
      ...{ ours: true, open: true, subject: `${notice.key}@${notice.at}`, target: 'claude' },
      totals: [{ cost: 3_600, withoutPlan: 9_000 }],
    })
  })

  it('ends with its notice, and is counted once for two probes of a surface', async () => {
    const { store } = await open()
    await storeNotices(store, notice, {
      ...notice,
      probe: 'second',
      key: 'claude/cli/second/ours/credentials',
      at: NOW - 2 * HOUR,
    })
    await store.transaction((tx) =>
      tx.applyChanges('claude', undefined, { ...NOTHING, notices: [{ ...notice, open: false, at: NOW - HOUR }] }),
    )
    const costs = (await ask(store, 0)).map((outage) => priceOutage(outage).totals[0]?.withoutPlan ?? 0)
    expect(costs).toEqual([3 * 2_250, 2_250])
  })

  it('is priced by the incident while the provider is in trouble as well', async () => {
    const { store, costs } = await open()
    await storeNotices(store, notice)
    await storeOutage(store, { from: NOW - 2 * HOUR, to: NOW })
    const [own] = await ask(store, 0)
    expect(own && priceOutage(own).totals).toMatchObject([{ withoutPlan: 4_500 }])
    expect(await costs()).toEqual({ 'claude-1': 1_800 })
  })

  it('is no other notice: a broken probe or a budget of ours stops nobody', async () => {
    const { store } = await open()
    await storeNotices(store, { ...notice, blame: 'probe', failure: failureOf('drift') })
    await storeNotices(store, { ...notice, key: 'b', failure: failureOf('budget') })
    expect(await ask(store, 0)).toEqual([])
  })
})
