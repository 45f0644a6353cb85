import { type SurfaceStatus, surfaceId } from '../core/index.ts'
import type { Store } from '../store/index.ts'

/** Where every surface stands; one of which there are runs, but not enough yet to say anything, is unknown. */
export async function surfacesSeen(store: Store): Promise<readonly SurfaceStatus[]> {
  const judged = await store.surfaces()
  const known = new Set(judged.map(surfaceId))
  const others = new Map<string, SurfaceStatus>()
  for (const { target, surface, startedAt } of await store.lastRuns()) {
    const id = surfaceId({ target, surface })
    const since = Math.min(startedAt, others.get(id)?.since ?? startedAt)
    if (!known.has(id)) others.set(id, { target, surface, state: 'unknown', since })
  }
  return [...judged, ...others.values()].toSorted((a, b) => (surfaceId(a) < surfaceId(b) ? -1 : 1))
}
