import { type Range, SETUP_KINDS, type SetupChange, type SetupPart } from '../../core/index.ts'
import { SETUP_KIND } from '../schema/codes.ts'
import type { Names } from '../schema/names.ts'
import type { Database, Tx } from '../schema/tables.ts'

/** Most rows that are read; a worker that starts again and again with another file is not worth more. */
const MOST = 1_000

/** Stores those parts of a worker's setup that differ from what the worker of its location last started with. */
export async function saveSetup(
  tx: Tx,
  names: Names,
  { at, location, parts }: { readonly at: number; readonly location: string; readonly parts: readonly SetupPart[] },
): Promise<void> {
  const id = await names.id(tx, location)
  for (const { kind, subject, value } of parts) {
    const code = SETUP_KIND.of(kind)
    const last = await tx
      .selectFrom('setup_part')
      .select('value')
      .where('location', '=', id)
      .where('kind', '=', code)
      .where('subject', '=', subject)
      .orderBy('id', 'desc')
      .executeTakeFirst()
    if (last?.value === value) continue
    await tx
      .insertInto('setup_part')
      .values({ at, location: id, kind: code, subject, value, before: last?.value ?? null })
      .execute()
  }
}

/** The changes in a range, oldest first; those of a target, with what concerns every target. */
export async function readSetupChanges(db: Database, names: Names, range: Range): Promise<readonly SetupChange[]> {
  const rows = await db
    .selectFrom('setup_part')
    .selectAll()
    .where('at', '>=', range.from)
    .where('at', '<', range.to)
    .where('before', 'is not', null)
    .where(
      'kind',
      'in',
      SETUP_KINDS.map((kind) => SETUP_KIND.of(kind)),
    )
    .orderBy('id', 'desc')
    .limit(MOST)
    .execute()
  const text = await names.texts(db)
  return rows
    .map(({ at, location, kind, subject, value, before }) => ({
      ...{ at, location: text(location), kind: SETUP_KIND.word(kind), subject, value, before: before ?? '' },
    }))
    .filter(({ subject }) => range.target === undefined || subject === '' || subject.startsWith(`${range.target}/`))
    .toReversed()
}
