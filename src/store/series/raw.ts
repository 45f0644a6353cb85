import { type Expression, type SqlBool, sql } from 'kysely'
import { UNANSWERED_OF, type Unanswered } from '../../core/index.ts'
import { OUTCOME, SKIP_REASON, TRIGGER } from '../schema/codes.ts'
import { numbersIn, RUN_SEQ } from '../schema/columns.ts'
import type { Database } from '../schema/tables.ts'
import type { Raster } from './raster.ts'

/** The scheduled runs of `[from, to)`, counted per bucket. */
export interface RawRange extends Raster {
  readonly from: number
  readonly to: number
  /** Only these probes; all where not given. */
  readonly probes?: readonly number[]
  /** Leaves out the runs that incidents keep. */
  readonly withoutKept?: boolean
}

/** Start of the bucket of a run. Literals, because SQLite binds numbers as floating point and the division must be integer. */
export function bucketColumn({ origin, bucketMs }: Raster) {
  return sql<number>`${sql.lit(origin)} + (run.scheduled_at - ${sql.lit(origin)}) / ${sql.lit(bucketMs)} * ${sql.lit(bucketMs)}`
}

/** The finished scheduled runs of a range. */
export function scheduled(db: Database, { from, to, probes, withoutKept = false }: RawRange) {
  return db
    .selectFrom('run')
    .$if(withoutKept, (runs) => runs.where('run.id', 'not in', (eb) => eb.selectFrom('incident_run').select('run')))
    .$if(probes !== undefined, (runs) => runs.where('run.probe', 'in', probes ?? []))
    .where('run.scheduled_at', '>=', from)
    .where('run.scheduled_at', '<', to)
    .where('run.trigger', '=', TRIGGER.of('schedule'))
    .where('run.outcome', 'is not', null)
}

export interface OutcomeRow {
  readonly at: number
  readonly probe: number
  readonly outcome: number
  readonly runs: number
}

/** How many runs of each probe had each outcome, of all or of those that meet a condition. */
export async function rawOutcomes(
  db: Database,
  range: RawRange,
  condition?: Expression<SqlBool>,
): Promise<readonly OutcomeRow[]> {
  const rows = await scheduled(db, range)
    .$if(condition !== undefined, (runs) => runs.where(condition as Expression<SqlBool>))
    .select([bucketColumn(range).as('at'), 'probe', 'outcome', (eb) => eb.fn.countAll<number>().as('runs')])
    .groupBy(['at', 'probe', 'outcome'])
    .execute()
  return rows.map(({ outcome, ...row }) => ({ ...row, outcome: outcome ?? OUTCOME.of('error') }))
}

interface StatusRow {
  readonly at: number
  readonly probe: number
  readonly counts: Readonly<Record<string, number>>
}

/** HTTP statuses: one row with the 200s per bucket and probe, one per step that got others, and those of `rawUnanswered`. */
export async function rawStatuses(db: Database, range: RawRange): Promise<readonly StatusRow[]> {
  const steps = scheduled(db, range).innerJoin('step', 'step.run', 'run.id')
  const ok = await steps
    .select([bucketColumn(range).as('at'), 'probe', (eb) => eb.fn.sum<number>('ok').as('ok')])
    .groupBy(['at', 'probe'])
    .having((eb) => eb.fn.sum('ok'), '>', 0)
    .execute()
  const others = await steps
    .select([bucketColumn(range).as('at'), 'probe', 'statuses'])
    .where('statuses', 'is not', null)
    .execute()
  return [
    ...ok.map((row) => ({ at: row.at, probe: row.probe, counts: { '200': row.ok } })),
    ...others.map(({ at, probe, statuses }) => ({ at, probe, counts: numbersIn(statuses) })),
    ...(await rawUnanswered(db, range)),
  ]
}

/** Runs that failed without a complete answer, as `timeout` and `network`. */
async function rawUnanswered(db: Database, range: RawRange): Promise<readonly StatusRow[]> {
  const rows = await scheduled(db, range)
    // The condition of the index `run_trouble`.
    .where(sql<SqlBool>`run.outcome IN (1, 2, 3)`)
    .innerJoin('failure', 'failure.run', 'run.id')
    .innerJoin('name', 'name.id', 'failure.class')
    .select([bucketColumn(range).as('at'), 'probe', 'name.text as class'])
    .where('failure.seq', '=', RUN_SEQ)
    .where('name.text', 'in', UNANSWERED_CLASSES)
    .execute()
  return rows.map(({ at, probe, class: name }) => ({ at, probe, counts: { [unansweredOf(name)]: 1 } }))
}

const UNANSWERED_CLASSES = Object.keys(UNANSWERED_OF)

function unansweredOf(name: string): Unanswered {
  return UNANSWERED_OF[name as keyof typeof UNANSWERED_OF]
}

interface StepValues {
  readonly at: number
  readonly probe: number
  readonly step: number
  readonly duration_ms: number
  readonly measures: string | null
}

/** Every step of the runs that passed, slow ones included. */
export async function rawSteps(db: Database, range: RawRange): Promise<readonly StepValues[]> {
  return scheduled(db, range)
    .innerJoin('step', 'step.run', 'run.id')
    .select(['scheduled_at as at', 'probe', 'step.name as step', 'step.duration_ms', 'measures'])
    .where('run.outcome', 'in', [OUTCOME.of('passed'), OUTCOME.of('slow')])
    .execute()
}

/** Milliseconds between slot and start of every run that was started. */
export async function rawLags(
  db: Database,
  range: RawRange,
): Promise<readonly { readonly probe: number; readonly lag: number }[]> {
  return scheduled(db, range)
    .select(['probe', 'lag_ms as lag'])
    .where('run.outcome', '<>', OUTCOME.of('skipped'))
    .execute()
}

/** Slots that were missed, and runs whose worker died, per probe. */
export async function rawMisses(
  db: Database,
  range: RawRange,
): Promise<readonly { readonly probe: number; readonly missed: number; readonly interrupted: number }[]> {
  const missed = await scheduled(db, range)
    .innerJoin('skip', 'skip.run', 'run.id')
    .select(['probe', 'count'])
    .where('reason', 'in', [SKIP_REASON.of('missed'), SKIP_REASON.of('clock_change'), SKIP_REASON.of('suspended')])
    .execute()
  const interrupted = await scheduled(db, range)
    .innerJoin('failure', 'failure.run', 'run.id')
    .innerJoin('name', 'name.id', 'failure.class')
    .select('probe')
    .where('run.outcome', '=', OUTCOME.of('error'))
    .where('seq', '=', RUN_SEQ)
    .where('name.text', '=', 'interrupted')
    .execute()
  return [
    ...missed.map(({ probe, count }) => ({ probe, missed: count, interrupted: 0 })),
    ...interrupted.map(({ probe }) => ({ probe, missed: 0, interrupted: 1 })),
  ]
}
