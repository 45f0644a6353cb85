import { type Expression, type SqlBool, sql } from 'kysely'
import { HOUR, type SlotCounts } from '../../core/index.ts'
import { OUTCOME, STATE } from '../schema/codes.ts'
import type { Database } from '../schema/tables.ts'
import { bucketColumn, type OutcomeRow, type RawRange, rawOutcomes, scheduled } from './raw.ts'

/** Slots of one probe in the bucket that begins at `at`. */
export interface SlotRow extends SlotCounts {
  readonly at: number
  readonly probe: number
}

export const NO_SLOTS: SlotCounts = { good: 0, failed: 0, unmeasured: 0 }

export function addSlots(one: SlotCounts, other: SlotCounts): SlotCounts {
  return {
    good: one.good + other.good,
    failed: one.failed + other.failed,
    unmeasured: one.unmeasured + other.unmeasured,
  }
}

/**
 * The slots of a range per bucket and probe; those under maintenance are left out.
 * @param outcomes rawOutcomes of the same range: only what they do not say is read
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
    const quiet = await rawOutcomes(db, range, judgedWithin(span))
    for (const row of await countSlots(db, range, quiet, judgedWithin(span))) add({ ...row, ...negative(row) })
  }
  return [...slots.values()]
}

function keyOf({ at, probe }: SlotRow): string {
  return `${at}/${probe}`
}

function negative({ good, failed, unmeasured }: SlotCounts): SlotCounts {
  return { good: -good, failed: -failed, unmeasured: -unmeasured }
}

/** One row per outcome and, for skipped slots, per bucket. */
async function countSlots(
  db: Database,
  range: RawRange,
  outcomes: readonly OutcomeRow[],
  within?: Expression<SqlBool>,
): Promise<readonly SlotRow[]> {
  const rows = outcomes.map(({ at, probe, outcome, runs }) => {
    const word = OUTCOME.word(outcome)
    return {
      ...{ at, probe, failed: word === 'failed' ? runs : 0, unmeasured: word === 'error' ? runs : 0 },
      good: word === 'passed' || word === 'slow' ? runs : 0,
    }
  })
  const hasSkips = outcomes.some(({ outcome }) => outcome === OUTCOME.of('skipped'))
  if (!hasSkips) return rows
  // A row of missed slots stands for many of them.
  const skips = await scheduled(db, range)
    .innerJoin('skip', 'skip.run', 'run.id')
    .$if(within !== undefined, (runs) => runs.where(within as Expression<SqlBool>))
    .select([bucketColumn(range).as('at'), 'probe', ({ fn }) => fn.sum<number>('skip.count').as('slots')])
    .groupBy(['at', 'probe'])
    .execute()
  return [...rows, ...skips.map(({ at, probe, slots }) => ({ at, probe, good: 0, failed: 0, unmeasured: slots }))]
}

/** A stretch in which the surface of a probe was under maintenance, `[from, to)`, epoch ms. */
interface Maintenance {
  readonly probe: number
  readonly from: number
  readonly to: number
}

/** A run belongs to the state in which it was judged, so its end decides. */
function judgedWithin({ probe, from, to }: Maintenance) {
  const end = sql<number>`run.scheduled_at + run.lag_ms + COALESCE(run.duration_ms, 0)`
  return sql<SqlBool>`run.probe = ${probe} AND ${end} >= ${from} AND ${end} < ${to}`
}

/** The stretches of maintenance that touch a range, by the transitions that the judge stored. */
async function maintenanceIn(db: Database, { to, from, probes }: RawRange): Promise<readonly Maintenance[]> {
  const rows = await db
    .selectFrom('transition as begun')
    .innerJoin('probe', (join) =>
      join.onRef('probe.target', '=', 'begun.target').onRef('probe.surface', '=', 'begun.surface'),
    )
    .select((eb) => [
      'probe.id as probe',
      'begun.at as from',
      eb
        .selectFrom('transition as next')
        .select(({ fn }) => fn.min('next.at').as('at'))
        .whereRef('next.target', '=', 'begun.target')
        .whereRef('next.surface', '=', 'begun.surface')
        .whereRef('next.at', '>', 'begun.at')
        .as('to'),
    ])
    .where('begun.to_state', '=', STATE.of('maintenance'))
    // A run that starts in the range may end after it.
    .where('begun.at', '<', to + HOUR)
    .execute()
  return rows
    .map((row) => ({ ...row, to: row.to ?? Number.MAX_SAFE_INTEGER }))
    .filter((span) => span.to > from && (probes?.includes(span.probe) ?? true))
}

type StoredSlots = Readonly<
  Record<'passed' | 'slow' | 'failed' | 'error' | 'skipped' | 'missed', number> &
    Record<'good' | 'provider_failed' | 'unmeasured', number | null>
>

/** The slots of a stored sum. One of a release that did not store them counts maintenance like other time. */
export function slotsIn(row: StoredSlots): SlotCounts {
  return {
    good: row.good ?? row.passed + row.slow,
    failed: row.provider_failed ?? row.failed,
    unmeasured: row.unmeasured ?? row.error + Math.max(row.missed, row.skipped),
  }
}
