import { defined, FAILURE_CLASSES, type FailoverProof, isOneOf } from '../../core/index.ts'
import type { Database, Tx } from '../schema/tables.ts'

/** The newest failover proof of each class, route and surface of model B, oldest first. */
export async function readProofs(db: Database): Promise<readonly FailoverProof[]> {
  const newest = db
    .selectFrom('failover_proof')
    .select(({ fn }) => ['through', 'class', 'route', fn.max('at').as('at')])
    .groupBy(['through', 'class', 'route'])
  const rows = await db
    .selectFrom('failover_proof as proof')
    .innerJoin(newest.as('newest'), (join) =>
      join
        .onRef('newest.through', '=', 'proof.through')
        .onRef('newest.class', '=', 'proof.class')
        .onRef('newest.route', '=', 'proof.route')
        .onRef('newest.at', '=', 'proof.at'),
    )
    .selectAll('proof')
    .orderBy('proof.at')
    .orderBy('proof.id')
    .execute()
  return rows.flatMap(({ class: name, route, through, at, green, took_ms: took, client }) => {
    // A later version may have stored a class that this one does not have.
    if (!isOneOf(FAILURE_CLASSES, name)) return []
    const proof = { class: name, route, through, at, green: green === 1 }
    return [{ ...proof, ...defined({ tookMs: took ?? undefined, client: client ?? undefined }) }]
  })
}

/** Stores the result of injecting one class of failure into one route. */
export async function saveProof(tx: Tx, proof: FailoverProof): Promise<void> {
  const { at, route, through, green, tookMs, client } = proof
  const row = { at, class: proof.class, route, through, green: green ? 1 : 0 }
  await tx
    .insertInto('failover_proof')
    .values({ ...row, took_ms: tookMs ?? null, client: client ?? null })
    .execute()
}
