import type { Config } from '../../config/index.ts'
import { ImmutableMap, type IncidentRecord, SECOND } from '../../core/index.ts'
import type { Pace, StreamMemory, TargetMemory } from '../../judge/index.ts'
import type { StoreReader } from '../../store/index.ts'

const TIMEOUT_MS = 3 * SECOND

/** The readings that the worker's dashboard answers on this machine. */
type Reading =
  | 'surfaces'
  | 'lastRuns'
  | 'watched'
  | 'openNotices'
  | 'quietWindows'
  | 'incidents'
  | 'incidentNamed'
  | 'transitions'
  | 'spend'
  | 'alerts'
  | 'channelBacklogs'
  | 'runs'
  | 'judgeMemory'

/** The token that the dashboard asks for, where it asks for one. */
export interface Tokened {
  readonly dashboard: Pick<Config['dashboard'], 'token'>
}

type WorkerReader = Pick<StoreReader, Reading>

/**
 * Reads from the worker instead of from the database, which does not have what the worker could not write. Where the worker
 * does not answer, a reading comes from `store`.
 * @returns undefined where the worker does not answer at all
 */
export async function readerOfWorker(
  url: string,
  config: Tokened,
  store: WorkerReader,
): Promise<WorkerReader | undefined> {
  const token = config.dashboard.token?.reveal()
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  async function ask<T>(name: Reading, query: unknown): Promise<T> {
    const address = new URL(`/api/read/${name}`, url)
    if (query !== undefined) address.searchParams.set('query', JSON.stringify(query))
    const answer = await fetch(address, { headers, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) })
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`)
    return (await answer.json()) as T
  }
  const answers = await ask('surfaces', undefined).then(
    () => true,
    () => false,
  )
  if (!answers) return undefined
  const or = <T>(name: Reading, query: unknown, otherwise: () => Promise<T>) => ask<T>(name, query).catch(otherwise)
  return {
    surfaces: () => or('surfaces', undefined, () => store.surfaces()),
    lastRuns: () => or('lastRuns', undefined, () => store.lastRuns()),
    watched: () => or('watched', undefined, () => store.watched()),
    openNotices: () => or('openNotices', undefined, () => store.openNotices()),
    quietWindows: (now) => or('quietWindows', now, () => store.quietWindows(now)),
    incidents: (range) => or('incidents', range, () => store.incidents(range)),
    incidentNamed: (name) =>
      or<IncidentRecord | null | undefined>('incidentNamed', name, () => store.incidentNamed(name)).then(
        (found) => found ?? undefined,
      ),
    transitions: (range) => or('transitions', range, () => store.transitions(range)),
    spend: (range) => or('spend', range, () => store.spend(range)),
    alerts: (query) => or('alerts', query, () => store.alerts(query)),
    channelBacklogs: (now) => or('channelBacklogs', now, () => store.channelBacklogs(now)),
    runs: (query) => or('runs', query, () => store.runs(query)),
    judgeMemory: (target) =>
      ask<JsonMemory>('judgeMemory', target)
        .then(memoryIn)
        .catch(() => store.judgeMemory(target)),
  }
}

type StoredMemory = Awaited<ReturnType<StoreReader['judgeMemory']>>

/** A memory in JSON: its maps are objects there. */
interface JsonMemory extends Omit<StoredMemory, 'memory'> {
  readonly memory: Omit<TargetMemory, 'streams' | 'paces'> & {
    readonly streams: Readonly<Record<string, StreamMemory>>
    readonly paces: Readonly<Record<string, Pace>>
  }
}

function memoryIn({ memory, unreadable }: JsonMemory): StoredMemory {
  const [streams, paces] = [
    ImmutableMap.of(Object.entries(memory.streams)),
    ImmutableMap.of(Object.entries(memory.paces)),
  ]
  return { memory: { ...memory, streams, paces }, unreadable }
}
