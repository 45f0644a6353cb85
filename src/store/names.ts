import type { ProbeRef } from '../core/index.ts'
import type { Database } from './tables.ts'

/**
 * The dictionary of texts that repeat. Ids never change and texts are never deleted, so what was once read or committed
 * is remembered; what a transaction adds is remembered when it commits.
 */
export interface Names {
  /** The id of a text, made where it is new. For use in a transaction. */
  id(db: Database, text: string): Promise<number>
  /** The id of a probe, made where it is new. For use in a transaction. */
  probeId(db: Database, ref: ProbeRef): Promise<number>
  /** The id of a text; undefined where nothing was ever stored under it. */
  find(db: Database, text: string): Promise<number | undefined>
  /** All texts by id. */
  texts(db: Database): Promise<Texts>
  /** All probes by id. */
  probes(db: Database): Promise<ReadonlyMap<number, ProbeRef>>
  /** Call after a commit, or after a rollback. */
  settle(committed: boolean): void
}

export type Texts = (id: number) => string

const NAME = 'name '

export function createNames(): Names {
  const known = new Map<string, number>()
  const added = new Map<string, number>()
  const texts = new Map<number, string>()
  const probes = new Map<number, ProbeRef>()
  const text: Texts = (id) => texts.get(id) ?? ''

  async function remembered(key: string, make: () => Promise<number>): Promise<number> {
    const found = known.get(key) ?? added.get(key)
    if (found !== undefined) return found
    const id = await make()
    added.set(key, id)
    return id
  }

  const id: Names['id'] = (db, text) => remembered(`${NAME}${text}`, () => insertName(db, text))

  return {
    id,
    probeId: (db, ref) =>
      remembered(`probe ${JSON.stringify([ref.target, ref.surface, ref.probe])}`, async () =>
        insertProbe(db, {
          target: await id(db, ref.target),
          surface: await id(db, ref.surface),
          name: await id(db, ref.probe),
        }),
      ),
    async find(db, text) {
      return (await db.selectFrom('name').select('id').where('text', '=', text).executeTakeFirst())?.id
    },
    async texts(db) {
      await readNewNames(db, texts)
      return text
    },
    async probes(db) {
      await readNewNames(db, texts)
      await readNewProbes(db, text, probes)
      return probes
    },
    settle(committed) {
      for (const [key, value] of added) {
        if (committed) known.set(key, value)
        // An id that was rolled back will be given to another text.
        else (key.startsWith(NAME) ? texts : probes).delete(value)
      }
      added.clear()
    },
  }
}

async function insertName(db: Database, text: string): Promise<number> {
  // The update changes nothing; it makes the statement return the id of a row that is there already.
  const row = await db
    .insertInto('name')
    .values({ text })
    .onConflict((conflict) => conflict.column('text').doUpdateSet((eb) => ({ text: eb.ref('excluded.text') })))
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

async function insertProbe(db: Database, ref: { target: number; surface: number; name: number }): Promise<number> {
  const row = await db
    .insertInto('probe')
    .values({ ...ref, last_run: null })
    .onConflict((conflict) =>
      conflict.columns(['target', 'surface', 'name']).doUpdateSet((eb) => ({ name: eb.ref('excluded.name') })),
    )
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

async function readNewNames(db: Database, texts: Map<number, string>): Promise<void> {
  const rows = await db.selectFrom('name').selectAll().where('id', '>', newestOf(texts)).orderBy('id').execute()
  for (const row of rows) texts.set(row.id, row.text)
}

async function readNewProbes(db: Database, text: Texts, probes: Map<number, ProbeRef>): Promise<void> {
  const columns = ['id', 'target', 'surface', 'name'] as const
  const rows = await db.selectFrom('probe').select(columns).where('id', '>', newestOf(probes)).orderBy('id').execute()
  for (const row of rows) {
    probes.set(row.id, { target: text(row.target), surface: text(row.surface), probe: text(row.name) })
  }
}

/** Maps keep the order in which they were filled, which is that of the ids; the last is the newest. */
function newestOf(map: ReadonlyMap<number, unknown>): number {
  let newest = 0
  for (const id of map.keys()) newest = id
  return newest
}
