import { addSpend, type DaySpend, type History, type ProbeRef, type RecentRun } from '../../core/index.ts'

/**
 * Reads while the standby is in use: what judging moves is read from both and the standby wins, all else is what the
 * database had last. Where the database cannot be read at all, the standby answers alone.
 */
export function mergedHistory(database: History, standby: History): History {
  const both = async <T>(read: (history: History) => Promise<readonly T[]>, keyOf: (one: T) => string) => {
    const [older, newer] = await Promise.all([read(database).catch(() => []), read(standby)])
    const keys = new Set(newer.map(keyOf))
    return [...newer, ...older.filter((one) => !keys.has(keyOf(one)))]
  }
  const probe = (ref: ProbeRef) => JSON.stringify([ref.target, ref.surface, ref.probe])
  const run = (one: RecentRun) => JSON.stringify([probe(one), one.trigger, one.scheduledAt])
  return {
    ...database,
    surfaces: async () =>
      (await both((history) => history.surfaces(), surfaceKey)).toSorted((one, other) =>
        surfaceKey(one) < surfaceKey(other) ? -1 : 1,
      ),
    lastRuns: () => both((history) => history.lastRuns(), probe),
    openNotices: () => standby.openNotices(),
    incidents: async (range) =>
      (
        await both(
          (history) => history.incidents(range),
          ({ name }) => name,
        )
      ).toSorted((one, other) => other.openedAt - one.openedAt),
    transitions: async (range) =>
      (
        await both(
          (history) => history.transitions(range),
          ({ target, surface, at }) => JSON.stringify([target, surface, at]),
        )
      ).toSorted((one, other) => one.at - other.at),
    runs: async (query) =>
      (await both((history) => history.runs(query), run))
        .toSorted((one, other) => other.scheduledAt - one.scheduledAt)
        .slice(0, query.limit),
    recentRuns: async (query) => newestOfEach(await both((history) => history.recentRuns(query), run), query.limit),
    alerts: async (query) =>
      (
        await both(
          (history) => history.alerts(query),
          ({ key }) => key,
        )
      )
        .toSorted((one, other) => other.at - one.at)
        .slice(0, query.limit),
    async spend(range) {
      const [older, newer] = await Promise.all([database.spend(range).catch(() => []), standby.spend(range)])
      return sumByDay([...older, ...newer])
    },
  }
}

const surfaceKey = ({ target, surface }: { readonly target: string; readonly surface: string }) =>
  `${target}\0${surface}`

/** The newest runs of every probe, newest first. */
function newestOfEach(runs: readonly RecentRun[], limit: number): readonly RecentRun[] {
  const counts = new Map<string, number>()
  return runs
    .toSorted((one, other) => other.scheduledAt - one.scheduledAt)
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
  return [...days.values()].toSorted((one, other) => one.day - other.day)
}
