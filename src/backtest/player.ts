import type { JudgedRun } from '../judge/index.ts'
import type { Check } from './rules/index.ts'

export interface ReplayedIncident {
  readonly target: string
  readonly openedAt: number
  readonly resolvedAt?: number
  /** When it came back after it had been resolved, where it did; only our own rule takes that for the same incident. */
  readonly reopenedAt?: readonly number[]
  readonly surfaces: readonly string[]
}

/** What a rule made of a history. */
export interface Replayed {
  readonly rule: string
  readonly incidents: readonly ReplayedIncident[]
  /** Times at which somebody was told that something is wrong, or more of it; recoveries and reminders are not counted. */
  readonly alerts: readonly { readonly at: number; readonly target: string; readonly surface: string }[]
}

/** A rule that runs are played to, one after the other. */
export interface Player {
  /** A run, the same run as a check, and the number of its surface. */
  apply(run: JudgedRun, check: Check, lane: number): void
  /** Until when (epoch ms) ordinary checks of a surface, by its number, need not be played. */
  idleUntil?(lane: number): number
  end(): Replayed
}
