import type { Failure, RunResult, Skip, StepResult } from '../../core/index.ts'
import { ARTIFACT, BLAME, OUTCOME, SKIP_REASON } from '../schema/codes.ts'
import { jsonUnlessEmpty, RUN_SEQ } from '../schema/columns.ts'
import type { Names } from '../schema/names.ts'
import { type NewRow, prepared } from '../schema/prepared.ts'
import type { Tx } from '../schema/tables.ts'
import { insertRequests } from './requests.ts'

/** Stores steps, failures, requests and the list of artifacts of a run. */
export async function insertParts(tx: Tx, names: Names, run: number, result: RunResult): Promise<void> {
  const { steps, failure, artifacts = [] } = result
  const failures = steps.flatMap((step, seq): Placed[] => (step.failure ? [[seq, step.failure]] : []))
  await insertSteps(tx, names, run, result)
  await insertFailures(tx, names, run, failure ? [[RUN_SEQ, failure], ...failures] : failures)
  await insertRequests(tx, run, result)
  if (artifacts.length > 0) {
    const rows = artifacts.map(({ kind, path, bytes }, seq) => ({ run, seq, kind: ARTIFACT.of(kind), path, bytes }))
    await tx.insertInto('artifact').values(rows).execute()
  }
}

/** Stores why and how many slots were not run. `run`: the row that stands for them. */
export async function insertSkip(tx: Tx, run: number, { reason, count, until }: Skip): Promise<void> {
  await tx
    .insertInto('skip')
    .values({ run, reason: SKIP_REASON.of(reason), count, until_at: until })
    .execute()
}

async function insertSteps(tx: Tx, names: Names, run: number, result: RunResult): Promise<void> {
  for (const [seq, step] of result.steps.entries()) {
    const { '200': ok = 0, ...others } = step.statuses
    await insertStep(tx, {
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
}

const insertStep = prepared<NewRow<'step'>>(
  (tx, { run, seq, name, outcome, offset_ms, duration_ms, ok, statuses, measures }) =>
    tx.insertInto('step').values({ run, seq, name, outcome, offset_ms, duration_ms, ok, statuses, measures }),
)

async function measuresById(tx: Tx, names: Names, step: StepResult): Promise<Record<string, number>> {
  const byId: Record<string, number> = {}
  for (const [name, value] of Object.entries(step.measures)) {
    // NaN and infinity cannot be stored, and must not fail the run.
    if (Number.isFinite(value)) byId[await names.id(tx, name)] = sixDigits(value)
  }
  return byId
}

/** Six significant digits, more than any clock resolves. Integers are unchanged. */
function sixDigits(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(6))
}

/** A failure and the step it belongs to, or RUN_SEQ. */
type Placed = readonly [seq: number, failure: Failure]

export async function insertFailures(tx: Tx, names: Names, run: number, failures: readonly Placed[]): Promise<void> {
  for (const [seq, failure] of failures) {
    await insertFailure(tx, {
      run,
      seq,
      class: await names.id(tx, failure.class),
      blame: BLAME.of(failure.blame),
      message: failure.message,
      step: failure.step ?? null,
      http_status: failure.httpStatus ?? null,
      detail: failure.detail ?? null,
      network: failure.network ? JSON.stringify(failure.network) : null,
      request_id: failure.requestId ?? null,
    })
  }
}

const insertFailure = prepared<NewRow<'failure'>>((tx, row) => {
  const { run, seq, class: kind, blame, message, step, http_status, detail, network, request_id } = row
  const texts = { message, step, detail, network, request_id }
  return tx.insertInto('failure').values({ run, seq, class: kind, blame, http_status, ...texts })
})

/** Durations are stored as whole milliseconds, never negative. */
export function wholeMs(ms: number): number {
  return Math.max(0, Math.round(ms))
}
