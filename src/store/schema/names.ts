import type { Selectable } from 'kysely'
import type { ProbeRef } from '../../core/index.ts'
import { prepared } from './prepared.ts'
import type { Database, Tables } from './tables.ts'
import type { TxCache } from './writing.ts'

/**
 * The dictionary of texts that repeat. Ids never change and texts are never deleted, so ids are cached: those that were read,
 * and those of a transaction once it commits.
 */
export interface Names extends TxCache {
  /** The id of a text; a new one where it has none. For use in a transaction. */
  id(db: Database, text: string): Promise<number>
  /** The id of a probe; a new one where it has none. For use in a transaction. */
  probeId(db: Database, ref: ProbeRef): Promise<number>
  /** The id of a text; undefined if it has none. */
  find(db: Database, text: string): Promise<number | undefined>
  /** All texts by id. */
  texts(db: Database): Promise<Texts>
  /** All probes by id. */
  probes(db: Database): Promise<ReadonlyMap<number, ProbeRef>>
}

export type Texts = (id: number) => string

const NAME = 'name '

export function createNames(): Names {
  const committedIds = new Map<string, number>()
  /** Of the open transaction. */
  const addedIds = new Map<string, number>()
  const texts = new NewestMap<string>()
  const probes = new NewestMap<ProbeRef>()
  const text: Texts = (id) => texts.get(id) ?? ''

  async function cachedId(key: string, insert: () => Promise<number>): Promise<number> {
    const cached = committedIds.get(key) ?? addedIds.get(key)
    if (cached !== undefined) return cached
    const id = await insert()
    addedIds.set(key, id)
    return id
  }

  const id: Names['id'] = (db, text) => cachedId(`${NAME}${text}`, () => insertName(db, text))

  return {
    id,
    probeId: (db, ref) =>
      cachedId(`probe ${JSON.stringify([ref.target, ref.surface, ref.probe])}`, async () =>
        insertProbe(db, {
          target: await id(db, ref.target),
          surface: await id(db, ref.surface),
          name: await id(db, ref.probe),
        }),
      ),
    async find(db, text) {
      const cached = committedIds.get(`${NAME}${text}`)
      if (cached !== undefined) return cached
      return (await db.selectFrom('name').select('id').where('text', '=', text).executeTakeFirst())?.id
    },
    async texts(db) {
      await readNewNames(db, texts)
      return text
    },
    async probes(db) {
      const added = await probesAfter(db, { id: probes.newest })
      // Their names were stored before them.
      if (added.length > 0) await readNewNames(db, texts)
      for (const row of added) {
        probes.set(row.id, { target: text(row.target), surface: text(row.surface), probe: text(row.name) })
      }
      return probes
    },
    settle(committed) {
      if (committed) for (const [key, id] of addedIds) committedIds.set(key, id)
      else if (addedIds.size > 0) {
        // SQLite reuses an id that was rolled back for another text, and the cache may contain it.
        texts.clear()
        probes.clear()
      }
      addedIds.clear()
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

async function readNewNames(db: Database, texts: NewestMap<string>): Promise<void> {
  const rows = await namesAfter(db, { id: texts.newest })
  for (const row of rows) texts.set(row.id, row.text)
}

const namesAfter = prepared<{ id: number }, Selectable<Tables['name']>>((db, { id }) =>
  db.selectFrom('name').selectAll().where('id', '>', id).orderBy('id'),
)

const PROBE = ['id', 'target', 'surface', 'name'] as const
const probesAfter = prepared<{ id: number }, Pick<Selectable<Tables['probe']>, (typeof PROBE)[number]>>((db, { id }) =>
  db.selectFrom('probe').select(PROBE).where('id', '>', id).orderBy('id'),
)

/** A map with its greatest key. */
class NewestMap<T> extends Map<number, T> {
  newest = 0

  override set(id: number, value: T): this {
    this.newest = Math.max(this.newest, id)
    return super.set(id, value)
  }

  override clear(): void {
    this.newest = 0
    super.clear()
  }
}
