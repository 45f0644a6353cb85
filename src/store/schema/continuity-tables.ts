import type { Generated } from 'kysely'

/** Tables of plans: proofs of failover, scores of drills, and what outages are priced with. */
export interface ContinuityTables {
  failover_proof: FailoverProofTable
  drill: DrillTable
  outage_plan: { subject: string; plan: string; trouble: Generated<string | null> }
  afterwards: AfterwardsTable
  proven_fallback: { workflow: string; fallback: string; at: number }
}

interface FailoverProofTable {
  id: Generated<number>
  at: number
  class: string
  route: string
  through: string
  green: number
  took_ms: number | null
  client: string | null
}

interface DrillTable {
  id: Generated<number>
  name: string
  scenario: string
  seed: number
  begun_at: number
  ended_at: number
  status: string
  deviated: number
  score: number
  possible: number
  open: number
  example: number
}

interface AfterwardsTable {
  id: Generated<number>
  incident: string
  workflow: string
  item: string
  at: number
  closed_at: Generated<number | null>
  closed_by: Generated<string | null>
}
