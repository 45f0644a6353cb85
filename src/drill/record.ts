import type { AlertKind, DrillStatus, Rung } from '../core/index.ts'
import type { Verdict } from './expectations.ts'

/** A fault as it was injected; times are epoch ms of the drill's clock. */
export interface InjectedChange {
  readonly at: number
  /** `claude/login` */
  readonly surface: string
  readonly fault?: string
  readonly probability: number
}

/** A post of the scenario's status page. */
export interface PlayedPost {
  readonly at: number
  readonly status: string
  readonly text: string
}

/** The delivery of an alert of the drill through one channel. */
interface PlayedDelivery {
  readonly channel: string
  /** From the alert to its acceptance by the service, ms; absent where it was not delivered. */
  readonly afterMs?: number
  readonly rung?: Rung
  /** From the alert to its acknowledgement, ms. */
  readonly acknowledgedAfterMs?: number
  readonly error?: string
}

/** An alert of the drill. */
export interface PlayedAlert {
  readonly key: string
  readonly kind: AlertKind
  readonly at: number
  readonly headline: string
  readonly target: string
  /** The workflows whose fallbacks it contains. */
  readonly workflows: readonly string[]
  readonly deliveries: readonly PlayedDelivery[]
}

/** Whether everything worked, before or after the faults. */
export interface SteadyState {
  readonly met: boolean
  /** By surface: whether its run passed, and why not. */
  readonly surfaces: readonly { readonly surface: string; readonly met: boolean; readonly why?: string }[]
}

/** The events of a drill as plain data, from which its score is computed. Times are epoch ms of the drill's clock. */
export interface DrillRecord {
  readonly id: string
  readonly scenario: { readonly name: string; readonly title: string; readonly what: string }
  readonly seed: number
  readonly status: DrillStatus
  /** Why it stopped before its end. */
  readonly stopped?: string
  /** When it was played, by the machine's clock, epoch ms. */
  readonly begunAt: number
  readonly endedAt: number
  /** Minute 0 of the scenario, and the last moment that was played. */
  readonly playedFrom: number
  readonly playedTo: number
  readonly changes: readonly InjectedChange[]
  readonly posts: readonly PlayedPost[]
  readonly verdicts: readonly Verdict[]
  readonly alerts: readonly PlayedAlert[]
  readonly steady: { readonly before?: SteadyState; readonly after?: SteadyState }
  /** Surfaces of the scenario that the sandbox does not have. */
  readonly unplayed: readonly string[]
  readonly runs: number
}
