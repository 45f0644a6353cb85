import {
  type Failure,
  HOUR,
  MINUTE,
  MonitorError,
  type RunRequest,
  type RunResult,
  type Spend,
  type StepResult,
} from '../../core/index.ts'
import { ARTIFACT, BLAME, OUTCOME, SKIP_REASON, TRIGGER } from '../schema/codes.ts'
import { HOURS, jsonUnlessEmpty, RUN_SEQ } from '../schema/columns.ts'
import type { Names } from '../schema/names.ts'
import type { Tx } from '../schema/tables.ts'
import { addToSpend } from './spend.ts'

/** A run by hand belongs to a process of its own; only after this long it cannot be alive any more, ms. */
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
  const row = await tx
    .insertInto('run')
    .values({
      probe: await names.probeId(tx, slot),
      location: await names.id(tx, slot.location),
      trigger: TRIGGER.of(slot.trigger),
      scheduled_at: slot.scheduledAt,
      lag_ms: lagOf(slot),
      browser: null,
      ...rest,
    })
    .onConflict((conflict) => conflict.columns(['scheduled_at', 'probe', 'location', 'trigger']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return row?.id
}

/** Stores what came of an open run, and what it spent. @throws MonitorError `run_not_open` */
export async function finishRun(
  tx: Tx,
  names: Names,
  id: number,
  { result, spend }: { readonly result: RunResult; readonly spend: Spend },
): Promise<void> {
  const row = await tx
    .updateTable('run')
    .set({
      lag_ms: lagOf(result),
      duration_ms: wholeMs(result.durationMs),
      outcome: OUTCOME.of(result.outcome),
      browser: result.browser === undefined ? null : await names.id(tx, result.browser),
    })
    .where('id', '=', id)
    .where('outcome', 'is', null)
    .returning(['probe', 'scheduled_at', 'trigger'])
    .executeTakeFirst()
  if (!row) {
    throw new MonitorError('run_not_open', `run ${id} of ${result.target}/${result.probe} is not under way`, {
      hint: 'Another worker closed it as interrupted, or its result was stored before.',
    })
  }
  await insertParts(tx, names, id, result)
  await addToSpend(tx, names, result, spend)
  if (row.trigger === TRIGGER.of('schedule')) await markDue(tx, row.scheduled_at)
  if (result.outcome !== 'skipped') await noteLastRun(tx, { id, ...row }, result.startedAt + result.durationMs)
}

/** Notes slots that were not run; does nothing where the slot is taken. */
export async function insertSkipped(tx: Tx, names: Names, result: RunResult): Promise<void> {
  const id = await insertRun(tx, names, result, {
    duration_ms: wholeMs(result.durationMs),
    outcome: OUTCOME.of(result.outcome),
  })
  if (id === undefined) return
  await insertParts(tx, names, id, result)
  if (result.trigger === 'schedule') await markDue(tx, result.scheduledAt)
}

/** Closes the runs of a location that nobody can be working on any more; returns how many. */
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
  await tx
    .updateTable('probe')
    .set({ last_run: run.id })
    .where('id', '=', run.probe)
    .where(({ eb, not, exists, selectFrom }) => {
      const last = selectFrom('run').select('run.id').whereRef('run.id', '=', eb.ref('probe.last_run'))
      const newer = last.where('run.scheduled_at', '>', run.scheduled_at).where('run.scheduled_at', '<=', now)
      return not(exists(newer))
    })
    .execute()
}

/** The hour's sum, if there is one, no longer holds. */
async function markDue(tx: Tx, at: number): Promise<void> {
  await tx
    .insertInto('rollup_due')
    .values({ span: HOURS, at: Math.floor(at / HOUR) * HOUR })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

async function insertParts(tx: Tx, names: Names, run: number, result: RunResult): Promise<void> {
  const { steps, failure, skip, artifacts = [] } = result
  const failures = steps.flatMap((step, seq): Placed[] => (step.failure ? [[seq, step.failure]] : []))
  await insertSteps(tx, names, run, result)
  await insertFailures(tx, names, run, failure ? [[RUN_SEQ, failure], ...failures] : failures)
  if (skip) {
    const { reason, count, until } = skip
    await tx
      .insertInto('skip')
      .values({ run, reason: SKIP_REASON.of(reason), count, until_at: until })
      .execute()
  }
  if (artifacts.length > 0) {
    const rows = artifacts.map(({ kind, path, bytes }, seq) => ({ run, seq, kind: ARTIFACT.of(kind), path, bytes }))
    await tx.insertInto('artifact').values(rows).execute()
  }
}

async function insertSteps(tx: Tx, names: Names, run: number, result: RunResult): Promise<void> {
  if (result.steps.length === 0) return
  const rows = []
  for (const [seq, step] of result.steps.entries()) {
    const { '200': ok = 0, ...others } = step.statuses
    rows.push({
      run,
      seq,
      name: await names.id(tx, step.name),
      outcome: OUTCOME.of(step.outcome),
      offset_ms: Math.round(step.startedAt - result.startedAt),
      duration_ms: wholeMs(step.durationMs),
      ok,
      statuses: jsonUnlessEmpty(others),
      measures: jsonUnlessEmpty(await measuresById(tx, names, step)),
    })
  }
  await tx.insertInto('step').values(rows).execute()
}

async function measuresById(tx: Tx, names: Names, step: StepResult): Promise<Record<string, number>> {
  const byId: Record<string, number> = {}
  for (const [name, value] of Object.entries(step.measures)) {
    // What is not a number cannot be drawn nor summed, and must not cost the run.
    if (Number.isFinite(value)) byId[await names.id(tx, name)] = sixDigits(value)
  }
  return byId
}

/** More digits than any clock here is true to; what is whole stays as it is. */
function sixDigits(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(6))
}

type Placed = readonly [seq: number, failure: Failure]

async function insertFailures(tx: Tx, names: Names, run: number, failures: readonly Placed[]): Promise<void> {
  if (failures.length === 0) return
  const rows = []
  for (const [seq, failure] of failures) {
    rows.push({
      run,
      seq,
      class: await names.id(tx, failure.class),
      blame: BLAME.of(failure.blame),
      message: failure.message,
      step: failure.step ?? null,
      http_status: failure.httpStatus ?? null,
      detail: failure.detail ?? null,
      network: failure.network ? JSON.stringify(failure.network) : null,
    })
  }
  await tx.insertInto('failure').values(rows).execute()
}

function lagOf({ scheduledAt, startedAt }: { scheduledAt: number; startedAt: number }): number {
  return Math.round(startedAt) - scheduledAt
}

function wholeMs(ms: number): number {
  return Math.max(0, Math.round(ms))
}
