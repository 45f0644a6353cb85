import { type FailureClass, isBroken, type State } from '../core/index.ts'
import type { FaultChange } from './timeline.ts'

/** What the judge has to find out after a change of a fault. */
export interface Expectation {
  readonly surface: string
  readonly kind: 'trouble' | 'recovery'
  /** When the fault changed, epoch ms of the drill's clock. */
  readonly changedAt: number
  /** Slots at the configured cadence since then. */
  readonly slots: number
}

/** What the judge found, or missed. */
export interface Verdict extends Expectation {
  /** The state of the surface now. */
  readonly state: State
  /** When it was found, or when it could no longer be found, epoch ms of the drill's clock. */
  readonly at: number
  /** From the beginning of the last slot to the verdict, ms: the run and its confirm runs. */
  readonly confirmMs: number
  readonly found: boolean
  readonly class?: FailureClass
}

/** What a surface looks like to the judge. */
export interface JudgedState {
  readonly state: State
  readonly class?: FailureClass
}

export type JudgedStates = Readonly<Record<string, JudgedState>>

/** What is expected after a change, and what can no longer be found. */
export interface AfterChange {
  readonly pending: readonly Expectation[]
  readonly missed: readonly Verdict[]
}

/** A change makes the opposite expectation of its surface void: trouble that ended before it was found is missed. */
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
    const open = next.find((one) => one.surface === surface)
    if (open?.kind === kind) continue
    const judged = states[surface] ?? { state: 'unknown' }
    if (open) missed.push({ ...open, ...judged, at, confirmMs: 0, found: false })
    next = next.filter((one) => one !== open)
    if (isFound(kind, judged.state)) continue
    next = [...next, { surface, kind, changedAt: at, slots: 0 }]
  }
  return { pending: next, missed }
}

/** The expectations after more slots. */
export function afterSlots(pending: readonly Expectation[], slots: number): readonly Expectation[] {
  return pending.map((one) => ({ ...one, slots: one.slots + slots }))
}

/**
 * Which expectations the judge has met.
 * @param times when this is asked and when the last slot began, epoch ms
 */
export function settle(
  pending: readonly Expectation[],
  states: JudgedStates,
  times: { readonly at: number; readonly slotAt: number },
): { readonly pending: readonly Expectation[]; readonly verdicts: readonly Verdict[] } {
  const verdicts: Verdict[] = []
  const open: Expectation[] = []
  for (const one of pending) {
    const judged = states[one.surface] ?? { state: 'unknown' }
    if (!isFound(one.kind, judged.state)) open.push(one)
    else verdicts.push({ ...one, ...judged, at: times.at, confirmMs: times.at - times.slotAt, found: true })
  }
  return { pending: open, verdicts }
}

/** What was never found until the end of the drill. */
export function unmet(pending: readonly Expectation[], states: JudgedStates, at: number): readonly Verdict[] {
  return pending.map((one) => ({
    ...one,
    ...(states[one.surface] ?? { state: 'unknown' as const }),
    ...{ at, confirmMs: 0, found: false },
  }))
}

function isFound(kind: Expectation['kind'], state: State): boolean {
  return kind === 'trouble' ? isBroken(state) : state === 'operational'
}
