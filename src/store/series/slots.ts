import { type Expression, type SqlBool, sql } from 'kysely'
import { HOUR, type SlotCounts } from '../../core/index.ts'
import { OUTCOME, STATE } from '../schema/codes.ts'
import type { Database } from '../schema/tables.ts'
import { bucketColumn, type OutcomeRow, type RawRange, rawOutcomes, scheduled } from './raw.ts'

/** Slots of one probe in the bucket that begins at `at`. */
interface SlotRow extends SlotCounts {
  readonly at: number
  readonly probe: number
}

export const NO_SLOTS: SlotCounts = { good: 0, failed: 0, unmeasured: 0 }

export function addSlots(a: SlotCounts, b: SlotCounts): SlotCounts {
  return {
    good: a.good + b.good,
    failed: a.failed + b.failed,
    unmeasured: a.unmeasured + b.unmeasured,
  }
}

/**
 * Counts the slots of a range per bucket and probe, without those under maintenance.
 * @param outcomes `rawOutcomes` of the same range, so that they are not read twice
 */
export async function rawSlots(
  db: Database,
  range: RawRange,
  outcomes: readonly OutcomeRow[],
): Promise<readonly SlotRow[]> {
  const slots = new Map<string, SlotRow>()
  const add = (row: SlotRow) => {
    const before = slots.get(keyOf(row))
    slots.set(keyOf(row), before ? { ...row, ...addSlots(before, row) } : row)
  }
  for (const row of await countSlots(db, range, outcomes)) add(row)
  for (const span of await maintenanceIn(db, range)) {
    const excluded = await rawOutcomes(db, range, judgedWithin(span))
    for (const row of await countSlots(db, range, excluded, judgedWithin(span))) add({ ...row, ...negative(row) })
  }
  return [...slots.values()]
}

function keyOf({ at, probe }: SlotRow): string {
  return `${at}/${probe}`
}

function negative({ good, failed, unmeasured }: SlotCounts): SlotCounts {
  return { good: -good, failed: -failed, unmeasured: -unmeasured }
}

/** Rows of slots: one for each row of `outcomes`, and one per bucket and probe with skipped slots. */
async function countSlots(
  db: Database,
  range: RawRange,
  outcomes: readonly OutcomeRow[],
  within?: Expression<SqlBool>,
): Promise<readonly SlotRow[]> {
  const rows = outcomes.map(({ at, probe, outcome, runs }) => {
    const name = OUTCOME.word(outcome)
    return {
      ...{ at, probe, failed: name === 'failed' ? runs : 0, unmeasured: name === 'error' ? runs : 0 },
      good: name === 'passed' || name === 'slow' ? runs : 0,
    }
  })
  const hasSkips = outcomes.some(({ outcome }) => outcome === OUTCOME.of('skipped'))
  if (!hasSkips) return rows
  // One stored row may stand for many skipped slots.
  const skips = await scheduled(db, range)
    .innerJoin('skip', 'skip.run', 'run.id')
    .$if(within !== undefined, (runs) => runs.where(within as Expression<SqlBool>))
    .select([bucketColumn(range).as('at'), 'probe', ({ fn }) => fn.sum<number>('skip.count').as('slots')])
    .groupBy(['at', 'probe'])
    .execute()
  return [...rows, ...skips.map(({ at, probe, slots }) => ({ at, probe, good: 0, failed: 0, unmeasured: slots }))]
}

/** A period `[from, to)` in which the surface of a probe was under maintenance, epoch ms. */
interface Maintenance {
  readonly probe: number
  readonly from: number
  readonly to: number
}

/** Matches the runs of a probe that end within a maintenance period. The judge sees a run at its end. */
function judgedWithin({ probe, from, to }: Maintenance) {
  const end = sql<number>`run.scheduled_at + run.lag_ms + COALESCE(run.duration_ms, 0)`
  return sql<SqlBool>`run.probe = ${probe} AND ${end} >= ${from} AND ${end} < ${to}`
}

/** The maintenance periods that overlap a range, from the stored transitions. */
async function maintenanceIn(db: Database, { to, from, probes }: RawRange): Promise<readonly Maintenance[]> {
  const rows = await db
    .selectFrom('transition as start')
    .innerJoin('probe', (join) =>
      join.onRef('probe.target', '=', 'start.target').onRef('probe.surface', '=', 'start.surface'),
    )
    .select((eb) => [
      'probe.id as probe',
      'start.at as from',
      eb
        .selectFrom('transition as next')
        .select(({ fn }) => fn.min('next.at').as('at'))
        .whereRef('next.target', '=', 'start.target')
        .whereRef('next.surface', '=', 'start.surface')
        .whereRef('next.at', '>', 'start.at')
        .as('to'),
    ])
    .where('start.to_state', '=', STATE.of('maintenance'))
    // A run that starts in the range may end after it.
    .where('start.at', '<', to + HOUR)
    .execute()
  return rows
    .map((row) => ({ ...row, to: row.to ?? Number.MAX_SAFE_INTEGER }))
    .filter((span) => span.to > from && (probes?.includes(span.probe) ?? true))
}

type StoredSlots = Readonly<
  Record<'passed' | 'slow' | 'failed' | 'error' | 'skipped' | 'missed', number> &
    Record<'good' | 'provider_failed' | 'unmeasured', number | null>
>

/** The slots of a stored sum. Sums older than these columns count maintenance like other time. */
export function slotsIn(row: StoredSlots): SlotCounts {
  return {
    good: row.good ?? row.passed + row.slow,
    failed: row.provider_failed ?? row.failed,
    unmeasured: row.unmeasured ?? row.error + Math.max(row.missed, row.skipped),
  }
}
