import {
  type Alert,
  type Clock,
  type Log,
  messageOf,
  type ProbePlan,
  probeId,
  type RunRequest,
  type RunResult,
  type Skip,
  type Trigger,
} from '../core/index.ts'
import { due, type LastSlots, nextSlot, phasesOf, spacedSlots } from '../schedule/index.ts'
import type { Pacing } from './pacing.ts'
import type { Pipeline, Recorded } from './pipeline.ts'

/** What the worker tells those who watch it. */
export type WorkerEvent =
  | { readonly type: 'started'; readonly plan: ProbePlan; readonly trigger: Trigger; readonly at: number }
  | { readonly type: 'finished'; readonly plan: ProbePlan; readonly recorded: Recorded }
  | { readonly type: 'skipped'; readonly plan: ProbePlan; readonly skip: Skip }
  | { readonly type: 'broken'; readonly plan: ProbePlan; readonly error: unknown }
  /** Alerts that came of time passing, not of a run. */
  | { readonly type: 'alerted'; readonly alerts: readonly Alert[] }

export interface WorkerDeps {
  readonly plans: readonly ProbePlan[]
  readonly pipeline: Pipeline
  readonly location: string
  readonly pacing: Pacing
  readonly confirmAfterMs: (plan: ProbePlan) => number
  readonly clock: Clock
  readonly log: Log
  readonly tell: (event: WorkerEvent) => void
  readonly setTimer: (work: () => void, ms: number) => () => void
}

/** One run under way. */
export interface RunningRun {
  readonly plan: ProbePlan
  readonly trigger: Trigger
  readonly since: number
}

export interface Worker {
  /**
   * Starts every probe once, a little apart, so that the first results are there within seconds. Slots that went by
   * since `lastScheduled` (epoch ms, by probe id) are noted as missed.
   */
  begin(lastScheduled: ReadonlyMap<string, number>): void
  /** Starts what is due now; called once a second. */
  tick(): void
  running(): readonly RunningRun[]
  nextSlot(plan: ProbePlan): number | undefined
  /** Starts nothing more, interrupts what runs, and waits until each run is recorded. */
  stop(): Promise<void>
}

/** Time between the first runs of two probes after a start, ms: they should not all load the machine at once. */
const FIRST_RUN_GAP_MS = 400

/** Decides what to run and when: due slots, confirm runs, never two runs of one probe at once. */
export function createWorker(deps: WorkerDeps): Worker {
  const phases = phasesOf(deps.plans)
  const running = new Map<string, RunningRun>()
  const confirms = new Map<string, () => void>()
  const ending = new Set<Promise<void>>()
  const stopping = new AbortController()
  let lastSlots: LastSlots = new Map()
  const upcoming = new Map<string, number>()
  let begunAt = Number.POSITIVE_INFINITY

  function launch(plan: ProbePlan, trigger: Trigger, scheduledAt: number, evidence: boolean): void {
    const id = probeId(plan)
    if (stopping.signal.aborted || running.has(id)) return
    confirms.get(id)?.()
    confirms.delete(id)
    const request: RunRequest = {
      target: plan.target,
      surface: plan.surface,
      probe: plan.probe,
      location: deps.location,
      trigger,
      scheduledAt,
      evidence,
    }
    running.set(id, { plan, trigger, since: deps.clock.now() })
    deps.tell({ type: 'started', plan, trigger, at: deps.clock.now() })
    const work = execute(plan, request).finally(() => {
      running.delete(id)
      ending.delete(work)
    })
    ending.add(work)
  }

  async function execute(plan: ProbePlan, request: RunRequest): Promise<void> {
    try {
      const recorded = await deps.pipeline.execute(request, stopping.signal)
      if (!recorded) return
      deps.tell({ type: 'finished', plan, recorded })
      if (recorded.verdict.confirm) confirmSoon(plan, recorded.result)
    } catch (error) {
      deps.log.error('a run could not be recorded', { probe: probeId(plan), error: messageOf(error) })
      deps.tell({ type: 'broken', plan, error })
    }
  }

  /** The confirm run records evidence when it follows a failure; a scheduled run that comes first takes its place. */
  function confirmSoon(plan: ProbePlan, after: RunResult): void {
    if (stopping.signal.aborted) return
    const wait = deps.confirmAfterMs(plan)
    const at = deps.clock.now() + wait
    const start = () => {
      if (deps.pacing.mayRunMore(plan)) return launch(plan, 'confirm', at, after.outcome !== 'passed')
      confirms.delete(probeId(plan))
      skip(plan, 'confirm', at, { reason: 'budget', count: 1, until: at })
    }
    const cancel = deps.setTimer(start, wait)
    confirms.set(probeId(plan), cancel)
  }

  function skip(plan: ProbePlan, trigger: Trigger, scheduledAt: number, entry: Skip): void {
    const { target, surface, probe } = plan
    const result: RunResult = {
      target,
      surface,
      probe,
      location: deps.location,
      trigger,
      scheduledAt,
      startedAt: deps.clock.now(),
      durationMs: 0,
      outcome: 'skipped',
      steps: [],
      skip: entry,
    }
    deps.tell({ type: 'skipped', plan, skip: entry })
    deps.pipeline.skip(result).catch((error: unknown) => {
      deps.log.error('a skipped slot could not be noted', { probe: probeId(plan), error: messageOf(error) })
    })
  }

  function noteMissed(plan: ProbePlan, last: number | undefined, now: number): void {
    if (last === undefined) return
    const phase = phases.get(probeId(plan)) ?? 0
    const span = spacedSlots(plan.cadence, phase, deps.pacing.spacing(plan), last, now)
    if (span) skip(plan, 'schedule', span.first, { reason: 'missed', count: span.count, until: span.last })
  }

  function spacing(): ReadonlyMap<string, number> {
    const spaced = new Map<string, number>()
    for (const plan of deps.plans) {
      const ms = deps.pacing.spacing(plan)
      if (ms !== undefined) spaced.set(probeId(plan), ms)
    }
    return spaced
  }

  return {
    begin(lastScheduled) {
      const now = deps.clock.now()
      begunAt = now + deps.plans.length * FIRST_RUN_GAP_MS
      lastSlots = new Map(deps.plans.map((plan) => [probeId(plan), begunAt]))
      for (const [index, plan] of deps.plans.entries()) {
        const last = lastScheduled.get(probeId(plan))
        noteMissed(plan, last, now)
        const spacing = deps.pacing.spacing(plan)
        if (last !== undefined && spacing !== undefined && last + spacing > now) {
          // A start is no reason to spend what is kept back for the rest of the day.
          lastSlots = new Map(lastSlots).set(probeId(plan), last)
          continue
        }
        const wait = index * FIRST_RUN_GAP_MS
        deps.setTimer(() => launch(plan, 'schedule', now + wait, false), wait)
      }
    },
    tick() {
      const now = deps.clock.now()
      if (stopping.signal.aborted || now < begunAt) return
      const result = due({
        plans: deps.plans,
        phases,
        lastSlots,
        running: new Set(running.keys()),
        spacing: spacing(),
        now,
      })
      lastSlots = result.lastSlots
      for (const { plan, at, skip: entry } of result.skips) skip(plan, 'schedule', at, entry)
      for (const { plan, at } of result.starts) launch(plan, 'schedule', at, confirms.has(probeId(plan)))
    },
    running: () => [...running.values()],
    nextSlot(plan) {
      const now = deps.clock.now()
      const spacing = deps.pacing.spacing(plan)
      const after = spacing === undefined ? now : Math.max(now, (lastSlots.get(probeId(plan)) ?? now) + spacing - 1)
      const known = upcoming.get(probeId(plan))
      if (known !== undefined && known > now && spacing === undefined) return known
      const next = nextSlot(plan.cadence, phases.get(probeId(plan)) ?? 0, after)
      if (next !== undefined && spacing === undefined) upcoming.set(probeId(plan), next)
      return next
    },
    async stop() {
      stopping.abort()
      for (const cancel of confirms.values()) cancel()
      await Promise.all(ending)
    },
  }
}
