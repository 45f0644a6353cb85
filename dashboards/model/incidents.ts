import type { Acknowledgement, AlertKind, Artifact, DeliveryState, State, TimelineKind } from '../../src/core/index.ts'
import type { CostView } from './costs.ts'
import type { FailureView } from './now.ts'

export interface IncidentView {
  readonly name: string
  /** Its number among the incidents shown, the newest being the highest. Changes with the range: show the name. */
  readonly number: number
  readonly target: string
  readonly title: string
  /** The widest pattern where it is over, else the pattern now. */
  readonly scope: string
  readonly worst: State
  readonly impactAt: number
  readonly openedAt: number
  readonly resolvedAt?: number
  /** How long at least one of its surfaces was measured as degraded or down, ms. */
  readonly troubleMs: number
  /** Why it was closed although its surfaces did not recover. */
  readonly closed?: string
  /** Who takes care of it, while it is open. */
  readonly acknowledgement?: Acknowledgement
  /** The worst of them. */
  readonly surfaces: readonly IncidentSurfaceView[]
  /** Surfaces that are not listed. */
  readonly moreSurfaces?: number
  readonly timeline: readonly {
    readonly at: number
    /** `page`: a change of the status page. */
    readonly kind: TimelineKind | 'page'
    readonly text: string
    readonly to?: State
  }[]
  /** The reasons for its declaration, as sentences. */
  readonly reasons: readonly string[]
  readonly evidence: readonly EvidenceView[]
  /** What it costs as a whole; absent where no plan was kept with it. */
  readonly cost?: CostView
  /** Present where the status page was read during the incident; `firstAt` is when it first admitted trouble. */
  readonly page?: { readonly firstAt?: number }
}

interface IncidentSurfaceView {
  readonly surface: string
  readonly title: string
  readonly state: State
  readonly worst: State
  readonly since: number
  readonly recoveredAt?: number
  readonly failure?: FailureView
}

export interface EvidenceView {
  readonly at: number
  readonly probe: string
  readonly artifacts: readonly Artifact[]
}

export interface AlertView {
  readonly at: number
  readonly kind: AlertKind
  readonly target: string
  readonly headline: string
  /** Why there is no delivery; absent where there is one. */
  readonly undelivered?: string
  readonly deliveries: readonly {
    readonly channel: string
    readonly state: DeliveryState
    readonly attempts: number
    readonly sentAt?: number
    readonly dueAt: number
    /** The route holds it until then. */
    readonly heldUntil?: number
    readonly error?: string
  }[]
}
