import type { JudgeMemory } from '../../core/index.ts'
import type { Names } from '../schema/names.ts'
import type { Database } from '../schema/tables.ts'

/** The judge's memory of a target; empty where it has none. */
export async function judgeMemory(db: Database, names: Names, target: string): Promise<JudgeMemory> {
  const id = await names.find(db, target)
  if (id === undefined) return {}
  const rows = await db.selectFrom('judge_memory').select(['slice', 'value']).where('target', '=', id).execute()
  return Object.fromEntries(rows.map(({ slice, value }) => [slice, JSON.parse(value) as unknown]))
}
