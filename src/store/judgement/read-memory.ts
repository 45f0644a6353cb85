import type { Notice } from '../../core/index.ts'
import type { Names } from '../schema/names.ts'
import type { StoredMemory } from '../schema/port.ts'
import type { Database } from '../schema/tables.ts'
import { derived } from './memory-slices.ts'
import { parseMemory } from './parse-memory.ts'
import { openIncident } from './read-incidents.ts'
import { readOpenNotices } from './read-judgement.ts'

/** @returns The judge's memory of a target; empty where it has none. */
export async function judgeMemory(db: Database, names: Names, target: string): Promise<StoredMemory> {
  const id = await names.find(db, target)
  if (id === undefined) return parseMemory(target, [])
  const rows = await db.selectFrom('judge_memory').select(['slice', 'value']).where('target', '=', id).execute()
  const stored = parseMemory(target, rows)
  return stored.unreadable.length === 0 ? stored : recovered(db, names, target, stored)
}

/** An incident and notices that are open must not be forgotten, or they would stay open for ever: they have rows of their own. */
async function recovered(db: Database, names: Names, target: string, stored: StoredMemory): Promise<StoredMemory> {
  let { memory } = stored
  if (memory.incident.incident === undefined) {
    const record = await openIncident(db, names, target)
    if (record) {
      const { timeline: _, ...incident } = record
      memory = derived(memory, { incident: { incident, since: incident.openedAt } })
    }
  }
  if (Object.keys(memory.notices.open).length === 0) {
    const open = (await readOpenNotices(db)).filter((notice) => notice.target === target && isByJudge(notice))
    const notices = { ...memory.notices, open: Object.fromEntries(open.map((notice) => [notice.key, notice])) }
    if (open.length > 0) memory = derived(memory, { notices })
  }
  return { ...stored, memory }
}

/** Notices by others are about a target as a whole. */
function isByJudge({ blame, probe }: Notice): boolean {
  return blame === 'network' || probe !== ''
}
