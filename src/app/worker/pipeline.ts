import type { Budgets } from '../../budget/index.ts'
import {
  type Alert,
  type Clock,
  type JudgeMemory,
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
  type JudgedTarget,
  judge,
  judgeTime,
  memoryFor,
  type WatchListChange,
} from '../../judge/index.ts'
import type { Engine } from '../../run/index.ts'
import type { Store, StoreTx } from '../../store/index.ts'
import { judgedTargets } from './judged-targets.ts'
import { type AlertDeps, planAndSave } from './plan-alerts.ts'
import { createLooks, type Looks } from './recent-ticks.ts'

/** What a run led to, once it is committed. */
export interface Recorded {
  readonly result: RunResult
  readonly verdict: Verdict
  readonly alerts: readonly Alert[]
}

export interface PipelineDeps extends AlertDeps {
  readonly store: Store
  readonly engine: Engine
  readonly plans: readonly ProbePlan[]
  readonly budgets: Pick<Budgets, 'heardEvery' | 'cadenceOf' | 'spendOf' | 'started' | 'heard' | 'ended'>
  readonly clock: Clock
  readonly log: Log
}

export interface Pipeline {
  /**
   * Claims the slot, runs the probe, records what came of it. Undefined where the slot was already taken. `reported` is
   * called once the run came to a result, which may be long before it can be stored.
   */
  execute(request: RunRequest, signal: AbortSignal, reported?: () => void): Promise<Recorded | undefined>
  /** Lets time pass for the judge: silence, windows that end, settling. `silent`: the target's probes that do not report. */
  judgeTime(target: string, silent?: readonly SilentProbe[]): Promise<readonly Alert[]>
  /** Applies the list of probes that are watched, when a worker starts: see applyWatchList. */
  watch(target: string, change: WatchListChange): Promise<readonly Alert[]>
  /** Opens a notice and tells of it, or closes it without a word. */
  note(notice: Notice): Promise<readonly Alert[]>
  /** Notes slots that were not run. */
  skip(slots: readonly SkippedSlot[]): Promise<void>
}

interface Parts extends PipelineDeps {
  readonly judged: (target: string) => JudgedTarget
  readonly looks: Looks
}

/** After a jump of the clock every probe has missed slots; written at once they would hold up the runs, one by one the disk. */
const SKIPS_PER_WRITE = 50

/** The one way through the house: record, judge and plan alerts in one transaction. */
export function createPipeline(given: PipelineDeps): Pipeline {
  const judged = judgedTargets(given.plans, given.targets, given.budgets)
  const deps: Parts = { ...given, judged, looks: createLooks() }
  return {
    async execute(request, signal, reported = () => {}) {
      deps.budgets.started(request)
      const recorded = await execute(deps, request, signal, reported).catch(async (error: unknown) => {
        await settleBudget(deps, request, undefined)
        throw error
      })
      await settleBudget(deps, request, recorded)
      return recorded
    },
    async judgeTime(target, silent) {
      const isDue = deps.looks.isDue(deps.judged(target), deps.policyFor(target), deps.clock.now())
      if (!isDue && silent?.length === 0) return []
      const judged = await deps.store.transaction((tx) => passTime(deps, tx, target, silent))
      return noteLook(deps, target, judged)
    },
    async watch(target, change) {
      const judged = await deps.store.transaction((tx) => watch(deps, tx, target, change))
      return noteLook(deps, target, judged)
    },
    note: (notice) => deps.store.transaction((tx) => note(deps, tx, notice)),
    async skip(slots) {
      for (let from = 0; from < slots.length; from += SKIPS_PER_WRITE) {
        const batch = slots.slice(from, from + SKIPS_PER_WRITE)
        await deps.store.transaction(async (tx) => {
          for (const slot of batch) await tx.insertSkipped(slot)
        })
      }
    },
  }
}

async function execute(
  deps: Parts,
  request: RunRequest,
  signal: AbortSignal,
  reported: () => void,
): Promise<Recorded | undefined> {
  const id = await deps.store.transaction((tx) => tx.claimRun(request, deps.clock.now()))
  if (id === undefined) {
    deps.log.warn('slot already taken', { probe: probeId(request), scheduledAt: request.scheduledAt })
    return undefined
  }
  const result = await deps.engine.run(request, signal)
  reported()
  const judged = await deps.store.transaction((tx) => record(deps, tx, id, result))
  noteLook(deps, request.target, judged)
  return judged.recorded
}

/** What came of judging, before and after it is committed. */
interface Judged {
  readonly memory: JudgeMemory
  readonly alerts: readonly Alert[]
}

/** Call once it is committed. */
function noteLook(deps: Parts, target: string, { memory, alerts }: Judged): readonly Alert[] {
  deps.looks.note(deps.judged(target), memory, deps.clock.now())
  return alerts
}

async function record(
  deps: Parts,
  tx: StoreTx,
  id: number,
  result: RunResult,
): Promise<Judged & { readonly recorded: Recorded }> {
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
  return { memory, alerts, recorded: { result: judged, verdict: shown, alerts } }
}

/** A notice that this run opened shows what the run recorded: the judge decides by what happened, not by pictures. */
function withEvidence(verdict: Verdict, { artifacts }: RunResult): Verdict {
  if (!artifacts || verdict.notices.length === 0) return verdict
  return { ...verdict, notices: verdict.notices.map((notice) => (notice.open ? { ...notice, artifacts } : notice)) }
}

async function passTime(
  deps: Parts,
  tx: StoreTx,
  target: string,
  silent: readonly SilentProbe[] | undefined,
): Promise<Judged> {
  const now = deps.clock.now()
  const before = await tx.judgeMemory(target)
  const { memory, verdict } = judgeTime(memoryFor(deps.judged(target), before), deps.policyFor(target), now, silent)
  await tx.saveJudgeMemory(target, before, memory)
  await tx.applyVerdict(target, undefined, verdict)
  return { memory, alerts: await planAndSave(deps, tx, target, verdict, now) }
}

async function watch(deps: Parts, tx: StoreTx, target: string, change: WatchListChange): Promise<Judged> {
  const now = deps.clock.now()
  const before = await tx.judgeMemory(target)
  const { memory, verdict } = applyWatchList(
    memoryFor(deps.judged(target), before),
    change,
    deps.policyFor(target),
    now,
  )
  await tx.saveJudgeMemory(target, before, memory)
  await tx.applyVerdict(target, undefined, verdict)
  return { memory, alerts: await planAndSave(deps, tx, target, verdict, now) }
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
