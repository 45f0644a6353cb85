import {
  defined,
  isOneOf,
  type PersonReport,
  type Range,
  REPORT_WAYS,
  REPORTED_TROUBLES,
  type ReportToken,
} from '../../core/index.ts'
import type { Names } from '../schema/names.ts'
import type { Database, Tx } from '../schema/tables.ts'

/** What people reported in a range, oldest first. Words of a later release are left out. */
export async function readReports(db: Database, names: Names, range: Range): Promise<readonly PersonReport[]> {
  const target = range.target === undefined ? undefined : await names.find(db, range.target)
  if (range.target !== undefined && target === undefined) return []
  const rows = await db
    .selectFrom('person_report')
    .selectAll()
    .where('at', '>=', range.from)
    .where('at', '<', range.to)
    .$if(target !== undefined, (query) => query.where('target', '=', target as number))
    .orderBy('at')
    .orderBy('id')
    .execute()
  const text = await names.texts(db)
  return rows.flatMap(({ trouble, via, ...row }) => {
    if (!isOneOf(REPORTED_TROUBLES, trouble) || !isOneOf(REPORT_WAYS, via)) return []
    const ref = { target: text(row.target), surface: text(row.surface) }
    return [
      { ...ref, at: row.at, reporter: row.reporter, trouble, via, ...defined({ client: row.client ?? undefined }) },
    ]
  })
}

export async function saveReport(tx: Tx, names: Names, report: PersonReport): Promise<void> {
  const { at, target, surface, trouble, via, reporter, client } = report
  const [targetId, surfaceId] = [await names.id(tx, target), await names.id(tx, surface)]
  await tx
    .insertInto('person_report')
    .values({ at, target: targetId, surface: surfaceId, trouble, via, reporter, client: client ?? null })
    .execute()
}

/** Deletes the oldest reports before `before` (epoch ms). @returns how many, at most `limit` */
export async function deleteReports(tx: Tx, before: number, limit: number): Promise<number> {
  const oldest = tx.selectFrom('person_report').select('id').where('at', '<', before).orderBy('at').limit(limit)
  const { numDeletedRows } = await tx.deleteFrom('person_report').where('id', 'in', oldest).executeTakeFirst()
  return Number(numDeletedRows)
}

/** Every token that may or might send reports, oldest first. */
export async function readReportTokens(db: Database): Promise<readonly ReportToken[]> {
  const rows = await db.selectFrom('report_token').selectAll().orderBy('created_at').orderBy('hash').execute()
  return rows.map((row) => ({
    ...{ hash: row.hash, createdAt: row.created_at },
    ...defined({ revokedAt: row.revoked_at ?? undefined }),
  }))
}

export async function saveReportToken(tx: Tx, { hash, createdAt }: ReportToken): Promise<void> {
  await tx.insertInto('report_token').values({ hash, created_at: createdAt, revoked_at: null }).execute()
}

/** Revokes the tokens whose hash begins with `prefix` (hexadecimal); all of them where it is empty. @returns how many */
export async function revokeReportTokens(tx: Tx, prefix: string, now: number): Promise<number> {
  const { numUpdatedRows } = await tx
    .updateTable('report_token')
    .set({ revoked_at: now })
    .where('revoked_at', 'is', null)
    .where('hash', 'like', `${prefix}%`)
    .executeTakeFirst()
  return Number(numUpdatedRows)
}
