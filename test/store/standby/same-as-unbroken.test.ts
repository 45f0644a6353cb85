import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type AlertRecord, MINUTE, type Outbox, type Outcome, type RunRecord } from '../../../src/core/index.ts'
import type { Store, StoreTx } from '../../../src/store/index.ts'
import { storeOver } from '../../../src/store/open.ts'
import { openMemorySqlite } from '../../../src/store/sqlite/index.ts'
import { leaseEach } from '../../support/lease.ts'
import { propertyRuns } from '../../support/property-runs.ts'
import { alertOf, failureOf, incidentOf, NOW, noticeOf, requestOf, resultOf, transitionOf, verdictOf } from '../kit.ts'
import { setUpGuard } from './faulty.ts'

const PROBES = ['login', 'chat'] as const
type Change = 'none' | 'opens' | 'resolves' | 'notice' | 'notice over'
type Settled = 'sent' | 'retry' | 'dead'

/** What a worker may do, and what may happen to its database. */
type Step =
  | { readonly kind: 'claim'; readonly probe: string }
  | { readonly kind: 'finish'; readonly outcome: Outcome; readonly change: Change }
  | { readonly kind: 'skip'; readonly probe: string }
  | { readonly kind: 'lease' }
  | { readonly kind: 'settle'; readonly as: Settled }
  | { readonly kind: 'acknowledge' }
  | { readonly kind: 'break' | 'repair' | 'check' }

const probe = fc.constantFrom(...PROBES)
const step: fc.Arbitrary<Step> = fc.oneof(
  probe.map((name): Step => ({ kind: 'claim', probe: name })),
  fc.record<Step & { kind: 'finish' }>({
    kind: fc.constant('finish'),
    outcome: fc.constantFrom('passed', 'failed'),
    change: fc.constantFrom('none', 'opens', 'resolves', 'notice', 'notice over'),
  }),
  fc.constantFrom<Step['kind']>('lease', 'acknowledge', 'check', 'break', 'repair').map((kind) => ({ kind }) as Step),
  fc.constantFrom<Settled>('sent', 'retry', 'dead').map((as): Step => ({ kind: 'settle', as })),
  fc.constant<Step>({ kind: 'skip', probe: 'chat' }),
)

/** A worker on one store. Two of them take the same steps. */
interface Worker {
  readonly store: { transaction<T>(work: (tx: StoreTx) => Promise<T>): Promise<T>; readonly outbox: Outbox }
  readonly claimed: { readonly id: number; readonly probe: string; readonly scheduledAt: number }[]
  readonly leased: { readonly id: number; readonly key: string }[]
  incidents: number
}

const newWorker = (store: Worker['store']): Worker => ({ store, claimed: [], leased: [], incidents: 0 })

async function work(worker: Worker, one: Step, at: number): Promise<void> {
  const { store, claimed, leased } = worker
  if (one.kind === 'claim') {
    const slot = { probe: one.probe, surface: one.probe, scheduledAt: at }
    const id = await store.transaction((tx) => tx.claimRun(requestOf(slot), at))
    claimed.push({ id: id ?? 0, probe: one.probe, scheduledAt: at })
  } else if (one.kind === 'finish') await finish(worker, one, at)
  else if (one.kind === 'skip') {
    const slot = { ...requestOf({ probe: one.probe, surface: one.probe }), scheduledAt: at, noticedAt: at }
    await store.transaction((tx) => tx.insertSkipped({ ...slot, reason: 'overlap', count: 1, until: at }))
  } else if (one.kind === 'lease') {
    const messages = await store.outbox.lease(at, leaseEach(60 * MINUTE))
    leased.push(...messages.map(({ id, key }) => ({ id, key })))
    leased.sort((a, b) => (a.key < b.key ? -1 : 1))
  } else if (one.kind === 'settle') {
    const message = leased.shift()
    if (!message) return
    if (one.as === 'sent') await store.outbox.sent(message.id, at, { rung: 'visible', serviceId: message.key })
    else if (one.as === 'retry') await store.outbox.retry(message.id, at, 'HTTP 503')
    else await store.outbox.dead(message.id, at, 'HTTP 404')
  } else if (one.kind === 'acknowledge') {
    await store.transaction((tx) => tx.acknowledge(`sandbox-${worker.incidents}`, { at, by: 'Ana', via: 'cli' }))
  }
}

async function finish(worker: Worker, { outcome, change }: Step & { kind: 'finish' }, at: number): Promise<void> {
  const run = worker.claimed.shift()
  if (!run) return
  const { probe: name, scheduledAt } = run
  const failure = outcome === 'failed' ? { failure: failureOf('server_error') } : {}
  const slot = { probe: name, surface: name, scheduledAt, startedAt: scheduledAt, outcome, ...failure }
  if (change === 'opens') worker.incidents += 1
  const incident = `sandbox-${worker.incidents}`
  await worker.store.transaction(async (tx) => {
    const before = await tx.incidentNamed(incident)
    await tx.finishRun(run.id, resultOf(slot))
    const { memory } = await tx.judgeMemory('sandbox')
    await tx.saveJudgeMemory('sandbox', memory, { ...memory, time: { now: at, activeMs: at - NOW } })
    if (change === 'opens' || (change === 'resolves' && before && before.resolvedAt === undefined)) {
      await changeIncident(tx, run.id, { name: incident, at, isOver: change === 'resolves' })
    }
    if (change === 'notice' || change === 'notice over') {
      const notice = noticeOf({ at, open: change === 'notice' })
      await tx.applyChanges('sandbox', run.id, verdictOf({ notices: [notice] }))
      await tx.saveAlerts([{ alert: alertOf(`${notice.key}:${change}:${at}`, { at }), channels: ['mail'] }], at)
    }
  })
}

async function changeIncident(
  tx: StoreTx,
  run: number,
  { name, at, isOver }: { readonly name: string; readonly at: number; readonly isOver: boolean },
): Promise<void> {
  // One target for each, because a target has one open incident at most.
  const target = name
  const times = { openedAt: at, impactAt: at }
  const opened = await tx.incidentNamed(name)
  const { openedAt, impactAt } = opened ?? times
  const incident = incidentOf(name, { target, openedAt, impactAt, ...(isOver ? { resolvedAt: at } : {}) })
  const kind = isOver ? 'resolved' : 'opened'
  const when = { target, at, since: at }
  const transitions = [isOver ? transitionOf('down', 'operational', when) : transitionOf('operational', 'down', when)]
  const verdict = verdictOf({ transitions, incident: { incident, entries: [{ at, kind, text: kind }] } })
  await tx.applyChanges(target, run, verdict)
  await tx.saveAlerts([{ alert: alertOf(`${name}:${kind}`, { at, incident }), channels: ['slack', 'mail'] }], at)
}

const withoutId = ({ id: _, ...run }: RunRecord) => run
const withoutIds = ({ deliveries, ...alert }: AlertRecord) => ({
  ...alert,
  deliveries: deliveries.map(({ id: _, ...delivery }) => delivery),
})
const byKey = <T>(rows: readonly T[]) => rows.map((row) => JSON.stringify(row)).toSorted()

/** What pages and commands show. */
async function shown(store: Store, at: number) {
  const all = { from: 0, to: at + MINUTE }
  return {
    runs: byKey((await store.runs({ limit: 999 })).map(withoutId)),
    incidents: byKey(await store.incidents(all)),
    openNow: byKey(
      (await store.incidents({ from: at, to: at + 1 })).filter(({ resolvedAt }) => resolvedAt === undefined),
    ),
    notices: byKey(await store.openNotices()),
    surfaces: await store.surfaces(),
    transitions: byKey(await store.transitions(all)),
    alerts: byKey((await store.alerts({ limit: 999 })).map(withoutIds)),
    spend: await store.spend(all),
  }
}

describe('a worker whose database fails and recovers any number of times', () => {
  it('shows at all times, and stores in the end, what one with a sound database does', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 26 }), async (steps) => {
        const sound = storeOver(openMemorySqlite({ now: NOW }), { now: () => NOW })
        onTestFinished(() => sound.close())
        const { guard, store, breakDatabase, repair } = setUpGuard()
        const workers = [newWorker(sound), newWorker(guard)]
        let at = NOW
        for (const one of steps) {
          at += MINUTE
          if (one.kind === 'break') await breakDatabase()
          else if (one.kind === 'repair') await repair()
          else if (one.kind === 'check') await guard.check()
          else for (const worker of workers) await work(worker, one, at)
          expect(await shown(guard.history(), at)).toEqual(await shown(sound, at))
        }
        await repair()
        expect(guard.condition()).toEqual({ ok: true })
        expect(await shown(store, at)).toEqual(await shown(sound, at))
        const memory = (from: Store) => from.transaction((tx) => tx.judgeMemory('sandbox'))
        expect(await memory(store)).toEqual(await memory(sound))
      }),
      propertyRuns(3),
    )
  })
})
