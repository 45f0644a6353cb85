import { probeId } from '../../core/index.ts'
import type { Names } from '../schema/names.ts'
import type { Database } from '../schema/tables.ts'

/**
 * The last slot of each probe that has a run or a skip (epoch ms, by probe id). Skips older than the newest run do not count:
 * after the clock was set back they are of a later time.
 */
export async function lastSlots(db: Database, names: Names): Promise<ReadonlyMap<string, number>> {
  const runs = await db
    .selectFrom('probe')
    .innerJoin('run', 'run.id', 'probe.last_run')
    .select(['probe.target', 'probe.name', 'run.scheduled_at as at'])
    .execute()
  const skips = await db
    .selectFrom('skip')
    .innerJoin('run', 'run.id', 'skip.run')
    .innerJoin('probe', 'probe.id', 'run.probe')
    .select(({ fn }) => ['probe.target', 'probe.name', fn.max('skip.until_at').as('at')])
    .where(({ eb, or, ref }) => or([eb('probe.last_run', 'is', null), eb('skip.run', '>', ref('probe.last_run'))]))
    .groupBy('probe.id')
    .execute()
  const text = await names.texts(db)
  const last = new Map<string, number>()
  for (const { target, name, at } of [...runs, ...skips]) {
    const id = probeId({ target: text(target), surface: '', probe: text(name) })
    last.set(id, Math.max(last.get(id) ?? Number.NEGATIVE_INFINITY, at))
  }
  return last
}
