import { readdir, stat, statfs } from 'node:fs/promises'
import { freemem, totalmem } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { type Config, withheldNotice } from '../../config/index.ts'
import { type Clock, defined, type MonitorCondition } from '../../core/index.ts'
import type { GuardedStore } from '../../store/index.ts'
import type { MonitorFacts } from '../../web/index.ts'
import type { DeadManState } from '../upkeep/dead-man-state.ts'
import { storageFailureOf } from '../upkeep/worker-note.ts'

interface MonitorFactsDeps {
  readonly config: Pick<Config, 'database' | 'retention' | 'deadMan' | 'dashboard'>
  readonly store: Pick<GuardedStore, 'condition'>
  readonly deadMan: Pick<DeadManState, 'failure'>
  readonly clock: Clock
}

/** Reads what the worker knows of itself and its machine. The worker begins with this call. */
export function createMonitorFacts({ config, store, deadMan, clock }: MonitorFactsDeps): () => Promise<MonitorFacts> {
  const startedAt = clock.now()
  const { runsMs, hoursMs, evidence } = config.retention
  return async () => ({
    startedAt,
    condition: conditionOf(config, store, deadMan),
    memory: { worker: process.memoryUsage.rss(), free: freemem(), total: totalmem() },
    retention: { runsMs, hoursMs, artifactsMs: evidence.ageMs },
    ...defined({ diskFree: await diskFree(config.database), copy: await upgradeCopy(config.database) }),
  })
}

function conditionOf(
  config: MonitorFactsDeps['config'],
  store: MonitorFactsDeps['store'],
  deadMan: MonitorFactsDeps['deadMan'],
): MonitorCondition {
  const failure = deadMan.failure()
  return defined({
    storage: storageFailureOf(store.condition()),
    deadMan: failure && config.deadMan && { ...failure, addressName: config.deadMan.url.name },
    dashboard: withheldNotice(config.dashboard),
  })
}

async function diskFree(database: string): Promise<number | undefined> {
  const free = await statfs(dirname(database)).catch(() => undefined)
  return free && free.bavail * free.bsize
}

/** The newest copy that a migration made next to the database, such as `doorwatch.sqlite.before-v26`. */
async function upgradeCopy(database: string): Promise<MonitorFacts['copy']> {
  const [folder, name] = [dirname(database), basename(database)]
  const files = (await readdir(folder).catch(() => [])).filter((file) => file.startsWith(`${name}.before-v`))
  const copies = await Promise.all(
    files.map(async (file) => {
      const stats = await stat(join(folder, file)).catch(() => undefined)
      return stats?.isFile() ? [{ name: file, at: Math.round(stats.mtimeMs), bytes: stats.size }] : []
    }),
  )
  return copies.flat().toSorted((a, b) => b.at - a.at)[0]
}
