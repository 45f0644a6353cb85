import BetterSqlite from 'better-sqlite3'
import { DELIVERY, OUTCOME, SKIP_REASON, STATE, TRIGGER } from '../../../src/store/schema/codes.ts'
import type { AlertRow } from './alerts.ts'
import type { SlotRow } from './slots.ts'
import type { Declared } from './truth.ts'

/** What the database holds after the worker has stopped. */
interface Records {
  readonly slots: readonly SlotRow[]
  /** In the order they were planned. */
  readonly alerts: readonly AlertRow[]
  readonly declared: readonly Declared[]
  /** Runs that are under way, deliveries being sent, claims of workers. */
  readonly leases: number
  readonly integrity: string
}

/** Reads the database with queries that are independent of the product's. */
export function readRecords(database: string): Records {
  const db = new BetterSqlite(database, { readonly: true })
  try {
    return {
      slots: slotsIn(db),
      alerts: alertsIn(db),
      declared: declaredIn(db),
      leases: Number(db.prepare(LEASES).pluck().get()),
      integrity: String(db.pragma('integrity_check', { simple: true })),
    }
  } finally {
    db.close()
  }
}

const LEASES = `SELECT (SELECT count(*) FROM run WHERE outcome IS NULL) + (SELECT count(*) FROM worker)
  + (SELECT count(*) FROM delivery WHERE state = ${DELIVERY.of('sending')})`

const SLOTS = `SELECT surface.text || '/' || name.text AS probe, run.scheduled_at AS at, run.outcome, skip.reason, skip.count, skip.until_at AS until,
  EXISTS (SELECT 1 FROM failure JOIN name AS class ON class.id = failure.class WHERE failure.run = run.id AND class.text = 'interrupted') AS cut
  FROM run JOIN probe ON probe.id = run.probe JOIN name ON name.id = probe.name JOIN name AS surface ON surface.id = probe.target
  LEFT JOIN skip ON skip.run = run.id WHERE run.trigger = ${TRIGGER.of('schedule')} ORDER BY run.scheduled_at`

interface SlotFound {
  readonly probe: string
  readonly at: number
  readonly outcome: number | null
  readonly reason: number | null
  readonly count: number | null
  readonly until: number | null
  readonly cut: number
}

function slotsIn(db: BetterSqlite.Database): readonly SlotRow[] {
  const slots = db.prepare(SLOTS).all() as SlotFound[]
  return slots.map(({ probe, at, count, until, ...row }) => ({
    ...{ probe, at, count: count ?? 1, until: until ?? at, fate: fateOf(row) },
  }))
}

function fateOf({ outcome, reason, cut }: Pick<SlotFound, 'outcome' | 'reason' | 'cut'>): string {
  if (outcome === null) return 'open'
  if (cut === 1) return 'interrupted'
  if (outcome !== OUTCOME.of('skipped')) return 'run'
  return reason === null ? 'skipped without a reason' : SKIP_REASON.word(reason)
}

interface AlertFound {
  readonly key: string
  readonly body: string
  readonly state: number | null
  readonly message: string | null
}

function alertsIn(db: BetterSqlite.Database): readonly AlertRow[] {
  const rows = db
    .prepare(
      `SELECT alert.key, alert.body, delivery.state, message.key AS message FROM alert LEFT JOIN delivery ON delivery.alert = alert.id
       LEFT JOIN message ON message.id = delivery.message ORDER BY alert.id`,
    )
    .all() as AlertFound[]
  return rows.map(({ key, body, state, message }) => {
    const alert = JSON.parse(body) as {
      kind: string
      headline: string
      incident?: { name: string }
      notice?: { key: string }
    }
    const delivery = state === null ? 'sent nowhere' : DELIVERY.word(state)
    return {
      key,
      message: message ?? key,
      kind: alert.kind,
      headline: alert.headline,
      stream: alert.incident?.name ?? alert.notice?.key,
      delivery,
    }
  })
}

function declaredIn(db: BetterSqlite.Database): readonly Declared[] {
  const rows = db
    .prepare(
      'SELECT target.text AS target, name.text AS surface, at, to_state AS state FROM transition JOIN name ON name.id = transition.surface JOIN name AS target ON target.id = transition.target WHERE to_state IN (?, ?)',
    )
    .all(STATE.of('degraded'), STATE.of('down')) as { target: string; surface: string; at: number; state: number }[]
  return rows.map(({ target, surface, at, state }) => ({ target, surface, at, state: STATE.word(state) }))
}
