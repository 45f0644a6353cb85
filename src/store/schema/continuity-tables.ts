import type { Generated } from 'kysely'

/** Tables of plans: proofs of failover and scores of drills. */
export interface ContinuityTables {
  failover_proof: FailoverProofTable
  drill: DrillTable
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
