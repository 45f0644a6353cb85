import {
  type AlertRecord,
  addSpend,
  type DaySpend,
  defined,
  type History,
  type MessageRecord,
  noticeSubject,
  type ProbeRef,
  type Range,
  type RecentRun,
  type RunQuery,
  type RunRecord,
} from '../../core/index.ts'
import type { StandbyIds } from './standby-ids.ts'

/**
 * The history while the standby is in use. Surfaces, runs, incidents, alerts and spend come from both databases, and a
 * row of the standby replaces the same row of the database, also where it no longer touches the requested range. Everything
 * else comes from the database. Where the database cannot be read, the standby answers alone.
 * @param ids of the runs of the standby, so that they differ from those of the database
 */
export function mergedHistory(
  database: History,
  standby: History,
  ids: Pick<StandbyIds, 'encode' | 'decode'>,
): History {
  const readBoth: ReadBoth = async (read, keyOf, readNewer = read) => {
    const [older, newer] = await Promise.all([read(database).catch(() => []), readNewer(standby)])
    const keys = new Set(newer.map(keyOf))
    return [...newer, ...older.filter((row) => !keys.has(keyOf(row)))]
  }
  return {
    ...database,
    surfaces: async () =>
      (await readBoth((history) => history.surfaces(), surfaceKey)).toSorted((a, b) =>
        surfaceKey(a) < surfaceKey(b) ? -1 : 1,
      ),
    lastRuns: async () =>
      (await readBoth((history) => history.lastRuns(), probeKey)).toSorted(
        (a, b) => compare(a.target, b.target) || compare(a.probe, b.probe),
      ),
    openNotices: () => standby.openNotices(),
    ...mergedIncidents(readBoth, database, standby),
    transitions: async (range) =>
      (
        await readBoth(
          (history) => history.transitions(range),
          ({ target, surface, at }) => JSON.stringify([target, surface, at]),
        )
      ).toSorted((a, b) => a.at - b.at),
    runs: async (query) => {
      const standbyRuns = runsOfStandby(standby, ids)
      if (query.id !== undefined) return query.id < 0 ? standbyRuns(query) : database.runs(query)
      const runs = await readBoth(
        (history) => history.runs(query),
        runKey,
        () => standbyRuns(query),
      )
      return runs.toSorted((a, b) => b.scheduledAt - a.scheduledAt).slice(0, query.limit)
    },
    recentRuns: async (query) =>
      newestOfEach(await readBoth((history) => history.recentRuns(query), runKey), query.limit),
    async messages({ offset = 0, ...query }) {
      const upTo = { ...query, limit: offset + query.limit }
      const all = await readBoth((history) => history.messages(upTo), messageKey)
      return all.toSorted((a, b) => b.triedAt - a.triedAt).slice(offset, upTo.limit)
    },
    channelBacklogs: (now) => standby.channelBacklogs(now),
    ...mergedOutages(readBoth),
    alerts: async (query) =>
      (await readBoth((history) => history.alerts(query), alertKey))
        .toSorted((a, b) => b.at - a.at)
        .slice(0, query.limit),
    async spend(range) {
      const [older, newer] = await Promise.all([database.spend(range).catch(() => []), standby.spend(range)])
      return sumByDay([...older, ...newer])
    },
  }
}

/** Reads runs of a standby by their ids outside of the store, and gives them with those. */
function runsOfStandby(standby: History, ids: Pick<StandbyIds, 'encode' | 'decode'>) {
  return async ({ id, ...query }: RunQuery): Promise<readonly RunRecord[]> => {
    const row = id === undefined ? undefined : ids.decode(id)
    if (id !== undefined && row === undefined) return []
    const runs = await standby.runs({ ...query, ...defined({ id: row }) })
    return runs.map((run) => ({ ...run, id: ids.encode(run.id) }))
  }
}

/**
 * Reads from both databases; a row of the standby replaces the row of the database with the same key.
 * @param readNewer reads the standby. Default: `read`
 */
type ReadBoth = <T>(
  read: (history: History) => Promise<readonly T[]>,
  keyOf: (row: T) => string,
  readNewer?: (history: History) => Promise<readonly T[]>,
) => Promise<readonly T[]>

function mergedIncidents(
  readBoth: ReadBoth,
  database: History,
  standby: History,
): Pick<History, 'incidents' | 'incidentNamed'> {
  return {
    incidents: async (range) =>
      (
        await readBoth(
          (history) => history.incidents(range),
          ({ name }) => name,
          (history) => history.incidents({ ...range, ...ALL_TIME }),
        )
      )
        .filter(({ impactAt, resolvedAt }) => touches(range, impactAt, resolvedAt))
        .toSorted((a, b) => b.openedAt - a.openedAt),
    incidentNamed: async (name) =>
      (await standby.incidentNamed(name)) ?? (await database.incidentNamed(name).catch(() => undefined)),
  }
}

/** What the cost of an outage is computed from. */
function mergedOutages(readBoth: ReadBoth): Pick<History, 'outagePlans' | 'surfaceChanges' | 'noticesOf'> {
  return {
    outagePlans: (subjects) =>
      readBoth(
        (history) => history.outagePlans(subjects),
        ({ subject }) => subject,
      ),
    surfaceChanges: async (query) =>
      (
        await readBoth(
          (history) => history.surfaceChanges(query),
          ({ target, surface, at }) => JSON.stringify([target, surface, at]),
        )
      ).toSorted((a, b) => a.at - b.at),
    noticesOf: async (query) =>
      (
        await readBoth(
          (history) => history.noticesOf(query),
          noticeSubject,
          (history) => history.noticesOf({ ...query, ...ALL_TIME }),
        )
      )
        .filter(({ at, closedAt }) => touches(query, at, closedAt))
        .toSorted((a, b) => a.at - b.at),
  }
}

/** For the rows of the standby: one that ended there may have no end in the database, and must replace it all the same. */
const ALL_TIME = { from: 0, to: Number.MAX_SAFE_INTEGER }

/** Whether something that lasts from `began` to `ended` (epoch ms; undefined: it goes on) is read for a range. */
function touches({ from, to }: Range, began: number, ended: number | undefined): boolean {
  return began < to && (ended === undefined || ended >= from)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

const surfaceKey = ({ target, surface }: { readonly target: string; readonly surface: string }) =>
  `${target}\0${surface}`

const probeKey = (ref: ProbeRef) => JSON.stringify([ref.target, ref.surface, ref.probe])
const runKey = (run: RecentRun) => JSON.stringify([probeKey(run), run.trigger, run.scheduledAt, run.location])
const alertKey = ({ key }: AlertRecord) => key
const messageKey = ({ channel, key }: MessageRecord) => JSON.stringify([channel, key])

/** The newest `limit` runs of each probe, newest first. */
function newestOfEach(runs: readonly RecentRun[], limit: number): readonly RecentRun[] {
  const counts = new Map<string, number>()
  return runs
    .toSorted((a, b) => b.scheduledAt - a.scheduledAt)
    .filter(({ target, surface, probe }) => {
      const key = JSON.stringify([target, surface, probe])
      const count = (counts.get(key) ?? 0) + 1
      counts.set(key, count)
      return count <= limit
    })
}

function sumByDay(rows: readonly DaySpend[]): readonly DaySpend[] {
  const days = new Map<string, DaySpend>()
  for (const row of rows) {
    const key = `${row.day} ${row.target}`
    const before = days.get(key)
    days.set(key, before ? { ...row, ...addSpend(before, row) } : row)
  }
  return [...days.values()].toSorted((a, b) => a.day - b.day)
}
