import { join } from 'node:path'
import BetterSqlite from 'better-sqlite3'

/** What the worker stored, read while it works. Times are epoch ms. */
export interface Stored {
  /** Time between slot and start of the runs that were scheduled in the range, ms. */
  lags(from: number, until: number): readonly number[]
  /** Runs that were finished, of all triggers, by their slot. */
  runs(from: number, until: number): number
  /** Probes with a finished run. */
  tried(): number
  /** Runs that were claimed and have no outcome. */
  open(): number
  notices(): number
  alerts(): number
  /** Alerts that a message was sent with. */
  sentAlerts(): number
  /** Slots that were not run. */
  skipped(): number
  /** What an integrity check says. */
  integrity(): string
  close(): void
}

export function openStored(folder: string): Stored {
  const database = new BetterSqlite(join(folder, 'bench.sqlite'), { readonly: true, timeout: 5_000 })
  const readNumber = (sql: string, ...values: number[]) =>
    database
      .prepare(sql)
      .pluck()
      .get(...values) as number
  const ran = 'outcome IS NOT NULL AND outcome <> 4'
  return {
    lags: (from, until) =>
      database
        .prepare(`SELECT lag_ms FROM run WHERE ${ran} AND trigger = 0 AND scheduled_at >= ? AND scheduled_at < ?`)
        .pluck()
        .all(from, until) as number[],
    runs: (from, until) =>
      readNumber(`SELECT count(*) FROM run WHERE ${ran} AND scheduled_at >= ? AND scheduled_at < ?`, from, until),
    tried: () => readNumber(`SELECT count(DISTINCT probe) FROM run WHERE ${ran}`),
    open: () => readNumber('SELECT count(*) FROM run WHERE outcome IS NULL'),
    notices: () => readNumber('SELECT count(*) FROM notice'),
    alerts: () => readNumber('SELECT count(*) FROM alert'),
    sentAlerts: () => readNumber('SELECT count(*) FROM delivery WHERE state = 2 AND message IS NOT NULL'),
    skipped: () => readNumber('SELECT coalesce(sum(count), 0) FROM skip'),
    integrity: () => database.pragma('integrity_check', { simple: true }) as string,
    close: () => void database.close(),
  }
}

/** Locks the database against writing; gives how to release it. */
export function lockDatabase(folder: string): () => void {
  const database = new BetterSqlite(join(folder, 'bench.sqlite'), { timeout: 5_000 })
  database.exec('BEGIN IMMEDIATE')
  return () => void database.close()
}
