import type { JudgedRun } from '../judge/index.ts'
import type { Check } from './rules/index.ts'

export interface ReplayedIncident {
  readonly target: string
  readonly openedAt: number
  readonly resolvedAt?: number
  /** Times of reopening, epoch ms; only Doorwatch reopens an incident. */
  readonly reopenedAt?: readonly number[]
  readonly surfaces: readonly string[]
}

/** Incidents and alerts of a rule on a history. */
export interface Replayed {
  readonly rule: string
  readonly incidents: readonly ReplayedIncident[]
  /** Alerts that report trouble or its worsening; recoveries and reminders are not counted. Times in epoch ms. */
  readonly alerts: readonly { readonly at: number; readonly target: string; readonly surface: string }[]
}

/** Takes the runs of a history in order of time; gives the incidents and alerts of one rule. */
export interface Player {
  /** @param lane the number of the surface, see checks.ts */
  apply(run: JudgedRun, check: Check, lane: number): void
  /** @returns Until when (epoch ms) the replay may skip ordinary checks of a surface. */
  idleUntil?(lane: number): number
  end(): Replayed
}
