import { defined, type QuietWindow, type StoredQuietWindow } from '../../core/index.ts'
import { QUIET_KIND } from '../schema/codes.ts'
import type { Names } from '../schema/names.ts'
import type { Database, Tx } from '../schema/tables.ts'

/** Windows that are not over at `now` (epoch ms), in order of their start. */
export async function readUnexpiredWindows(db: Database, now: number): Promise<readonly StoredQuietWindow[]> {
  const rows = await db
    .selectFrom('quiet_window as window')
    .leftJoin('name as target', 'target.id', 'window.target')
    .leftJoin('name as surface', 'surface.id', 'window.surface')
    .select(['window.id', 'window.kind', 'window.from_at', 'window.to_at', 'window.reason'])
    .select(['target.text as target', 'surface.text as surface'])
    .where('window.to_at', '>', now)
    .orderBy('window.from_at')
    .orderBy('window.id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    kind: QUIET_KIND.word(row.kind),
    from: row.from_at,
    to: row.to_at,
    ...defined({
      target: row.target ?? undefined,
      surface: row.surface ?? undefined,
      reason: row.reason ?? undefined,
    }),
  }))
}

/** Stores a window. @returns its id */
export async function addQuietWindow(tx: Tx, names: Names, window: QuietWindow): Promise<number> {
  const { kind, from, to, reason } = window
  const idOf = (text: string | undefined) => (text === undefined ? null : names.id(tx, text))
  const row = {
    kind: QUIET_KIND.of(kind),
    target: await idOf(window.target),
    surface: await idOf(window.surface),
    from_at: from,
    to_at: to,
    reason: reason ?? null,
  }
  const { id } = await tx.insertInto('quiet_window').values(row).returning('id').executeTakeFirstOrThrow()
  return id
}

/** Ends the windows that run and deletes those that have not begun. @param now epoch ms @returns how many there were */
export async function endQuietWindows(tx: Tx, now: number): Promise<number> {
  const deleted = await tx.deleteFrom('quiet_window').where('from_at', '>=', now).executeTakeFirst()
  const running = tx.updateTable('quiet_window').set({ to_at: now }).where('to_at', '>', now)
  const ended = await running.executeTakeFirst()
  return Number(deleted.numDeletedRows) + Number(ended.numUpdatedRows)
}

/** Ends one window, or deletes it where it has not begun. @param now epoch ms @returns false where it was over or unknown */
export async function endQuietWindow(tx: Tx, id: number, now: number): Promise<boolean> {
  const deleted = await tx
    .deleteFrom('quiet_window')
    .where('id', '=', id)
    .where('from_at', '>=', now)
    .executeTakeFirst()
  const running = tx.updateTable('quiet_window').set({ to_at: now }).where('id', '=', id).where('to_at', '>', now)
  const ended = await running.executeTakeFirst()
  return Number(deleted.numDeletedRows) + Number(ended.numUpdatedRows) > 0
}
