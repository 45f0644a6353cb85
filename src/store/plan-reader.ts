import {
  defined,
  FAILURE_CLASSES,
  type FailoverProof,
  type Failure,
  type FailureClass,
  GOLDEN_PREFIX,
  type History,
  isOneOf,
  type LastRun,
  SECOND,
  type StoredQuietWindow,
  type SurfaceStatus,
  surfaceId,
  type WatchedProbe,
} from '../core/index.ts'
import { drillsOf } from './continuity/drills.ts'
import { type GoldenRow, goldenAnswerOf } from './continuity/golden-row.ts'
import { watchedIn } from './judgement/watched.ts'
import { BLAME, QUIET_KIND, STATE } from './schema/codes.ts'
import { numbersIn, RUN_SEQ } from './schema/columns.ts'
import { toMonitorError } from './sqlite/errors.ts'
import { openDatabaseReadOnly } from './sqlite/open-read-only.ts'

/** What an evaluation of the plan reads, of a database that is open for reading. */
interface PlanReader
  extends Pick<
    History,
    'surfaces' | 'watched' | 'lastHeartbeat' | 'quietWindows' | 'proofs' | 'goldenAnswers' | 'drills'
  > {
  lastRuns(): Promise<readonly LastRun[]>
  close(): Promise<void>
}

const LOCK_WAIT_MS = 5 * SECOND

/**
 * Opens an existing database for `doorwatch plan`: the same readings as `openStoreReader`, written as SQL because the query
 * builder takes longer to load than they take to run. test/store/plan-reader.test.ts compares the two.
 * @throws MonitorError as `openStoreReader`
 */
export async function openPlanReader(path: string): Promise<PlanReader> {
  const { database, cleanUp } = await openDatabaseReadOnly({ path, lockWaitMs: LOCK_WAIT_MS })
  const rows: Rows = (query, ...values) => {
    try {
      return database.prepare(query).all(...values) as never
    } catch (error) {
      throw toMonitorError(error, path)
    }
  }
  return {
    surfaces: async () => surfaces(rows),
    lastRuns: async () => lastRuns(rows),
    watched: async () => watched(rows),
    lastHeartbeat: async (exceptLocation = '') =>
      rows<{ at: number | null }>(HEARTBEAT, exceptLocation)[0]?.at ?? undefined,
    quietWindows: async (now) => quietWindows(rows, now),
    proofs: async () => proofs(rows),
    goldenAnswers: async () => rows<GoldenRow>(GOLDEN_ANSWERS, RUN_SEQ, `${GOLDEN_PREFIX}%`).map(goldenAnswerOf),
    drills: async () => drillsOf(rows('SELECT * FROM drill ORDER BY ended_at, id')),
    async close() {
      database.close()
      cleanUp()
    },
  }
}

type Rows = <Row>(query: string, ...values: readonly (string | number)[]) => readonly Row[]

const HEARTBEAT = `SELECT max(heartbeat_at) AS at FROM worker JOIN name ON name.id = worker.location WHERE name.text != ?`

const GOLDEN_ANSWERS = `
  SELECT name.text, run.scheduled_at, run.outcome, run.duration_ms, failure.message
  FROM probe JOIN name ON name.id = probe.name JOIN run ON run.probe = probe.id
    LEFT JOIN failure ON failure.run = run.id AND failure.seq = ?
  WHERE name.text LIKE ? AND run.outcome IS NOT NULL
    AND run.scheduled_at = (SELECT max(scheduled_at) FROM run AS other WHERE other.probe = run.probe AND other.outcome IS NOT NULL)
  ORDER BY name.text`

interface SurfaceRow {
  readonly target: string
  readonly surface: string
  readonly state: number
  readonly since: number
  readonly failure: string | null
  readonly reason: string | null
  readonly measured: number | null
  readonly retired_at: number | null
}

function surfaces(rows: Rows): readonly SurfaceStatus[] {
  const surfaceRows = rows<SurfaceRow>(`
    SELECT target.text AS target, surface.text AS surface, state, since, failure, reason, measured, retired_at
    FROM surface AS entry JOIN name AS target ON target.id = entry.target JOIN name AS surface ON surface.id = entry.surface`)
  return surfaceRows
    .map((row) => ({
      ...{ target: row.target, surface: row.surface, state: STATE.word(row.state), since: row.since },
      ...measuredIn(row.measured),
      ...defined({ retiredAt: row.retired_at ?? undefined, reason: row.reason ?? undefined }),
      ...(row.failure === null ? {} : { failure: JSON.parse(row.failure) as Failure }),
    }))
    .toSorted((a, b) => (surfaceId(a) < surfaceId(b) ? -1 : 1))
}

function measuredIn(code: number | null): Pick<SurfaceStatus, 'measured'> {
  const measured = code === null ? undefined : STATE.word(code)
  return measured === undefined || measured === 'maintenance' ? {} : { measured }
}

interface RunRow {
  readonly id: number
  readonly target: string
  readonly surface: string
  readonly probe: string
  readonly started_at: number
  readonly duration_ms: number | null
  readonly class: string | null
  readonly blame: number
  readonly message: string
}

function lastRuns(rows: Rows): readonly LastRun[] {
  const runs = rows<RunRow>(
    `SELECT run.id, target.text AS target, surface.text AS surface, probe_name.text AS probe,
       run.scheduled_at + run.lag_ms AS started_at, run.duration_ms, class.text AS class, failure.blame, failure.message
     FROM probe JOIN run ON run.id = probe.last_run
       JOIN name AS target ON target.id = probe.target JOIN name AS surface ON surface.id = probe.surface
       JOIN name AS probe_name ON probe_name.id = probe.name
       LEFT JOIN failure ON failure.run = run.id AND failure.seq = ? LEFT JOIN name AS class ON class.id = failure.class
     ORDER BY target.text, probe_name.text`,
    RUN_SEQ,
  )
  const measures = measuresByRun(rows)
  return runs.map((row) => ({
    ...{ target: row.target, surface: row.surface, probe: row.probe },
    ...{ startedAt: row.started_at, durationMs: row.duration_ms ?? 0 },
    steps: (measures.get(row.id) ?? []).map((values) => ({ measures: values })),
    ...(row.class === null
      ? {}
      : { failure: { class: row.class as FailureClass, blame: BLAME.word(row.blame), message: row.message } }),
  }))
}

type Measures = Readonly<Record<string, number>>

/** The measures of the steps of each probe's newest run, by the id of the run. Steps without measures are left out. */
function measuresByRun(rows: Rows): ReadonlyMap<number, readonly Measures[]> {
  const texts = new Map(
    rows<{ id: number; text: string }>('SELECT id, text FROM name').map(({ id, text }) => [id, text]),
  )
  const byRun = new Map<number, Measures[]>()
  const steps = rows<{ run: number; measures: string }>(
    `SELECT step.run, step.measures FROM probe JOIN step ON step.run = probe.last_run
     WHERE step.measures IS NOT NULL ORDER BY step.run, step.seq`,
  )
  for (const { run, measures } of steps) {
    const named = Object.entries(numbersIn(measures)).map(
      ([id, value]) => [texts.get(Number(id)) ?? '', value] as const,
    )
    byRun.set(run, [...(byRun.get(run) ?? []), Object.fromEntries(named)])
  }
  return byRun
}

function watched(rows: Rows): readonly WatchedProbe[] {
  return rows<{ value: string }>(`SELECT value FROM judge_memory WHERE slice = 'target'`).flatMap(({ value }) =>
    watchedIn(value),
  )
}

interface WindowRow {
  readonly id: number
  readonly kind: number
  readonly from_at: number
  readonly to_at: number
  readonly reason: string | null
  readonly target: string | null
  readonly surface: string | null
}

function quietWindows(rows: Rows, now: number): readonly StoredQuietWindow[] {
  const windowRows = rows<WindowRow>(
    `SELECT entry.id, kind, from_at, to_at, reason, target.text AS target, surface.text AS surface
     FROM quiet_window AS entry LEFT JOIN name AS target ON target.id = entry.target
       LEFT JOIN name AS surface ON surface.id = entry.surface
     WHERE to_at > ? ORDER BY from_at, entry.id`,
    now,
  )
  return windowRows.map(({ id, kind, from_at: from, to_at: to, target, surface, reason }) => ({
    ...{ id, kind: QUIET_KIND.word(kind), from, to },
    ...defined({ target: target ?? undefined, surface: surface ?? undefined, reason: reason ?? undefined }),
  }))
}

interface ProofRow {
  readonly class: string
  readonly route: string
  readonly through: string
  readonly at: number
  readonly green: number
  readonly took_ms: number | null
  readonly client: string | null
}

function proofs(rows: Rows): readonly FailoverProof[] {
  const proofRows = rows<ProofRow>(
    `SELECT class, route, through, at, green, took_ms, client FROM failover_proof AS entry
     WHERE at = (SELECT max(at) FROM failover_proof AS other
       WHERE other.through = entry.through AND other.class = entry.class AND other.route = entry.route)
     ORDER BY at, id`,
  )
  return proofRows.flatMap(({ class: name, route, through, at, green, took_ms: took, client }) => {
    // A later version may have stored a class that this one does not have.
    if (!isOneOf(FAILURE_CLASSES, name)) return []
    const proof = { class: name, route, through, at, green: green === 1 }
    return [{ ...proof, ...defined({ tookMs: took ?? undefined, client: client ?? undefined }) }]
  })
}
