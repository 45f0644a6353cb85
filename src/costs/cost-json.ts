import { type Price, rounded } from '../continuity/index.ts'
import type { OutageCost } from './outage.ts'

/** The cost of an outage in `--json` and the API. Money is rounded to cents, hours to 0.01. */
interface CostJson extends Price {
  /** When its plan was stored, ISO 8601 UTC. */
  readonly planAt: string
  /** The cause is ours: a key, quota or credit. */
  readonly ours: boolean
}

/** @returns plain data, the same for commands and API */
export function costJson({ planAt, ours, workflows, totals }: OutageCost): CostJson {
  return rounded({ planAt: new Date(planAt).toISOString(), ours, totals, workflows }) as CostJson
}
