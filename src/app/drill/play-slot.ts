import { type Alert, type ProbePlan, type RunResult, SECOND, surfaceId, type Trigger } from '../../core/index.ts'
import type { DrillWorld } from './drill-world.ts'

/** What a slot of a drill led to. */
export interface PlayedSlot {
  /** When it began, epoch ms of the drill's clock. */
  readonly slotAt: number
  readonly results: readonly RunResult[]
  readonly alerts: readonly Alert[]
}

export interface SlotPace {
  /** How long the first confirm run waits, ms by the machine's clock. */
  readonly firstConfirmMs: number
  /** How long a confirm run waits by the configuration, ms of the drill's clock. */
  readonly confirmAfterMs: number
  /** Waits by the machine's clock; rejects when the drill stops. */
  readonly sleep: (ms: number) => Promise<void>
  readonly signal: AbortSignal
}

/** Confirm runs of one slot: then the next slot is due. */
const MOST_CONFIRMS = 5
const NEXT_CONFIRM_MS = SECOND / 4

/**
 * Runs these probes once, and again where the judge wants a confirm run. Runs go in parallel and are judged in the order of
 * the plans, so that the same results give the same verdicts.
 */
export async function playSlot(world: DrillWorld, plans: readonly ProbePlan[], pace: SlotPace): Promise<PlayedSlot> {
  const slotAt = world.clock.now()
  const first = await runAll(world, plans, 'schedule', pace.signal)
  const results = [...first.results]
  const alerts = [...first.alerts]
  let toConfirm = first.toConfirm
  for (let confirms = 0; toConfirm.length > 0 && confirms < MOST_CONFIRMS; confirms += 1) {
    const dueAt = world.clock.now() + pace.confirmAfterMs
    await pace.sleep(confirms === 0 ? Math.min(pace.firstConfirmMs, pace.confirmAfterMs) : NEXT_CONFIRM_MS)
    world.clock.skipTo(dueAt)
    const again = await runAll(world, toConfirm, 'confirm', pace.signal)
    results.push(...again.results)
    alerts.push(...again.alerts)
    toConfirm = again.toConfirm
  }
  for (const target of world.targets) alerts.push(...(await world.pipeline.judgeTime(target, [])))
  return { slotAt, results, alerts }
}

async function runAll(world: DrillWorld, plans: readonly ProbePlan[], trigger: Trigger, signal: AbortSignal) {
  const { pipeline, engine, clock } = world
  const scheduledAt = clock.now()
  const runs = await Promise.all(
    plans.map(async (plan) => {
      const { target, surface, probe } = plan
      const request = { target, surface, probe, location: world.location, trigger, scheduledAt, evidence: false }
      const claim = await pipeline.claim(request)
      return claim && { plan, claim, result: await engine.run(request, signal) }
    }),
  )
  signal.throwIfAborted()
  const results: RunResult[] = []
  const alerts: Alert[] = []
  const toConfirm: ProbePlan[] = []
  for (const run of runs) {
    if (!run) continue
    const recorded = await pipeline.record(run.claim, run.result)
    results.push(recorded.result)
    alerts.push(...recorded.alerts)
    if (recorded.verdict.confirm) toConfirm.push(run.plan)
  }
  return { results, alerts, toConfirm }
}

/** 'claude/login failed (HTTP 500)' of the runs that did not pass, the newest of each surface. */
export function failedOf(results: readonly RunResult[]): readonly { readonly surface: string; readonly why: string }[] {
  const newest = new Map(results.map((result) => [surfaceId(result), result]))
  return [...newest].flatMap(([surface, { outcome, failure }]) =>
    outcome === 'passed' || outcome === 'slow' ? [] : [{ surface, why: failure?.message ?? outcome }],
  )
}
