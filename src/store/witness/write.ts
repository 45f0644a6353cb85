import type {
  ComponentChange,
  ReachabilityChange,
  WitnessChange,
  WitnessMemory,
  WitnessPost,
} from '../../core/index.ts'
import { COMPONENT_STATUS, PAGE_REACHABILITY, POST_STATUS } from '../schema/codes.ts'
import type { Names } from '../schema/names.ts'
import type { StoredWitness } from '../schema/port.ts'
import type { Database, Tx } from '../schema/tables.ts'

/** The state of a target's page after its last read; undefined where it was never read. */
export async function witnessMemory(db: Database, names: Names, target: string): Promise<StoredWitness | undefined> {
  const id = await names.find(db, target)
  if (id === undefined) return undefined
  const row = await db.selectFrom('witness').selectAll().where('target', '=', id).executeTakeFirst()
  return row && { memory: JSON.parse(row.memory) as WitnessMemory, askedAt: row.asked_at }
}

/** Stores the changes of a page and its state. */
export async function saveWitness(
  tx: Tx,
  names: Names,
  target: string,
  witness: StoredWitness & { readonly changes: readonly WitnessChange[] },
): Promise<void> {
  const id = await names.id(tx, target)
  for (const change of witness.changes) {
    if (change.kind === 'voice') await saveReachability(tx, id, change)
    else if (change.kind === 'claim') await saveComponentStatus(tx, id, change)
    else await savePost(tx, id, change)
  }
  const now = { asked_at: witness.askedAt, memory: JSON.stringify(witness.memory) }
  await tx
    .insertInto('witness')
    .values({ target: id, ...now })
    .onConflict((conflict) => conflict.column('target').doUpdateSet(now))
    .execute()
}

async function saveReachability(
  tx: Tx,
  target: number,
  { at, voice, httpStatus, message }: ReachabilityChange,
): Promise<void> {
  const now = { voice: PAGE_REACHABILITY.of(voice), http_status: httpStatus ?? null, message: message ?? null }
  await tx
    .insertInto('witness_voice')
    .values({ target, at, ...now })
    .onConflict((conflict) => conflict.columns(['target', 'at']).doUpdateSet(now))
    .execute()
}

async function saveComponentStatus(tx: Tx, target: number, { at, component }: ComponentChange): Promise<void> {
  const now = { name: component.name, surfaces: JSON.stringify(component.surfaces) }
  const { id } = await tx
    .insertInto('witness_component')
    .values({ target, key: component.id, ...now })
    .onConflict((conflict) => conflict.columns(['target', 'key']).doUpdateSet(now))
    .returning('id')
    .executeTakeFirstOrThrow()
  const claim = { claim: COMPONENT_STATUS.of(component.status) }
  await tx
    .insertInto('witness_claim')
    .values({ component: id, at, ...claim })
    .onConflict((conflict) => conflict.columns(['component', 'at']).doUpdateSet(claim))
    .execute()
}

async function savePost(tx: Tx, target: number, published: WitnessPost): Promise<void> {
  const { at, incident, post, name } = published
  const now = {
    status: POST_STATUS.of(published.status),
    name,
    body: published.text,
    surfaces: JSON.stringify(published.surfaces),
  }
  await tx
    .insertInto('witness_post')
    .values({ target, at, incident, post, seen_at: published.seenAt, ...now })
    .onConflict((conflict) => conflict.columns(['target', 'at', 'incident', 'post']).doUpdateSet(now))
    .execute()
}
