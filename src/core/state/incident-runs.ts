import { defined } from '../model/defined.ts'
import type { Incident } from '../model/incident.ts'
import { MINUTE } from '../model/time.ts'
import type { History, RunRecord } from '../ports/history.ts'

/** The runs that explain the trouble of one surface in an incident. */
export interface SurfaceRuns {
  readonly surface: string
  /** The first run that failed; of a surface that is only slow, the first slow one. Absent where it is not stored any more. */
  readonly failing?: RunRecord
  /** The last run of the same probe that passed before it. */
  readonly good?: RunRecord
  /** The runs that confirmed the failure, oldest first, with what they recorded. */
  readonly confirms: readonly RunRecord[]
}

/** The first failing run starts at `since` of the surface; clocks and slots differ by less than this, ms. */
const AROUND_MS = 2 * MINUTE
/** A confirm run starts within this time after the first failing run, ms. */
const CONFIRMED_WITHIN_MS = 30 * MINUTE
const CONFIRMS = 3
/** Runs in trouble that are read of one surface at once. */
const MOST_RUNS = 200
/** Surfaces of one incident whose runs are read. */
const MOST_SURFACES = 12

/** The runs that an incident refers to, by surface, in the order in which the surfaces broke. Without their requests. */
export async function incidentRuns(
  history: Pick<History, 'runs'>,
  { target, surfaces }: Pick<Incident, 'target' | 'surfaces'>,
): Promise<readonly SurfaceRuns[]> {
  const inOrder = surfaces.toSorted((a, b) => a.since - b.since).slice(0, MOST_SURFACES)
  return Promise.all(inOrder.map((surface) => runsOf(history, target, surface)))
}

async function runsOf(
  history: Pick<History, 'runs'>,
  target: string,
  { surface, since, recoveredAt, retiredAt }: Incident['surfaces'][number],
): Promise<SurfaceRuns> {
  const end = recoveredAt ?? retiredAt ?? Number.POSITIVE_INFINITY
  const readUntil = (to: number) =>
    history.runs({ target, surface, from: since - AROUND_MS, to, outcomes: ['failed', 'slow'], limit: MOST_RUNS })
  const newest = await readUntil(since + CONFIRMED_WITHIN_MS)
  // Of more than are read at once, the first ones are not among them.
  const first = newest.length < MOST_RUNS ? [] : await readUntil(since + AROUND_MS)
  const troubledRuns = new Map([...first, ...newest].map((run) => [run.id, run]))
  // `since` is the start of the first bad run; earlier ones belong to trouble that ended, later ones to trouble after it.
  const bad = [...troubledRuns.values()]
    .filter(({ startedAt }) => startedAt >= since && startedAt <= end)
    .toSorted((a, b) => a.startedAt - b.startedAt)
  const failing = bad.find(isFailed) ?? bad[0]
  if (!failing) return { surface, confirms: [] }
  const [good] = await history.runs({
    ...{ target, surface, probe: failing.probe, to: failing.scheduledAt },
    ...{ outcomes: ['passed'], triggers: ['schedule', 'confirm'], limit: 1 },
  })
  const confirms = bad.filter(({ trigger, id }) => trigger === 'confirm' && id !== failing.id).slice(0, CONFIRMS)
  return { surface, failing, ...defined({ good }), confirms }
}

/** The same runs, with the requests of the first failing and of the last good one. */
export function withRequests(
  history: Pick<History, 'runs'>,
  runs: readonly SurfaceRuns[],
): Promise<readonly SurfaceRuns[]> {
  return Promise.all(
    runs.map(async (pair) => {
      const [failing, good] = await Promise.all([pair.failing, pair.good].map((run) => run && readAgain(history, run)))
      return { ...pair, ...defined({ failing, good }) }
    }),
  )
}

async function readAgain(history: Pick<History, 'runs'>, run: RunRecord): Promise<RunRecord> {
  const [again = run] = await history.runs({ id: run.id, requests: true, limit: 1 })
  return again
}

function isFailed({ outcome, failure }: RunRecord): boolean {
  return outcome === 'failed' && failure?.blame === 'provider'
}

/** The ids of all these runs. */
export function runIdsOf(runs: readonly SurfaceRuns[]): readonly number[] {
  return runs.flatMap(({ failing, good, confirms }) => [failing, good, ...confirms].flatMap((run) => run?.id ?? []))
}
