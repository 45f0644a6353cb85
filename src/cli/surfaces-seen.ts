import { type RunRecord, type SurfaceStatus, surfaceId } from '../core/index.ts'

/** Where every surface stands; one of which there are runs, but not enough yet to say anything, is unknown. */
export function surfacesSeen(
  judged: readonly SurfaceStatus[],
  lastRuns: readonly RunRecord[],
): readonly SurfaceStatus[] {
  const known = new Set(judged.map(surfaceId))
  const others = new Map<string, SurfaceStatus>()
  for (const { target, surface, startedAt } of lastRuns) {
    const id = surfaceId({ target, surface })
    const since = Math.min(startedAt, others.get(id)?.since ?? startedAt)
    if (!known.has(id)) others.set(id, { target, surface, state: 'unknown', since })
  }
  return [...judged, ...others.values()].toSorted((a, b) => (surfaceId(a) < surfaceId(b) ? -1 : 1))
}
