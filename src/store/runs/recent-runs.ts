import { sql } from 'kysely'
import { type ProbeRef, probeId, type RecentRun, type RecentRunsQuery } from '../../core/index.ts'
import { breathe } from '../schema/breathe.ts'
import { OUTCOME, TRIGGER } from '../schema/codes.ts'
import type { Dialect } from '../schema/dialect.ts'
import type { Names, Texts } from '../schema/names.ts'
import type { Database } from '../schema/tables.ts'

/** Probes read by one statement: at 40 runs each, about 10 ms. */
const PROBES_PER_STATEMENT = 100

interface Row {
  readonly probe: number
  readonly location: number
  readonly trigger: number
  readonly scheduled_at: number
  readonly lag_ms: number
  readonly duration_ms: number | null
  readonly outcome: number
}

/** The newest finished scheduled and confirm runs of each probe, newest first; skips are left out. */
export async function recentRuns(
  { db, names, dialect }: { readonly db: Database; readonly names: Names; readonly dialect: Dialect },
  query: RecentRunsQuery,
): Promise<readonly RecentRun[]> {
  const wanted = new Set(query.probes.map(keyOf))
  const probes = await names.probes(db)
  const ids = [...probes].filter(([, ref]) => wanted.has(keyOf(ref))).map(([id]) => id)
  const texts = await names.texts(db)
  const recent: RecentRun[] = []
  for (let from = 0; from < ids.length; from += PROBES_PER_STATEMENT) {
    if (from > 0) await breathe()
    for (const row of await rowsOf(db, dialect, ids.slice(from, from + PROBES_PER_STATEMENT), query.limit)) {
      const ref = probes.get(row.probe)
      if (ref) recent.push(runOf(row, ref, texts))
    }
  }
  return recent
}

function keyOf(ref: ProbeRef): string {
  return JSON.stringify([probeId(ref), ref.surface])
}

/** One search in the index `run_probe` per probe, all in one statement. */
async function rowsOf(db: Database, dialect: Dialect, ids: readonly number[], limit: number): Promise<readonly Row[]> {
  const newest = sql`
    SELECT recent.id FROM run AS recent
    WHERE recent.probe = probe.id AND recent.outcome IS NOT NULL AND recent.outcome <> ${OUTCOME.of('skipped')}
      AND recent.trigger IN (${TRIGGER.of('schedule')}, ${TRIGGER.of('confirm')})
    ORDER BY recent.scheduled_at DESC, recent.id DESC LIMIT ${limit}`
  const { rows } = await sql<Row>`
    SELECT run.probe, run.location, run.trigger, run.scheduled_at, run.lag_ms, run.duration_ms, run.outcome
    FROM probe ${dialect.joinRuns(newest)}
    WHERE probe.id IN (${sql.join(ids)})
    ORDER BY run.probe, run.scheduled_at DESC, run.id DESC`.execute(db)
  return rows
}

function runOf(row: Row, { target, surface, probe }: ProbeRef, texts: Texts): RecentRun {
  return {
    ...{ target, surface, probe, location: texts(row.location) },
    trigger: TRIGGER.word(row.trigger),
    scheduledAt: row.scheduled_at,
    startedAt: row.scheduled_at + row.lag_ms,
    durationMs: row.duration_ms ?? 0,
    outcome: OUTCOME.word(row.outcome),
  }
}
