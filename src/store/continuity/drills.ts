import type { Selectable } from 'kysely'
import { DRILL_STATUSES, type DrillSummary, isOneOf } from '../../core/index.ts'
import type { Database, Tables, Tx } from '../schema/tables.ts'

/** Points are stored in tenths. */
const TENTHS = 10

/** The scores of all drills, oldest first. */
export async function readDrills(db: Database): Promise<readonly DrillSummary[]> {
  return drillsOf(await db.selectFrom('drill').selectAll().orderBy('ended_at').orderBy('id').execute())
}

/** The drills in rows of the table. */
export function drillsOf(rows: readonly Selectable<Tables['drill']>[]): readonly DrillSummary[] {
  return rows.flatMap(({ status, ...row }) => {
    // A later version may have stored a status that this one does not have.
    if (!isOneOf(DRILL_STATUSES, status)) return []
    return [
      {
        ...{ id: row.name, scenario: row.scenario, seed: row.seed, begunAt: row.begun_at, at: row.ended_at, status },
        ...{ deviated: row.deviated === 1, open: row.open === 1, example: row.example === 1 },
        ...{ score: row.score / TENTHS, possible: row.possible / TENTHS },
      },
    ]
  })
}

/** Stores the score of a drill. */
export async function saveDrill(tx: Tx, drill: DrillSummary): Promise<void> {
  const { id, scenario, seed, begunAt, at, status, deviated, score, possible, open, example } = drill
  await tx
    .insertInto('drill')
    .values({
      ...{ name: id, scenario, seed, begun_at: begunAt, ended_at: at, status },
      ...{ deviated: deviated ? 1 : 0, open: open ? 1 : 0, example: example ? 1 : 0 },
      ...{ score: Math.round(score * TENTHS), possible: Math.round(possible * TENTHS) },
    })
    .execute()
}
