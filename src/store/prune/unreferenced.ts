import { defined, noticeSubject } from '../../core/index.ts'
import type { Database, Tx } from '../schema/tables.ts'

/** Deletes some proofs from before `before` (epoch ms) that a newer one of the same class, route and surface replaces. */
export async function deleteReplacedProofs(tx: Tx, before: number, limit: number): Promise<number> {
  const replaced = tx
    .selectFrom('failover_proof as old')
    .select('old.id')
    .where('old.at', '<', before)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('failover_proof as newer')
          .select('newer.id')
          .whereRef('newer.through', '=', 'old.through')
          .whereRef('newer.class', '=', 'old.class')
          .whereRef('newer.route', '=', 'old.route')
          .whereRef('newer.at', '>', 'old.at'),
      ),
    )
    .orderBy('old.at')
    .limit(limit)
  const { numDeletedRows } = await tx.deleteFrom('failover_proof').where('id', 'in', replaced).executeTakeFirst()
  return Number(numDeletedRows)
}

/** Some kept plans, in order of their subjects. */
export interface PlanPage {
  /** The subjects that are neither an incident nor a notice of the database. */
  readonly unreferenced: readonly string[]
  /** The last subject of the page; undefined where it is the last page. */
  readonly last?: string
}

/** Looks through the kept plans after a subject. A plan is stored in the same transaction as what it is kept for. */
export async function planPage(db: Database, after: string, limit: number): Promise<PlanPage> {
  const rows = await db
    .selectFrom('outage_plan')
    .select('subject')
    .where('subject', '>', after)
    .orderBy('subject')
    .limit(limit)
    .execute()
  if (rows.length === 0) return { unreferenced: [] }
  const subjects = rows.map(({ subject }) => subject)
  const referenced = new Set([...(await incidentsIn(db, subjects)), ...(await noticesIn(db, subjects))])
  const last = subjects.length < limit ? undefined : subjects.at(-1)
  return {
    unreferenced: subjects.filter((subject) => !referenced.has(subject)),
    ...defined({ last }),
  }
}

export async function deletePlans(tx: Tx, subjects: readonly string[]): Promise<void> {
  await tx.deleteFrom('outage_plan').where('subject', 'in', subjects).execute()
}

async function incidentsIn(db: Database, subjects: readonly string[]): Promise<readonly string[]> {
  const rows = await db.selectFrom('incident').select('name').where('name', 'in', subjects).execute()
  return rows.map(({ name }) => name)
}

/** The subjects of notices are their keys with the time of their opening: see noticeSubject. */
async function noticesIn(db: Database, subjects: readonly string[]): Promise<readonly string[]> {
  const keys = new Set(subjects.map((subject) => subject.slice(0, Math.max(0, subject.lastIndexOf('@')))))
  const rows = await db
    .selectFrom('notice')
    .select(['key', 'at'])
    .where('key', 'in', [...keys])
    .execute()
  return rows.map(noticeSubject)
}
