import { DAY, HOUR } from '../../core/index.ts'
import { deleteAckTokens } from '../judgement/acknowledgements.ts'
import { breathe } from '../schema/breathe.ts'
import { DAYS, HOURS } from '../schema/columns.ts'
import type { PruneCounts, Retention } from '../schema/port.ts'
import type { Database, Tx } from '../schema/tables.ts'
import { deleteSums, type Maintenance } from '../series/roll-up.ts'
import { prunedBefore } from '../series/segments.ts'
import { deleteReports } from '../witness/person-reports.ts'
import { expireRequests } from './requests.ts'
import { deletePlans, deleteReplacedProofs, type PlanPage, planPage } from './unreferenced.ts'

/** Few enough that a transaction takes some milliseconds: probes and deliveries wait no longer than that. */
const ROWS_PER_CHUNK = 200
/** A run has about six rows of other tables. */
const RUNS_PER_CHUNK = 40

/** How long an expired link is distinguished from an unknown one, ms. */
const ACK_TOKENS_KEPT_MS = 30 * DAY

/**
 * Deletes runs and hours that are old enough and already in the longer sums, and what nothing refers to any more. Days stay, and
 * runs that an incident refers to. Requests of runs that passed are deleted after a day.
 */
export async function prune({ db, write }: Maintenance, now: number, retention: Retention): Promise<PruneCounts> {
  const runsBefore = await firstDue(db, HOURS, floor(now - retention.runsMs, HOUR))
  const hoursBefore = Math.min(
    floor(await firstDue(db, HOURS, now - retention.hoursMs), DAY),
    await firstDue(db, DAYS, floor(now - retention.hoursMs, DAY)),
    // While the runs of an hour are stored, it may be summed up again from them: then its day is computed from its hours.
    floor(runsBefore, DAY),
  )
  await repeat(write, (tx) => deleteAckTokens(tx, now - ACK_TOKENS_KEPT_MS, ROWS_PER_CHUNK))
  await repeat(write, (tx) => deleteReports(tx, now - retention.runsMs, ROWS_PER_CHUNK))
  await repeat(write, (tx) => deleteReplacedProofs(tx, now - retention.runsMs, ROWS_PER_CHUNK))
  await repeat(write, (tx) => expireRequests(tx, now, ROWS_PER_CHUNK))
  await prunePlans({ db, write })
  return {
    runs: await inChunks(write, 'runs', runsBefore, deleteRuns),
    hours: await inChunks(write, 'hours', hoursBefore, deleteHours),
  }
}

/** The plans are looked through outside of a transaction that writes. */
async function prunePlans({ db, write }: Maintenance): Promise<void> {
  for (let after: string | undefined = ''; after !== undefined; ) {
    const { unreferenced, last }: PlanPage = await planPage(db, after, ROWS_PER_CHUNK)
    if (unreferenced.length > 0) await write((tx) => deletePlans(tx, unreferenced))
    after = last
    await breathe()
  }
}

function floor(at: number, unit: number): number {
  return Math.floor(at / unit) * unit
}

/** `before`, or the start of the first hour or day that is still to be summed up. */
async function firstDue(db: Database, span: number, before: number): Promise<number> {
  const row = await db
    .selectFrom('rollup_due')
    .select((eb) => eb.fn.min('at').as('at'))
    .where('span', '=', span)
    .executeTakeFirst()
  return Math.min(before, row?.at ?? before)
}

function inChunks(
  write: Maintenance['write'],
  what: 'runs' | 'hours',
  before: number,
  deleteSome: (tx: Tx, before: number) => Promise<number>,
): Promise<number> {
  return repeat(write, async (tx) => {
    // Before the first row goes, so that a reader never takes a half-deleted span for a whole one.
    await notePruned(tx, what, before)
    return deleteSome(tx, before)
  })
}

/** Runs small transactions until one has nothing to do. @returns the rows of all of them */
async function repeat(write: Maintenance['write'], deleteSome: (tx: Tx) => Promise<number>): Promise<number> {
  let deleted = 0
  for (;;) {
    const some = await write(deleteSome)
    if (some === 0) return deleted
    deleted += some
    await breathe()
  }
}

async function notePruned(tx: Tx, what: 'runs' | 'hours', before: number): Promise<void> {
  if ((await prunedBefore(tx))[what] >= before) return
  await tx
    .insertInto('pruned')
    .values({ what, before_at: before })
    .onConflict((conflict) => conflict.column('what').doUpdateSet({ before_at: before }))
    .execute()
}

async function deleteRuns(tx: Tx, before: number): Promise<number> {
  const old = tx
    .selectFrom('run')
    .select('id')
    .where('scheduled_at', '<', before)
    .where('id', 'not in', (eb) => eb.selectFrom('incident_run').select('run'))
    .orderBy('scheduled_at')
    .limit(RUNS_PER_CHUNK)
  const { numDeletedRows } = await tx.deleteFrom('run').where('id', 'in', old).executeTakeFirst()
  return Number(numDeletedRows)
}

/** A day of hours at a time. */
async function deleteHours(tx: Tx, before: number): Promise<number> {
  const { at } = await tx
    .selectFrom('rollup_run')
    .select((eb) => eb.fn.min('at').as('at'))
    .where('span', '=', HOURS)
    .executeTakeFirstOrThrow()
  if (at === null || at >= before) return 0
  return deleteSums(tx, { span: HOURS, from: at, to: Math.min(at + DAY, before) })
}
