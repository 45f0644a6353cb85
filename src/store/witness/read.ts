import {
  type ComponentSpan,
  defined,
  type Range,
  type ReachabilitySpan,
  type WitnessPost,
  type WitnessRecord,
} from '../../core/index.ts'
import { COMPONENT_STATUS, PAGE_REACHABILITY, POST_STATUS } from '../schema/codes.ts'
import type { Names } from '../schema/names.ts'
import type { Database } from '../schema/tables.ts'
import { spansOf, surfaceSpans } from './component-spans.ts'

/** What the watched status pages showed in a range, one record per target. */
export async function readWitness(db: Database, names: Names, range: Range): Promise<readonly WitnessRecord[]> {
  const pages = await db.selectFrom('witness').select('target').execute()
  const text = await names.texts(db)
  const wanted = pages.filter(({ target }) => range.target === undefined || text(target) === range.target)
  const records = await Promise.all(
    wanted.map(async ({ target }) => {
      const reachability = await readReachability(db, target, range)
      const components = await readComponents(db, target, range)
      const surfaces = surfaceSpans(components, reachability)
      return { target: text(target), reachability, components, surfaces, posts: await readPosts(db, target, range) }
    }),
  )
  return records.sort((a, b) => (a.target < b.target ? -1 : 1))
}

async function readReachability(db: Database, target: number, range: Range): Promise<readonly ReachabilitySpan[]> {
  const page = () => db.selectFrom('witness_voice').selectAll().where('target', '=', target)
  const before = await page().where('at', '<=', range.from).orderBy('at', 'desc').limit(1).execute()
  const within = await page().where('at', '>', range.from).where('at', '<', range.to).orderBy('at').execute()
  const changes = [...before, ...within].map((row) => ({
    at: row.at,
    value: {
      voice: PAGE_REACHABILITY.word(row.voice),
      ...defined({ httpStatus: row.http_status ?? undefined, message: row.message ?? undefined }),
    },
  }))
  return spansOf(changes, range).map(({ from, to, value }) => ({ ...value, from, to }))
}

async function readComponents(db: Database, target: number, range: Range): Promise<readonly ComponentSpan[]> {
  const components = await db
    .selectFrom('witness_component')
    .selectAll()
    .where('target', '=', target)
    .orderBy('name')
    .execute()
  const spans = await Promise.all(
    components.map(async ({ id, key, name, surfaces }) => {
      const statuses = () => db.selectFrom('witness_claim').select(['at', 'claim']).where('component', '=', id)
      const before = await statuses().where('at', '<=', range.from).orderBy('at', 'desc').limit(1).execute()
      const within = await statuses().where('at', '>', range.from).where('at', '<', range.to).orderBy('at').execute()
      const changes = [...before, ...within].map(({ at, claim }) => ({ at, value: COMPONENT_STATUS.word(claim) }))
      const ref = { component: key, name, surfaces: JSON.parse(surfaces) as readonly string[] }
      return spansOf(changes, range).map(({ from, to, value }) => ({ ...ref, claim: value, from, to }))
    }),
  )
  return spans.flat()
}

async function readPosts(db: Database, target: number, range: Range): Promise<readonly WitnessPost[]> {
  const rows = await db
    .selectFrom('witness_post')
    .selectAll()
    .where('target', '=', target)
    .where('at', '>=', range.from)
    .where('at', '<', range.to)
    .orderBy('at')
    .execute()
  return rows.map(({ at, incident, post, name, body, seen_at, status, surfaces }) => ({
    kind: 'post',
    ...{ at, incident, post, name, seenAt: seen_at, text: body },
    status: POST_STATUS.word(status),
    surfaces: JSON.parse(surfaces) as readonly string[],
  }))
}
