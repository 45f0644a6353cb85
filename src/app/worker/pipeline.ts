import type { Budgets } from '../../budget/index.ts'
import {
  type Alert,
  type Clock,
  defined,
  type JudgedChanges,
  type Log,
  messageOf,
  type Notice,
  type ProbePlan,
  probeId,
  type RunRequest,
  type RunResult,
  type SilentProbe,
  type SkippedSlot,
  type Verdict,
} from '../../core/index.ts'
import {
  applyWatchList,
  judge,
  judgeTime,
  memoryFor,
  type TargetMemory,
  type WatchListChange,
} from '../../judge/index.ts'
import type { Store, StoreTx } from '../../store/index.ts'
import { type KeepPlan, withPlans } from '../continuity/stored-plans.ts'
import { type JudgedTargets, judgedTargets } from './judged-targets.ts'
import { type AlertDeps, planAndSave } from './plan-alerts.ts'
import { createRecentTicks, type RecentTicks } from './recent-ticks.ts'
import type { ClaimedRun, Recorded, RunJoin } from './run-join.ts'
import { loadMemory, readableNotice, withNotices } from './stored-memory.ts'

export interface PipelineDeps extends AlertDeps {
  readonly store: Store
  readonly plans: readonly ProbePlan[]
  readonly budgets: Pick<Budgets, 'reportEvery' | 'cadenceOf' | 'spendOf' | 'started' | 'reported' | 'ended'>
  readonly clock: Clock
  readonly log: Log
  /** The plan to keep with what opens. Default: there is no plan. */
  readonly keepPlan?: KeepPlan
}

export interface Pipeline extends RunJoin {
  /** Lets time pass for the judge: silence, windows that end, settling. `silent`: the target's probes that do not report. */
  judgeTime(target: string, silent?: readonly SilentProbe[]): Promise<readonly Alert[]>
  /** Applies the list of probes that are watched, when a worker starts: see applyWatchList. */
  watch(target: string, change: WatchListChange): Promise<readonly Alert[]>
  /** Opens a notice and alerts its owner, or closes it; the end is alerted where the notice says how it ended. */
  note(notice: Notice): Promise<readonly Alert[]>
}

interface Parts extends PipelineDeps {
  readonly judged: JudgedTargets
  readonly ticks: RecentTicks
  /** The runs that are claimed and not recorded. While there are several, their transactions share commits. */
  readonly underWay: Set<RunRequest>
  /** Whether so many runs are scheduled that their transactions share commits at all times. */
  readonly isBusy: boolean
}

/** Scheduled runs a second from which a worker is busy. */
const BUSY_RUNS_PER_SECOND = 10

/** After a jump of the clock every probe has missed slots; written at once they would hold up the runs, one by one the disk. */
const SKIPS_PER_WRITE = 50

/** Records, judges and plans alerts in one transaction. What is kept in memory changes after the commit. */
export function createPipeline(deps: PipelineDeps): Pipeline {
  const judged = judgedTargets(deps.plans, deps.targets, deps.budgets)
  const parts: Parts = { ...deps, judged, ticks: createRecentTicks(), underWay: new Set(), isBusy: isBusy(deps.plans) }
  return {
    claim: (request) => claim(parts, request),
    record: (claimed, result) => recordRun(parts, claimed, result),
    abandon: ({ request }) => {
      parts.underWay.delete(request)
      return settleBudget(parts, request, undefined)
    },
    skip: (slots) => skip(parts, slots),
    async judgeTime(target, silent) {
      const isDue = parts.ticks.isDue(judged(target), deps.policyFor(target), deps.clock.now())
      if (!isDue && silent?.length === 0) return []
      return committed(parts, target, await deps.store.transaction((tx) => passTime(parts, tx, target, silent)))
    },
    watch: async (target, change) =>
      committed(parts, target, await deps.store.transaction((tx) => watch(parts, tx, target, change))),
    note: (notice) => deps.store.transaction((tx) => note(parts, tx, notice)),
  }
}

function isBusy(plans: readonly ProbePlan[]): boolean {
  const perSecond = plans.reduce((sum, { cadence }) => sum + ('every' in cadence ? 1_000 / cadence.every : 0), 0)
  return perSecond >= BUSY_RUNS_PER_SECOND
}

/** Whether a transaction of a run may wait for others to share its commit. */
function sharesCommit({ underWay, isBusy }: Parts): boolean {
  return isBusy || underWay.size > 1
}

async function claim(parts: Parts, request: RunRequest): Promise<ClaimedRun | undefined> {
  const { store, clock, budgets, log } = parts
  budgets.started(request)
  parts.underWay.add(request)
  let id: number | undefined
  try {
    id = await store.transaction((tx) => tx.claimRun(request, clock.now()), { shares: sharesCommit(parts) })
  } finally {
    if (id === undefined) {
      parts.underWay.delete(request)
      await settleBudget(parts, request, undefined)
    }
  }
  if (id !== undefined) return { id, request }
  log.warn('slot already taken', { probe: probeId(request), scheduledAt: request.scheduledAt })
  return undefined
}

async function recordRun(parts: Parts, { id, request }: ClaimedRun, result: RunResult): Promise<Recorded> {
  const shares = sharesCommit(parts)
  parts.underWay.delete(request)
  const judgement = await parts.store.transaction((tx) => record(parts, tx, id, result), { shares })
  parts.budgets.reported(result)
  committed(parts, request.target, judgement)
  await settleBudget(parts, request, judgement.recorded)
  return judgement.recorded
}

async function skip({ store }: Parts, slots: readonly SkippedSlot[]): Promise<void> {
  for (let from = 0; from < slots.length; from += SKIPS_PER_WRITE) {
    const batch = slots.slice(from, from + SKIPS_PER_WRITE)
    await store.transaction(async (tx) => {
      for (const slot of batch) await tx.insertSkipped(slot)
    })
  }
}

/** What judging led to, before and after it is committed. */
interface Judgement {
  readonly memory: TargetMemory
  readonly alerts: readonly Alert[]
}

/** Call after the commit. */
function committed(parts: Parts, target: string, { memory, alerts }: Judgement): readonly Alert[] {
  parts.ticks.note(parts.judged(target), memory, parts.clock.now())
  return alerts
}

async function record(
  parts: Parts,
  tx: StoreTx,
  id: number,
  result: RunResult,
): Promise<Judgement & { readonly recorded: Recorded }> {
  const { clock, budgets, judged, policyFor } = parts
  const { target } = result
  const now = clock.now()
  const { memory: before, notices } = await loadMemory(tx, target, { log: parts.log, now })
  const { memory, verdict } = judge(memoryFor(judged(target, result), before), result, policyFor(target), now)
  const judgedRun = { ...result, outcome: verdict.outcome }
  await tx.finishRun(id, judgedRun, budgets.spendOf(judgedRun))
  await tx.saveJudgeMemory(target, before, memory)
  const changes = withPlans(withNotices(notices, withEvidence(verdict, result)), parts.keepPlan)
  await tx.applyChanges(target, id, changes)
  const alerts = await planAndSave(
    parts,
    tx,
    target,
    { verdict: changes, ...defined({ artifacts: result.artifacts }) },
    now,
  )
  return { memory, alerts, recorded: { result: judgedRun, verdict: changes, alerts } }
}

/** Adds the artifacts of the run to the notices it opened. The judge never reads artifacts, so they are added after it. */
function withEvidence(verdict: Verdict, { artifacts }: RunResult): Verdict {
  if (!artifacts || verdict.notices.length === 0) return verdict
  return { ...verdict, notices: verdict.notices.map((notice) => (notice.open ? { ...notice, artifacts } : notice)) }
}

async function passTime(
  parts: Parts,
  tx: StoreTx,
  target: string,
  silent: readonly SilentProbe[] | undefined,
): Promise<Judgement> {
  const now = parts.clock.now()
  const { memory: before, notices } = await loadMemory(tx, target, { log: parts.log, now })
  const judged = judgeTime(memoryFor(parts.judged(target), before), parts.policyFor(target), now, silent)
  const changes = withPlans(withNotices(notices, judged.changes), parts.keepPlan)
  await tx.saveJudgeMemory(target, before, judged.memory)
  await tx.applyChanges(target, undefined, changes)
  return { memory: judged.memory, alerts: await planAndSave(parts, tx, target, { verdict: changes }, now) }
}

async function watch(parts: Parts, tx: StoreTx, target: string, change: WatchListChange): Promise<Judgement> {
  const now = parts.clock.now()
  const { memory: before, notices } = await loadMemory(tx, target, { log: parts.log, now })
  const listed = applyWatchList(memoryFor(parts.judged(target), before), change, parts.policyFor(target), now)
  const changes = withPlans(withNotices(notices, listed.changes), parts.keepPlan)
  await tx.saveJudgeMemory(target, before, listed.memory)
  if (notices.length === 0) await closeNotice(tx, readableNotice(target, now))
  await tx.applyChanges(target, undefined, changes)
  return { memory: listed.memory, alerts: await planAndSave(parts, tx, target, { verdict: changes }, now) }
}

/** Closes a notice without an alert. */
async function closeNotice(tx: StoreTx, notice: Notice): Promise<void> {
  await tx.applyChanges(notice.target, undefined, { transitions: [], notices: [notice] })
}

async function note(parts: Parts, tx: StoreTx, notice: Notice): Promise<readonly Alert[]> {
  const changes = withPlans<JudgedChanges>({ transitions: [], notices: [notice] }, parts.keepPlan)
  await tx.applyChanges(notice.target, undefined, changes)
  if (!notice.open && notice.ended === undefined) return []
  return planAndSave(parts, tx, notice.target, { verdict: changes }, parts.clock.now())
}

/** A failure is logged: it must not cost the run. */
async function settleBudget(parts: Parts, request: RunRequest, recorded: Recorded | undefined): Promise<void> {
  await parts.budgets.ended(request, recorded?.result).catch((error: unknown) => {
    parts.log.error('spend could not be read', { target: request.target, error: messageOf(error) })
  })
}
