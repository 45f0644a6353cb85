import type { Generated } from 'kysely'

/** Tables of the workers. */
export interface WorkerTables {
  worker: WorkerTable
  setup_part: SetupPartTable
}

interface WorkerTable {
  location: number
  host: string
  pid: number
  token: string
  started_at: number
  heartbeat_at: number
}

interface SetupPartTable {
  id: Generated<number>
  at: number
  location: number
  kind: number
  subject: string
  value: string
  before: string | null
}
