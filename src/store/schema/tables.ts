import type { Generated, Kysely, Transaction } from 'kysely'
import type { ContinuityTables } from './continuity-tables.ts'
import type { WitnessTables } from './witness-tables.ts'
import type { WorkerTables } from './worker-tables.ts'

/** The tables of db/schema.sql, on either database. The comments in db/migrations say what the columns mean. */
export interface Tables extends ContinuityTables, WitnessTables, WorkerTables {
  name: { id: Generated<number>; text: string }
  probe: { id: Generated<number>; target: number; surface: number; name: number; last_run: number | null }
  run: RunTable
  step: StepTable
  failure: FailureTable
  run_request: { run: number; expires_at: number | null; requests: Uint8Array }
  skip: { run: number; reason: number; count: number; until_at: number }
  artifact: { run: number; seq: number; kind: number; path: string; bytes: number; gone: Generated<number> }
  judge_memory: { target: number; slice: string; value: string }
  surface: {
    target: number
    surface: number
    state: number
    since: number
    failure: string | null
    reason: string | null
    measured: Generated<number | null>
    retired_at: Generated<number | null>
  }
  transition: TransitionTable
  incident: IncidentTable
  incident_entry: IncidentEntryTable
  incident_note: IncidentNoteTable
  incident_run: { incident: number; run: number }
  acknowledgement: AcknowledgementTable
  ack_token: AckTokenTable
  notice: NoticeTable
  alert: { id: Generated<number>; key: string; at: number; body: string; stream: string; is_update: Generated<number> }
  delivery: DeliveryTable
  message: MessageTable
  thread: { channel: string; stream: string; service_id: string }
  refused_attempt: { channel: string; at: number }
  quiet_window: QuietWindowTable
  spend: SpendTable
  rollup_run: RollupRunTable
  rollup_measure: { span: number; at: number; probe: number; step: number; measure: number; sketch: Uint8Array }
  rollup_due: { span: number; at: number }
  pruned: { what: string; before_at: number }
}

interface RunTable {
  id: Generated<number>
  probe: number
  location: number
  trigger: number
  scheduled_at: number
  lag_ms: number
  duration_ms: number | null
  outcome: number | null
  browser: number | null
}

interface StepTable {
  run: number
  seq: number
  name: number
  outcome: number
  offset_ms: number
  duration_ms: number
  ok: number
  statuses: string | null
  measures: string | null
}

interface FailureTable {
  run: number
  seq: number
  class: number
  blame: number
  message: string
  step: string | null
  http_status: number | null
  detail: string | null
  network: string | null
  request_id: Generated<string | null>
}

interface TransitionTable {
  id: Generated<number>
  target: number
  surface: number
  at: number
  from_state: number
  to_state: number
  since: number
  run: number | null
  failure: string | null
  evidence: string
  measured: Generated<number | null>
  retired: Generated<number>
}

interface IncidentTable {
  id: Generated<number>
  name: string
  target: number
  opened_at: number
  impact_at: number
  resolved_at: number | null
  scope: string
  surfaces: string
  closed: Generated<string | null>
  widest: Generated<string | null>
}

interface IncidentEntryTable {
  id: Generated<number>
  incident: number
  at: number
  kind: number
  surface: string | null
  from_state: number | null
  to_state: number | null
  text: string
}

interface IncidentNoteTable {
  id: Generated<number>
  incident: number
  at: number
  kind: number
  name: string
  text: string
}

interface AcknowledgementTable {
  id: Generated<number>
  incident: number
  at: number
  name: string
  reason: string | null
  via: number
  ended_at: Generated<number | null>
}

interface AckTokenTable {
  hash: string
  incident: number
  channel: string
  made_at: number
  expires_at: number
  used_at: Generated<number | null>
}

interface NoticeTable {
  id: Generated<number>
  key: string
  target: string
  surface: string
  probe: string
  blame: number
  at: number
  closed_at: number | null
  failure: string
  text: string
  run: Generated<number | null>
}

interface DeliveryTable {
  id: Generated<number>
  alert: number
  channel: string
  state: number
  attempts: Generated<number>
  due_at: number
  sent_at: number | null
  last_error: string | null
  message: Generated<number | null>
  refused_at: Generated<number | null>
  hold_until: Generated<number | null>
  takeover: Generated<string | null>
  address: Generated<string | null>
}

interface MessageTable {
  id: Generated<number>
  channel: string
  key: string
  tried_at: number
  rung: Generated<number | null>
  reached_at: Generated<number | null>
  service_id: Generated<string | null>
}

interface RollupRunTable {
  span: number
  at: number
  probe: number
  passed: number
  slow: number
  failed: number
  error: number
  skipped: number
  missed: number
  interrupted: number
  statuses: string
  lag: Uint8Array
  good: Generated<number | null>
  provider_failed: Generated<number | null>
  unmeasured: Generated<number | null>
}

interface SpendTable {
  day: number
  target: number
  requests: number
  input_tokens: number
  output_tokens: number
  micro_usd: number
}

interface QuietWindowTable {
  id: Generated<number>
  kind: number
  target: number | null
  surface: number | null
  from_at: number
  to_at: number
  reason: string | null
}

/** The database for reading; what it sees is committed. */
export type Database = Kysely<Tables>
/** An open transaction. */
export type Tx = Transaction<Tables>
