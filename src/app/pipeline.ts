import {
  type Alert,
  type Clock,
  type Log,
  MonitorError,
  messageOf,
  type Notice,
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
import type { Store, StoreTx } from '../store/index.ts'
import type { Budgets } from './budgets.ts'

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
  readonly budgets: Pick<Budgets, 'heardEvery' | 'spendOf' | 'started' | 'heard' | 'ended'>
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
  /** Opens a notice and tells of it, or closes it without a word. */
  note(notice: Notice): Promise<readonly Alert[]>
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
  const deps: Parts = { ...given, judged: judgedTargets(given.plans, given.budgets) }
  return {
    async execute(request, signal) {
      deps.budgets.started(request)
      const recorded = await execute(deps, request, signal).catch(async (error: unknown) => {
        await settleBudget(deps, request, undefined)
        throw error
      })
      await settleBudget(deps, request, recorded)
      return recorded
    },
    judgeTime: (target) => deps.store.transaction((tx) => passTime(deps, tx, target)),
    note: (notice) => persist(deps, () => deps.store.transaction((tx) => note(deps, tx, notice))),
    skip: (result) => persist(deps, () => deps.store.transaction((tx) => tx.insertSkipped(result))),
  }
}

async function execute(deps: Parts, request: RunRequest, signal: AbortSignal): Promise<Recorded | undefined> {
  const id = await persist(deps, () => deps.store.transaction((tx) => tx.claimRun(request, deps.clock.now())))
  if (id === undefined) {
    deps.log.warn('slot already taken', { probe: probeId(request), scheduledAt: request.scheduledAt })
    return undefined
  }
  const result = await deps.engine.run(request, signal)
  return persist(deps, () => deps.store.transaction((tx) => record(deps, tx, id, result)))
}

async function record(deps: Parts, tx: StoreTx, id: number, result: RunResult): Promise<Recorded> {
  const now = deps.clock.now()
  deps.budgets.heard(result)
  const before = await tx.judgeMemory(result.target)
  const { memory, verdict } = judge(
    memoryFor(deps.judged(result.target), before),
    result,
    deps.policyFor(result.target),
    now,
  )
  const judged = { ...result, outcome: verdict.outcome }
  await tx.finishRun(id, judged, deps.budgets.spendOf(judged))
  await tx.saveJudgeMemory(result.target, before, memory)
  const shown = withEvidence(verdict, result)
  await tx.applyVerdict(result.target, id, shown)
  const alerts = await planAndSave(deps, tx, result.target, shown, now)
  return { result: judged, verdict: shown, alerts }
}

/** A notice that this run opened shows what the run recorded: the judge decides by what happened, not by pictures. */
function withEvidence(verdict: Verdict, { artifacts }: RunResult): Verdict {
  if (!artifacts || verdict.notices.length === 0) return verdict
  return { ...verdict, notices: verdict.notices.map((notice) => (notice.open ? { ...notice, artifacts } : notice)) }
}

async function passTime(deps: Parts, tx: StoreTx, target: string): Promise<readonly Alert[]> {
  const now = deps.clock.now()
  const before = await tx.judgeMemory(target)
  const { memory, verdict } = judgeTime(memoryFor(deps.judged(target), before), deps.policyFor(target), now)
  await tx.saveJudgeMemory(target, before, memory)
  await tx.applyVerdict(target, undefined, verdict)
  return planAndSave(deps, tx, target, verdict, now)
}

async function note(deps: Parts, tx: StoreTx, notice: Notice): Promise<readonly Alert[]> {
  const verdict: Verdict = { outcome: 'passed', confirm: false, transitions: [], notices: [notice] }
  await tx.applyVerdict(notice.target, undefined, verdict)
  return notice.open ? planAndSave(deps, tx, notice.target, verdict, deps.clock.now()) : []
}

/** The run is recorded whatever comes of this. */
async function settleBudget(deps: Parts, request: RunRequest, recorded: Recorded | undefined): Promise<void> {
  await deps.budgets.ended(request, recorded?.result).catch((error: unknown) => {
    deps.log.error('what was spent could not be read', { target: request.target, error: messageOf(error) })
  })
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

/** The targets as the judge knows them: which probes watch which surface, and how often they do now. */
function judgedTargets(plans: readonly ProbePlan[], budgets: Pick<Budgets, 'heardEvery'>) {
  return (name: string): JudgedTarget => {
    const mine = plans.filter(({ target }) => target === name)
    const probes = mine.map((plan) => ({
      surface: plan.surface,
      probe: plan.probe,
      everyMs: budgets.heardEvery(plan),
    }))
    return { name, probes }
  }
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
