import {
  type Alert,
  type Clock,
  type Log,
  messageOf,
  type Notice,
  type ProbePlan,
  probeId,
  type RunRequest,
  type RunResult,
  type SilentProbe,
  type Target,
  type Verdict,
} from '../core/index.ts'
import {
  applyWatchList,
  type JudgedTarget,
  judge,
  judgeTime,
  memoryFor,
  type Policy,
  sharedTrouble,
  type WatchListChange,
} from '../judge/index.ts'
import { planAlerts, routeAlert, silencedAt } from '../notify/index.ts'
import type { Engine } from '../run/index.ts'
import type { Store, StoreTx } from '../store/index.ts'
import type { Budgets } from './budgets.ts'
import { notedWrite, persist } from './persist.ts'
import type { StorageWait } from './storage-wait.ts'

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
  readonly budgets: Pick<Budgets, 'heardEvery' | 'cadenceOf' | 'spendOf' | 'started' | 'heard' | 'ended'>
  readonly channels: readonly { readonly name: string; readonly mode: 'always' | 'fallback' }[]
  readonly clock: Clock
  readonly log: Log
  readonly storage: StorageWait
  readonly dashboardUrl: () => string | undefined
  /** What the provider's own page says, in one line. */
  readonly statusPage: (target: string) => string | undefined
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
  skip(results: readonly RunResult[]): Promise<void>
}

interface Parts extends PipelineDeps {
  readonly judged: (target: string) => JudgedTarget
}

/** After a jump of the clock every probe has missed slots; written at once they would hold up the runs, one by one the disk. */
const SKIPS_PER_WRITE = 50

/** The one way through the house: record, judge and plan alerts in one transaction. */
export function createPipeline(given: PipelineDeps): Pipeline {
  const deps: Parts = { ...given, judged: judgedTargets(given.plans, given.budgets) }
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
    judgeTime: (target, silent) =>
      notedWrite(deps.storage, () => deps.store.transaction((tx) => passTime(deps, tx, target, silent))),
    watch: (target, change) => persist(deps, () => deps.store.transaction((tx) => watch(deps, tx, target, change))),
    note: (notice) => persist(deps, () => deps.store.transaction((tx) => note(deps, tx, notice))),
    async skip(results) {
      for (let from = 0; from < results.length; from += SKIPS_PER_WRITE) {
        const some = results.slice(from, from + SKIPS_PER_WRITE)
        await persist(deps, () =>
          deps.store.transaction(async (tx) => {
            for (const result of some) await tx.insertSkipped(result)
          }),
        )
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
  const id = await persist(deps, () => deps.store.transaction((tx) => tx.claimRun(request, deps.clock.now())))
  if (id === undefined) {
    deps.log.warn('slot already taken', { probe: probeId(request), scheduledAt: request.scheduledAt })
    return undefined
  }
  const result = await deps.engine.run(request, signal)
  reported()
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

async function passTime(
  deps: Parts,
  tx: StoreTx,
  target: string,
  silent: readonly SilentProbe[] | undefined,
): Promise<readonly Alert[]> {
  const now = deps.clock.now()
  const before = await tx.judgeMemory(target)
  const { memory, verdict } = judgeTime(memoryFor(deps.judged(target), before), deps.policyFor(target), now, silent)
  await tx.saveJudgeMemory(target, before, memory)
  await tx.applyVerdict(target, undefined, verdict)
  return planAndSave(deps, tx, target, verdict, now)
}

async function watch(deps: Parts, tx: StoreTx, target: string, change: WatchListChange): Promise<readonly Alert[]> {
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
  const changed = verdict.incident?.incident.name
  const incident = changed === undefined ? undefined : await tx.incidentNamed(changed)
  const surfaces = (await tx.surfaces(target)).filter(({ retiredAt }) => retiredAt === undefined)
  const silenced = silencedAt(
    deps.policyFor(target).quiet,
    { target, surfaces: surfaces.map(({ surface }) => surface) },
    now,
  )
  const alerts = planAlerts({
    target: { name: target, title: deps.targets.find(({ name }) => name === target)?.title ?? target },
    verdict: { ...verdict, notices: await announceable(tx, verdict.notices) },
    ...{ surfaces, silenced },
    ...(incident ? { incident, announced: (await tx.lastAlertAt(`${incident.name}:`)) !== undefined } : {}),
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

/** The end of a notice is alerted only where its beginning was: a mute may have covered it. */
async function announceable(tx: StoreTx, notices: readonly Notice[]): Promise<readonly Notice[]> {
  const found: Notice[] = []
  for (const notice of notices) {
    if (notice.open || (await tx.lastAlertAt(`${notice.key}:notice:`)) !== undefined) found.push(notice)
  }
  return found
}

/** What it means that several targets are in trouble at once, where they are. */
async function sharedAmong(deps: Parts, tx: StoreTx): Promise<string | undefined> {
  if (deps.targets.length < 2) return undefined
  const all = []
  for (const { name } of deps.targets) all.push(...(await tx.surfaces(name)))
  return sharedTrouble(all)
}

/** The targets as the judge knows them: which probes watch which surface, and how often they do now. */
function judgedTargets(plans: readonly ProbePlan[], budgets: Pick<Budgets, 'heardEvery' | 'cadenceOf'>) {
  const byTarget = new Map<string, ProbePlan[]>()
  for (const plan of plans) byTarget.set(plan.target, [...(byTarget.get(plan.target) ?? []), plan])
  return (name: string): JudgedTarget => {
    const probes = (byTarget.get(name) ?? []).map((plan) => {
      const cadenceMs = budgets.cadenceOf(plan)
      return {
        surface: plan.surface,
        probe: plan.probe,
        everyMs: budgets.heardEvery(plan),
        ...(cadenceMs === undefined ? {} : { cadenceMs }),
      }
    })
    return { name, probes }
  }
}
