import { MINUTE, type ProbePlan, probeId, SECOND } from '../core/index.ts'

/** A probe that has not reported although it should have. */
export interface SilentPlan {
  readonly plan: ProbePlan
  /** Active time since the slot that brought no report was due, ms. */
  readonly silentMs: number
}

/** Watches which slots brought no report. Times are active time: it stands still while the worker cannot act. */
interface SilenceWatch {
  /** A slot is due and can run; the next one comes `gapMs` later. */
  due(plan: ProbePlan, activeMs: number, gapMs: number): void
  /** A run of the probe ended with a result, good or bad. */
  reported(plan: ProbePlan): void
  /** Probes that are silent at a time. */
  silent(activeMs: number): readonly SilentPlan[]
}

interface Awaited {
  readonly plan: ProbePlan
  readonly since: number
  readonly allowedMs: number
}

/** Longest wait for a report, even if the next slot is later, ms. */
const LONGEST_WAIT_MS = 15 * MINUTE
/** A run may be late by as much as its runner takes to start, ms. */
const START_MS = 10 * SECOND

export function createSilenceWatch(): SilenceWatch {
  const awaited = new Map<string, Awaited>()
  return {
    due(plan, activeMs, gapMs) {
      const id = probeId(plan)
      if (!awaited.has(id)) awaited.set(id, { plan, since: activeMs, allowedMs: allowedMs(plan, gapMs) })
    },
    reported: (plan) => void awaited.delete(probeId(plan)),
    silent: (activeMs) =>
      [...awaited.values()]
        .filter(({ since, allowedMs }) => activeMs - since > allowedMs)
        .map(({ plan, since }) => ({ plan, silentMs: activeMs - since })),
  }
}

/** A report is awaited until the next slot, and at least as long as a run can take. */
function allowedMs({ timeoutMs }: ProbePlan, gapMs: number): number {
  return Math.max(Math.min(gapMs, LONGEST_WAIT_MS), timeoutMs + START_MS)
}
