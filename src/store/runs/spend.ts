import type { Insertable } from 'kysely'
import { type DaySpend, dayOf, type History, type Spend } from '../../core/index.ts'
import type { Names } from '../schema/names.ts'
import { prepared } from '../schema/prepared.ts'
import type { Database, Tables, Tx } from '../schema/tables.ts'

/** Adds the spend of a run to its target's day. @param run `startedAt` in epoch ms */
export async function addToSpend(
  tx: Tx,
  names: Names,
  run: { readonly target: string; readonly startedAt: number },
  spend: Spend,
): Promise<void> {
  if (Object.values(spend).every((amount) => amount === 0)) return
  await addToDay(tx, {
    day: dayOf(run.startedAt),
    target: await names.id(tx, run.target),
    requests: spend.requests,
    input_tokens: spend.inputTokens,
    output_tokens: spend.outputTokens,
    micro_usd: spend.microUsd,
  })
}

const addToDay = prepared<Insertable<Tables['spend']>>(
  (tx, { day, target, requests, input_tokens, output_tokens, micro_usd }) =>
    tx
      .insertInto('spend')
      .values({ day, target, requests, input_tokens, output_tokens, micro_usd })
      .onConflict((conflict) =>
        conflict.columns(['day', 'target']).doUpdateSet((eb) => ({
          requests: eb('spend.requests', '+', requests),
          input_tokens: eb('spend.input_tokens', '+', input_tokens),
          output_tokens: eb('spend.output_tokens', '+', output_tokens),
          micro_usd: eb('spend.micro_usd', '+', micro_usd),
        })),
      ),
)

/** The spend of every day that touches the range, in order of day, then target. */
export async function readSpend(
  db: Database,
  { from, to, target, targets }: Parameters<History['spend']>[0],
): Promise<readonly DaySpend[]> {
  let query = db
    .selectFrom('spend')
    .innerJoin('name', 'name.id', 'spend.target')
    .select(['name.text as target', 'spend.day', 'spend.requests'])
    .select(['spend.input_tokens', 'spend.output_tokens', 'spend.micro_usd'])
    .where('spend.day', '>=', dayOf(from))
    .where('spend.day', '<', to)
    .orderBy('spend.day')
    .orderBy('name.text')
  if (target !== undefined) query = query.where('name.text', '=', target)
  if (targets !== undefined) query = query.where('name.text', 'in', targets)
  const rows = await query.execute()
  return rows.map((row) => ({
    target: row.target,
    day: row.day,
    requests: row.requests,
    inputTokens: row.input_tokens,
    outputTokens: row.output_tokens,
    microUsd: row.micro_usd,
  }))
}
