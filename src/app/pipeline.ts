import {
  type Alert,
  type Clock,
  type Log,
  MonitorError,
  messageOf,
  type ProbePlan,
  probeId,
  type RunRequest,
  type RunResult,
  SECOND,
  type Target,
  type Verdict,
} from '../core/index.ts'
import { type JudgedTarget, judge, judgeTime, memoryFor, type Policy, sharedTrouble } from '../judge/index.ts'
import { planAlerts, routeAlert } from '../notify/index.ts'
import type { Engine } from '../run/index.ts'
import { intervalOf } from '../schedule/index.ts'
import type { Store, StoreTx } from '../store/index.ts'

/** What a run led to, once it is committed. */
export interface Recorded {
  readonly result: RunResult
  readonly verdict: Verdict
  readonly alerts: readonly Alert[]
}

export interface PipelineDeps {
  readonly store: Store
  readonly engine: Engine
  /** What the judge goes by, per target. */
  readonly policyFor: (target: string) => Policy
  readonly plans: readonly ProbePlan[]
  readonly targets: readonly Target[]
  readonly channels: readonly { readonly name: string; readonly mode: 'always' | 'fallback' }[]
  readonly clock: Clock
  readonly log: Log
  readonly sleep: (ms: number) => Promise<void>
  readonly dashboardUrl: () => string | undefined
  /** What the provider's own page says, in one line. */
  readonly statusPage: (target: string) => string | undefined
}

export interface Pipeline {
  /** Claims the slot, runs the probe, records what came of it. Undefined where the slot was already taken. */
  execute(request: RunRequest, signal: AbortSignal): Promise<Recorded | undefined>
  /** Lets time pass for the judge: silence, windows that end, settling. */
  judgeTime(target: string): Promise<readonly Alert[]>
  /** Notes slots that were not run. */
  skip(result: RunResult): Promise<void>
}

interface Parts extends PipelineDeps {
  readonly judged: (target: string) => JudgedTarget
}

/** Waits between tries to write a result, ms: a database that is locked for a while must not cost it. */
const WRITE_RETRIES_MS = [SECOND, 2 * SECOND, 5 * SECOND, 15 * SECOND, 30 * SECOND]

/** The one way through the house: record, judge and plan alerts in one transaction. */
export function createPipeline(given: PipelineDeps): Pipeline {
  const deps: Parts = { ...given, judged: judgedTargets(given.plans) }
  return {
    async execute(request, signal) {
      const id = await persist(deps, () => deps.store.transaction((tx) => tx.claimRun(request, deps.clock.now())))
      if (id === undefined) {
        deps.log.warn('slot already taken', { probe: probeId(request), scheduledAt: request.scheduledAt })
        return undefined
      }
      const result = await deps.engine.run(request, signal)
      return persist(deps, () => deps.store.transaction((tx) => record(deps, tx, id, result)))
    },
    judgeTime: (target) => deps.store.transaction((tx) => passTime(deps, tx, target)),
    skip: (result) => persist(deps, () => deps.store.transaction((tx) => tx.insertSkipped(result))),
  }
}

async function record(deps: Parts, tx: StoreTx, id: number, result: RunResult): Promise<Recorded> {
  const now = deps.clock.now()
  const before = await tx.judgeMemory(result.target)
  const { memory, verdict } = judge(
    memoryFor(deps.judged(result.target), before),
    result,
    deps.policyFor(result.target),
    now,
  )
  const judged = { ...result, outcome: verdict.outcome }
  await tx.finishRun(id, judged)
  await tx.saveJudgeMemory(result.target, before, memory)
  await tx.applyVerdict(result.target, id, verdict)
  const alerts = await planAndSave(deps, tx, result.target, verdict, now)
  return { result: judged, verdict, alerts }
}

async function passTime(deps: Parts, tx: StoreTx, target: string): Promise<readonly Alert[]> {
  const now = deps.clock.now()
  const before = await tx.judgeMemory(target)
  const { memory, verdict } = judgeTime(memoryFor(deps.judged(target), before), deps.policyFor(target), now)
  await tx.saveJudgeMemory(target, before, memory)
  await tx.applyVerdict(target, undefined, verdict)
  return planAndSave(deps, tx, target, verdict, now)
}

async function planAndSave(
  deps: Parts,
  tx: StoreTx,
  target: string,
  verdict: Verdict,
  now: number,
): Promise<readonly Alert[]> {
  if (!verdict.incident && verdict.notices.length === 0) return []
  const url = deps.dashboardUrl()
  const statusPage = deps.statusPage(target)
  const shared = await sharedAmong(deps, tx)
  const incident = await tx.incident(target)
  const alerts = planAlerts({
    target: { name: target, title: deps.targets.find(({ name }) => name === target)?.title ?? target },
    verdict,
    surfaces: await tx.surfaces(target),
    ...(incident ? { incident } : {}),
    now,
    links: url ? { dashboardUrl: url } : {},
    ...(statusPage ? { statusPage } : {}),
    ...(shared ? { advice: [`Several targets broke together: ${shared}.`] } : {}),
  })
  await tx.saveAlerts(
    alerts.map((alert) => ({ alert, channels: routeAlert(alert, deps.channels) })),
    now,
  )
  return alerts
}

/** What it means that several targets are in trouble at once, where they are. */
async function sharedAmong(deps: Parts, tx: StoreTx): Promise<string | undefined> {
  if (deps.targets.length < 2) return undefined
  const all = []
  for (const { name } of deps.targets) all.push(...(await tx.surfaces(name)))
  return sharedTrouble(all)
}

/** The targets as the judge knows them: which probes watch which surface, and how often. */
function judgedTargets(plans: readonly ProbePlan[]): (target: string) => JudgedTarget {
  const targets = new Map<string, JudgedTarget>()
  for (const { target, surface, probe, cadence } of plans) {
    const before = targets.get(target)?.probes ?? []
    targets.set(target, { name: target, probes: [...before, { surface, probe, everyMs: intervalOf(cadence, 0) }] })
  }
  return (target) => targets.get(target) ?? { name: target, probes: [] }
}

/** Tries a write again while the database cannot be written, so that a result outlives a lock. */
async function persist<T>(deps: PipelineDeps, write: () => Promise<T>): Promise<T> {
  for (const wait of WRITE_RETRIES_MS) {
    try {
      return await write()
    } catch (error) {
      if (!(error instanceof MonitorError) || !error.code.startsWith('db_')) throw error
      deps.log.error('cannot write to the database; trying again', { error: messageOf(error), inMs: wait })
      await deps.sleep(wait)
    }
  }
  return write()
}
