import { type FailureClass, isBroken, type State } from '../core/index.ts'
import type { FaultChange } from './timeline.ts'

/** A change of a fault that the judge has to detect. */
export interface Expectation {
  readonly surface: string
  readonly kind: 'trouble' | 'recovery'
  /** When the fault changed, epoch ms of the drill's clock. */
  readonly changedAt: number
  /** Slots at the configured cadence since then. */
  readonly slots: number
}

/** An expectation that the judge met (`found`) or missed. */
export interface Verdict extends Expectation {
  /** The state of the surface now. */
  readonly state: State
  /** When it was detected, or could no longer be, epoch ms of the drill's clock. */
  readonly at: number
  /** From the beginning of the last slot to the verdict, ms: the run and its confirm runs. */
  readonly confirmMs: number
  readonly found: boolean
  readonly class?: FailureClass
}

/** The state of a surface by the judge. */
interface JudgedState {
  readonly state: State
  readonly class?: FailureClass
}

export type JudgedStates = Readonly<Record<string, JudgedState>>

/** The expectations after a change, and those that can no longer be met. */
interface AfterChange {
  readonly pending: readonly Expectation[]
  readonly missed: readonly Verdict[]
}

/** The expectations after changes. A change voids the opposite one of its surface: trouble that ends undetected is missed. */
export function expectAfter(
  pending: readonly Expectation[],
  changes: readonly FaultChange[],
  states: JudgedStates,
  at: number,
): AfterChange {
  const missed: Verdict[] = []
  let next = pending
  for (const { surface, fault } of changes) {
    const kind = fault === undefined ? 'recovery' : 'trouble'
    const open = next.find((candidate) => candidate.surface === surface)
    if (open?.kind === kind) continue
    const judged = states[surface] ?? { state: 'unknown' }
    if (open) missed.push({ ...open, ...judged, at, confirmMs: 0, found: false })
    next = next.filter((candidate) => candidate !== open)
    if (isFound(kind, judged.state)) continue
    next = [...next, { surface, kind, changedAt: at, slots: 0 }]
  }
  return { pending: next, missed }
}

/** The expectations after more slots. */
export function afterSlots(pending: readonly Expectation[], slots: number): readonly Expectation[] {
  return pending.map((expectation) => ({ ...expectation, slots: expectation.slots + slots }))
}

/**
 * Splits the expectations into those that the judge has met, as verdicts, and those that are still pending.
 * @param times the time now and the start of the last slot, epoch ms
 */
export function settle(
  pending: readonly Expectation[],
  states: JudgedStates,
  times: { readonly at: number; readonly slotAt: number },
): { readonly pending: readonly Expectation[]; readonly verdicts: readonly Verdict[] } {
  const verdicts: Verdict[] = []
  const open: Expectation[] = []
  for (const expectation of pending) {
    const judged = states[expectation.surface] ?? { state: 'unknown' }
    if (!isFound(expectation.kind, judged.state)) open.push(expectation)
    else verdicts.push({ ...expectation, ...judged, at: times.at, confirmMs: times.at - times.slotAt, found: true })
  }
  return { pending: open, verdicts }
}

/** The expectations that are still pending at the end of the drill, as missed verdicts. */
export function unmet(pending: readonly Expectation[], states: JudgedStates, at: number): readonly Verdict[] {
  return pending.map((expectation) => ({
    ...expectation,
    ...(states[expectation.surface] ?? { state: 'unknown' as const }),
    ...{ at, confirmMs: 0, found: false },
  }))
}

function isFound(kind: Expectation['kind'], state: State): boolean {
  return kind === 'trouble' ? isBroken(state) : state === 'operational'
}
