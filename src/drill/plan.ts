import type { Readiness } from '../continuity/index.ts'
import type { Workflow } from '../core/index.ts'

/** A channel of the configuration, with its part in a drill. */
export interface DrillChannel {
  readonly name: string
  readonly kind: string
  /** Whether it takes part in this drill. */
  readonly takesPart: boolean
  /** Whether it reports acknowledgements. */
  readonly acknowledges: boolean
}

/** The plan that is rehearsed, and how ready it is. */
export interface DrilledPlan {
  readonly workflows: readonly Workflow[]
  readonly readiness: Readiness
  /** When the readiness was read, epoch ms of the machine's clock. */
  readonly readAt: number
  /** The configured cadence by surface, ms. */
  readonly cadences: Readonly<Record<string, number>>
  readonly channels: readonly DrillChannel[]
  /** The file that holds the plan: `doorwatch.config.ts`. */
  readonly file: string
  /** File and line of a key of the configuration. Default: unknown. */
  readonly placeOf?: (key: string) => string | undefined
  /** Whether it is the example of the product, because there is no plan yet. */
  readonly isExample: boolean
}
