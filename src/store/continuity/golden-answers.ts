import { GOLDEN_PREFIX, type GoldenAnswer } from '../../core/index.ts'
import { RUN_SEQ } from '../schema/columns.ts'
import type { Database } from '../schema/tables.ts'
import { goldenAnswerOf } from './golden-row.ts'

/** The newest answer to the golden prompt of each workflow: runs of probes that are named after it. */
export async function readGoldenAnswers(db: Database): Promise<readonly GoldenAnswer[]> {
  const probes = await db
    .selectFrom('probe')
    .innerJoin('name', 'name.id', 'probe.name')
    .select(['probe.id', 'name.text'])
    .where('name.text', 'like', `${GOLDEN_PREFIX}%`)
    .orderBy('name.text')
    .execute()
  const answers: GoldenAnswer[] = []
  for (const { id, text } of probes) {
    const newest = await db
      .selectFrom('run')
      .leftJoin('failure', (join) => join.onRef('failure.run', '=', 'run.id').on('failure.seq', '=', RUN_SEQ))
      .select(['run.scheduled_at', 'run.outcome', 'run.duration_ms', 'failure.message'])
      .where('run.probe', '=', id)
      .where('run.outcome', 'is not', null)
      .orderBy('run.scheduled_at', 'desc')
      .limit(1)
      .executeTakeFirst()
    if (newest) answers.push(goldenAnswerOf({ text, ...newest }))
  }
  return answers
}
