import type { IncidentRecord, SurfaceStatus, Verdict } from '../../core/index.ts'

/** What is silenced of a target. */
export interface Silenced {
  readonly surfaces: readonly string[]
  /** Nothing about the target is alerted. */
  readonly all: boolean
}

/** What alerts are planned from, beside the event itself. */
export interface Scene {
  readonly target: { readonly name: string; readonly title: string; readonly bundled?: boolean }
  /** All surfaces of the target, after the event. */
  readonly surfaces: readonly SurfaceStatus[]
  /** Epoch ms. */
  readonly now: number
  /** Where readers reach the dashboard, with a slash at the end; without it alerts carry no link. */
  readonly links: { readonly dashboardUrl?: string }
  /** Surfaces about which nobody is alerted now: muted, or under maintenance. */
  readonly silenced?: Silenced
  /** Whether an alert on the incident went out already. Default: yes. */
  readonly announced?: boolean
  /** What the provider's own page says, where known: "all systems operational (read 21:04:40 UTC)". */
  readonly statusPage?: string
  /** What to do now, one sentence each, where known. */
  readonly advice?: readonly string[]
}

export interface PlanInput extends Scene {
  readonly verdict: Verdict
  /** The incident with its timeline so far; what the verdict says of it wins. */
  readonly incident?: IncidentRecord
}
