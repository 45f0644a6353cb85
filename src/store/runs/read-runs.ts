import { type Expression, type Selectable, type SqlBool, sql } from 'kysely'
import {
  defined,
  type Failure,
  type FailureClass,
  type NetworkEvidence,
  type ProbeRef,
  type RunQuery,
  type RunRecord,
  type StepResult,
} from '../../core/index.ts'
import { readInChunks } from '../schema/chunks.ts'
import { BLAME, OUTCOME, SKIP_REASON, TRIGGER } from '../schema/codes.ts'
import { numbersIn, RUN_SEQ } from '../schema/columns.ts'
import type { Dialect } from '../schema/dialect.ts'
import type { Names, Texts } from '../schema/names.ts'
import type { Database, Tables } from '../schema/tables.ts'
import { artifactsOf } from './artifacts.ts'
import { type RequestsOfStep, unpackRequests } from './requests.ts'

const COLUMNS = [
  'run.id',
  'run.probe',
  'run.location',
  'run.trigger',
  'run.scheduled_at',
  'run.lag_ms',
  'run.duration_ms',
  'run.outcome',
  'run.browser',
] as const

interface RunRow {
  readonly id: number
  readonly probe: number
  readonly location: number
  readonly trigger: number
  readonly scheduled_at: number
  readonly lag_ms: number
  readonly duration_ms: number | null
  readonly outcome: number | null
  readonly browser: number | null
}

/** The outcomes in the index `run_trouble`. */
const TROUBLE: readonly string[] = ['slow', 'failed', 'error']

/** Finished runs that match, newest slot first. */
export async function findRuns(
  { db, names, dialect }: { readonly db: Database; readonly names: Names; readonly dialect: Dialect },
  query: RunQuery,
): Promise<readonly RunRecord[]> {
  const all = await names.probes(db)
  const probes = probesOf(query, all)
  const [only] = probes
  if (only === undefined) return []
  let rows = db
    .selectFrom('run')
    .select(COLUMNS)
    .where('outcome', 'is not', null)
    .orderBy('scheduled_at', 'desc')
    .orderBy('id', 'desc')
    .limit(query.limit)
  // One probe is searched in its index. Many are filtered in order of time, because an index would leave all of it to sort.
  if (probes.length === 1) rows = rows.where('probe', '=', only)
  else if (probes.length < all.size)
    rows = rows.where(sql<SqlBool>`${dialect.unindexed('probe')} IN (${sql.join(probes)})`)
  if (query.id !== undefined) rows = rows.where('run.id', '=', query.id)
  if (query.from !== undefined) rows = rows.where('scheduled_at', '>=', query.from)
  if (query.to !== undefined) rows = rows.where('scheduled_at', '<', query.to)
  if (query.triggers) rows = rows.where('trigger', 'in', query.triggers.map(TRIGGER.of))
  if (query.outcomes) rows = rows.where('outcome', 'in', query.outcomes.map(OUTCOME.of))
  // The condition of the index, literally: a partial index serves no condition with parameters.
  if (query.outcomes?.every((outcome) => TROUBLE.includes(outcome))) rows = rows.where(onlyTrouble())
  return completeRuns(db, names, await rows.execute(), query.requests)
}

function onlyTrouble(): Expression<SqlBool> {
  return sql<SqlBool>`outcome IN (1, 2, 3)`
}

function probesOf(query: RunQuery, probes: ReadonlyMap<number, ProbeRef>): number[] {
  const wanted = [...probes].filter(
    ([, ref]) =>
      (query.target === undefined || ref.target === query.target) &&
      (query.surface === undefined || ref.surface === query.surface) &&
      (query.probe === undefined || ref.probe === query.probe),
  )
  return wanted.map(([id]) => id)
}

/** The newest finished scheduled or confirm run of every probe, in order of target, then probe. */
export async function lastRuns(db: Database, names: Names): Promise<readonly RunRecord[]> {
  const rows = await db.selectFrom('probe').innerJoin('run', 'run.id', 'probe.last_run').select(COLUMNS).execute()
  const runs = await completeRuns(db, names, rows)
  return runs.toSorted((a, b) => compare(a.target, b.target) || compare(a.probe, b.probe))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** Adds steps, failures, skips and artifacts to rows of `run`, keeping their order. @param withRequests their requests too */
async function completeRuns(
  db: Database,
  names: Names,
  rows: readonly RunRow[],
  withRequests = false,
): Promise<readonly RunRecord[]> {
  const ids = rows.map(({ id }) => id)
  const [steps, failures, skips, artifacts] = [
    await readInChunks(ids, (chunk) =>
      db.selectFrom('step').selectAll().where('run', 'in', chunk).orderBy('seq').execute(),
    ),
    await readInChunks(ids, (chunk) => db.selectFrom('failure').selectAll().where('run', 'in', chunk).execute()),
    await readInChunks(ids, (chunk) => db.selectFrom('skip').selectAll().where('run', 'in', chunk).execute()),
    await readInChunks(ids, (chunk) => db.selectFrom('artifact').selectAll().where('run', 'in', chunk).execute()),
  ]
  const requests = withRequests ? await requestsOf(db, ids) : new Map()
  const parts: Parts = {
    text: await names.texts(db),
    requests,
    steps: byRun(steps),
    failures: byRun(failures),
    skips: byRun(skips),
    artifacts: byRun(artifacts),
  }
  const probes = await names.probes(db)
  return rows.flatMap((row) => {
    const ref = probes.get(row.probe)
    return ref ? [recordOf(row, ref, parts)] : []
  })
}

async function requestsOf(db: Database, runs: readonly number[]): Promise<Parts['requests']> {
  const rows = await readInChunks(runs, (chunk) =>
    db.selectFrom('run_request').select(['run', 'requests']).where('run', 'in', chunk).execute(),
  )
  return new Map(rows.map(({ run, requests }) => [run, unpackRequests(requests)]))
}

type StepRow = Tables['step']
type FailureRow = Selectable<Tables['failure']>
type SkipRow = Tables['skip']
type ArtifactRow = Selectable<Tables['artifact']>
type ByRun<Row> = ReadonlyMap<number, readonly Row[]>

interface Parts {
  readonly text: Texts
  readonly steps: ByRun<StepRow>
  readonly failures: ByRun<FailureRow>
  readonly skips: ByRun<SkipRow>
  readonly artifacts: ByRun<ArtifactRow>
  /** By run and seq of the step; undefined where they are damaged. */
  readonly requests: ReadonlyMap<number, ReadonlyMap<number, RequestsOfStep> | undefined>
}

function byRun<Row extends { readonly run: number }>(rows: readonly Row[]): ByRun<Row> {
  const groups = new Map<number, Row[]>()
  for (const row of rows) {
    const group = groups.get(row.run)
    if (group) group.push(row)
    else groups.set(row.run, [row])
  }
  return groups
}

function recordOf(row: RunRow, ref: ProbeRef, parts: Parts): RunRecord {
  const { text } = parts
  const startedAt = row.scheduled_at + row.lag_ms
  const failures = new Map((parts.failures.get(row.id) ?? []).map((row) => [row.seq, failureOf(row, text)]))
  const failure = failures.get(RUN_SEQ)
  const skip = parts.skips.get(row.id)?.[0]
  const artifacts = parts.artifacts.get(row.id)
  const requests = parts.requests.get(row.id)
  return {
    id: row.id,
    ...ref,
    location: text(row.location),
    trigger: TRIGGER.word(row.trigger),
    scheduledAt: row.scheduled_at,
    startedAt,
    durationMs: row.duration_ms ?? 0,
    outcome: OUTCOME.word(row.outcome ?? OUTCOME.of('error')),
    steps: (parts.steps.get(row.id) ?? []).map((step) => ({
      ...stepOf(step, startedAt, failures.get(step.seq), text),
      ...requests?.get(step.seq),
    })),
    ...defined({
      failure,
      skip: skip && { reason: SKIP_REASON.word(skip.reason), count: skip.count, until: skip.until_at },
      browser: row.browser === null ? undefined : text(row.browser),
      artifacts: artifacts && artifactsOf(artifacts),
    }),
    ...(parts.requests.has(row.id) && requests === undefined ? { requestsDamaged: true } : {}),
  }
}

function stepOf(row: StepRow, runStartedAt: number, failure: Failure | undefined, text: Texts): StepResult {
  return {
    name: text(row.name),
    outcome: OUTCOME.word(row.outcome),
    startedAt: runStartedAt + row.offset_ms,
    durationMs: row.duration_ms,
    statuses: { ...(row.ok > 0 ? { '200': row.ok } : {}), ...numbersIn(row.statuses) },
    measures: Object.fromEntries(
      Object.entries(numbersIn(row.measures)).map(([id, value]) => [text(Number(id)), value]),
    ),
    ...defined({ failure }),
  }
}

function failureOf(row: FailureRow, text: Texts): Failure {
  return {
    class: text(row.class) as FailureClass, // written from a FailureClass, never changed
    blame: BLAME.word(row.blame),
    message: row.message,
    ...defined({
      step: row.step ?? undefined,
      httpStatus: row.http_status ?? undefined,
      requestId: row.request_id ?? undefined,
      detail: row.detail ?? undefined,
      network: row.network === null ? undefined : (JSON.parse(row.network) as NetworkEvidence),
    }),
  }
}
