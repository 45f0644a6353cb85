import { HOUR } from '../../core/index.ts'
import { OUTCOME, TRIGGER } from '../schema/codes.ts'
import type { Tx } from '../schema/tables.ts'

/** A run after which none has passed or failed yet is looked at again after this time, ms. */
const AGAIN_MS = HOUR
/** The triggers up to this one are of runs that others are compared with. */
const LAST_COMPARED = TRIGGER.of('confirm')
const TROUBLE = (['slow', 'failed', 'error'] as const).map(OUTCOME.of)

/**
 * Decides on some requests whose time is over: those of the last run that passed before trouble, and of runs that an incident
 * refers to, stay with their run; the others are deleted.
 * @param now epoch ms @returns on how many it decided
 */
export async function expireRequests(tx: Tx, now: number, limit: number): Promise<number> {
  const due = await dueRequests(tx, now, limit)
  const runsOf = (fate: Fate) => due.filter((row) => fateOf(row) === fate).map(({ run }) => run)
  await expireAt(tx, runsOf('stays'), null)
  await expireAt(tx, runsOf('waits'), now + AGAIN_MS)
  const old = runsOf('goes')
  if (old.length > 0) await tx.deleteFrom('run_request').where('run', 'in', old).execute()
  return due.length
}

type Fate = 'stays' | 'waits' | 'goes'

/** Nothing is compared with a manual run. */
function fateOf({ kept_by, trigger, next }: DueRow): Fate {
  if (kept_by !== null) return 'stays'
  if (trigger > LAST_COMPARED) return 'goes'
  if (next === null) return 'waits'
  return TROUBLE.includes(next) ? 'stays' : 'goes'
}

interface DueRow {
  readonly run: number
  readonly trigger: number
  /** The outcome of the next run of the probe that failed, or that a later run would be compared with. */
  readonly next: number | null
  /** An incident that refers to the run. */
  readonly kept_by: number | null
}

function dueRequests(tx: Tx, now: number, limit: number): Promise<readonly DueRow[]> {
  return tx
    .selectFrom('run_request')
    .innerJoin('run', 'run.id', 'run_request.run')
    .where('run_request.expires_at', '<=', now)
    .orderBy('run_request.expires_at')
    .limit(limit)
    .select((eb) => [
      'run_request.run',
      'run.trigger',
      eb
        .selectFrom('run as next')
        .select('next.outcome')
        .whereRef('next.probe', '=', 'run.probe')
        .whereRef('next.scheduled_at', '>', 'run.scheduled_at')
        .where(({ and, or, eb: of }) =>
          or([
            of('next.outcome', 'in', TROUBLE),
            and([of('next.outcome', '=', OUTCOME.of('passed')), of('next.trigger', '<=', LAST_COMPARED)]),
          ]),
        )
        .orderBy('next.scheduled_at')
        .limit(1)
        .as('next'),
      eb
        .selectFrom('incident_run')
        .select((of) => of.fn.min('incident_run.incident').as('incident'))
        .whereRef('incident_run.run', '=', 'run_request.run')
        .as('kept_by'),
    ])
    .execute()
}

async function expireAt(tx: Tx, runs: readonly number[], at: number | null): Promise<void> {
  if (runs.length === 0) return
  await tx.updateTable('run_request').set({ expires_at: at }).where('run', 'in', runs).execute()
}
