import type { Insertable } from 'kysely'
import {
  type Failure,
  HOUR,
  MINUTE,
  MonitorError,
  type RunRequest,
  type RunResult,
  type SkippedSlot,
  type Spend,
} from '../../core/index.ts'
import { OUTCOME, TRIGGER } from '../schema/codes.ts'
import { HOURS, RUN_SEQ } from '../schema/columns.ts'
import type { Names } from '../schema/names.ts'
import { prepared } from '../schema/prepared.ts'
import type { Tables, Tx } from '../schema/tables.ts'
import { addToSpend } from './spend.ts'
import { insertFailures, insertParts, insertSkip, wholeMs } from './write-parts.ts'

/** A manual run belongs to a process of its own, which cannot be alive after this time, ms. */
const MANUAL_LIMIT_MS = 15 * MINUTE

type Slot = Pick<RunResult, 'target' | 'surface' | 'probe' | 'location' | 'trigger' | 'scheduledAt' | 'startedAt'>

/** Opens a run for a slot; undefined where the slot is taken. */
export async function claimRun(
  tx: Tx,
  names: Names,
  request: RunRequest,
  startedAt: number,
): Promise<number | undefined> {
  return insertRun(tx, names, { ...request, startedAt }, { duration_ms: null, outcome: null })
}

async function insertRun(
  tx: Tx,
  names: Names,
  slot: Slot,
  rest: { duration_ms: number | null; outcome: number | null },
): Promise<number | undefined> {
  const [row] = await openRun(tx, {
    probe: await names.probeId(tx, slot),
    location: await names.id(tx, slot.location),
    trigger: TRIGGER.of(slot.trigger),
    scheduled_at: slot.scheduledAt,
    lag_ms: lagOf(slot),
    ...rest,
  })
  return row?.id
}

type RunColumns = Pick<
  Insertable<Tables['run']>,
  'probe' | 'location' | 'trigger' | 'scheduled_at' | 'lag_ms' | 'duration_ms' | 'outcome'
>

const openRun = prepared<RunColumns, { id: number }>(
  (tx, { probe, location, trigger, scheduled_at, lag_ms, duration_ms, outcome }) =>
    tx
      .insertInto('run')
      .values({ probe, location, trigger, scheduled_at, lag_ms, duration_ms, outcome, browser: null })
      .onConflict((conflict) => conflict.columns(['scheduled_at', 'probe', 'location', 'trigger']).doNothing())
      .returning('id'),
)

/** Stores the result of an open run, and its spend. @throws MonitorError `run_not_open` */
export async function finishRun(
  tx: Tx,
  names: Names,
  id: number,
  { result, spend }: { readonly result: RunResult; readonly spend: Spend },
): Promise<void> {
  const [row] = await closeRun(tx, {
    id,
    lag_ms: lagOf(result),
    duration_ms: wholeMs(result.durationMs),
    outcome: OUTCOME.of(result.outcome),
    browser: result.browser === undefined ? null : await names.id(tx, result.browser),
  })
  if (!row) {
    throw new MonitorError('run_not_open', `run ${id} of ${result.target}/${result.probe} is not under way`, {
      hint: 'Another worker closed it as interrupted, or its result was stored before.',
    })
  }
  await insertParts(tx, names, id, result)
  await addToSpend(tx, names, result, spend)
  if (row.trigger === TRIGGER.of('schedule')) await markDue(tx, row.scheduled_at)
  if (result.outcome !== 'skipped')
    await noteLastRun(tx, { id, ...row }, Math.round(result.startedAt + result.durationMs))
}

interface ClosedRun {
  readonly id: number
  readonly lag_ms: number
  readonly duration_ms: number
  readonly outcome: number
  readonly browser: number | null
}

const closeRun = prepared<ClosedRun, { probe: number; scheduled_at: number; trigger: number }>(
  (tx, { id, lag_ms, duration_ms, outcome, browser }) =>
    tx
      .updateTable('run')
      .set({ lag_ms, duration_ms, outcome, browser })
      .where('id', '=', id)
      .where('outcome', 'is', null)
      .returning(['probe', 'scheduled_at', 'trigger']),
)

/** Notes slots that were not run; does nothing where the slot is taken. */
export async function insertSkipped(tx: Tx, names: Names, slot: SkippedSlot): Promise<void> {
  const run = await insertRun(
    tx,
    names,
    { ...slot, startedAt: slot.noticedAt },
    { duration_ms: 0, outcome: OUTCOME.of('skipped') },
  )
  if (run === undefined) return
  await insertSkip(tx, run, slot)
  if (slot.trigger === 'schedule') await markDue(tx, slot.scheduledAt)
}

/** Closes the open runs of a location whose process cannot be alive. @param now epoch ms @returns how many */
export async function markInterrupted(tx: Tx, names: Names, now: number, location: string): Promise<number> {
  const open = await tx
    .updateTable('run')
    .set({ outcome: OUTCOME.of('error'), duration_ms: 0 })
    .where('outcome', 'is', null)
    .where('location', '=', await names.id(tx, location))
    .where((eb) =>
      eb.or([
        eb('trigger', '<=', TRIGGER.of('confirm')),
        eb(eb('scheduled_at', '+', eb.ref('lag_ms')), '<=', now - MANUAL_LIMIT_MS),
      ]),
    )
    .returning(['id', 'probe', 'scheduled_at', 'trigger'])
    .execute()
  for (const run of open) {
    await insertFailures(tx, names, run.id, [[RUN_SEQ, INTERRUPTED]])
    if (run.trigger === TRIGGER.of('schedule')) await markDue(tx, run.scheduled_at)
    await noteLastRun(tx, run, now)
  }
  return open.length
}

const INTERRUPTED: Failure = {
  class: 'interrupted',
  blame: 'ours',
  message: 'the monitor ended while this run was under way',
}

/**
 * Remembers the newest scheduled or confirm run of a probe, which may finish after a newer one has. One of a time after
 * `now` (epoch ms) is not newer: the clock was set back since.
 */
async function noteLastRun(
  tx: Tx,
  run: { readonly id: number; readonly probe: number; readonly scheduled_at: number; readonly trigger: number },
  now: number,
): Promise<void> {
  if (run.trigger > TRIGGER.of('confirm')) return
  await saveLastRun(tx, { run: run.id, probe: run.probe, scheduledAt: run.scheduled_at, now })
}

interface LastRun {
  readonly run: number
  readonly probe: number
  readonly scheduledAt: number
  readonly now: number
}

const saveLastRun = prepared<LastRun>((tx, { run, probe, scheduledAt, now }) =>
  tx
    .updateTable('probe')
    .set({ last_run: run })
    .where('id', '=', probe)
    .where(({ eb, not, exists, selectFrom }) => {
      const last = selectFrom('run').select('run.id').whereRef('run.id', '=', eb.ref('probe.last_run'))
      const newer = last.where('run.scheduled_at', '>', scheduledAt).where('run.scheduled_at', '<=', now)
      return not(exists(newer))
    }),
)

/** Marks the hour to be rolled up, or rolled up again. */
async function markDue(tx: Tx, at: number): Promise<void> {
  await saveDueHour(tx, { hour: Math.floor(at / HOUR) * HOUR })
}

const saveDueHour = prepared<{ readonly hour: number }>((tx, { hour }) =>
  tx
    .insertInto('rollup_due')
    .values({ span: HOURS, at: hour })
    .onConflict((conflict) => conflict.doNothing()),
)

function lagOf({ scheduledAt, startedAt }: { scheduledAt: number; startedAt: number }): number {
  return Math.round(startedAt) - scheduledAt
}
