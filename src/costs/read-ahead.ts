import {
  type IncidentRecord,
  type OutageHistory,
  type OutagePlan,
  type Range,
  type StoredNotice,
  type SurfaceChange,
  type SurfaceRef,
  surfaceId,
} from '../core/index.ts'

/**
 * A history that reads a whole span once (each surface, the incidents, each plan) and answers questions about parts of it from
 * that. Many incidents then take as many readings as one. Questions beyond the span are passed on.
 * @param plansRead plans that were read already, by subject; undefined for a subject without one
 */
export function readAhead(
  history: OutageHistory,
  span: Required<Pick<Range, 'from' | 'to'>>,
  plansRead: ReadonlyMap<string, OutagePlan | undefined> = new Map(),
): OutageHistory {
  const once = createOnce()
  const isWithin = ({ from, to }: Range) => from >= span.from && to <= span.to
  const ofSurfaces = async <T extends { readonly at: number }>(
    surfaces: readonly SurfaceRef[],
    read: (ref: SurfaceRef) => Promise<readonly T[]>,
  ) => (await Promise.all(surfaces.map(read))).flat().toSorted((a, b) => a.at - b.at)
  return {
    outcomes: (range) => history.outcomes(range),
    measures: (range) => history.measures(range),
    async incidents(range) {
      if (!isWithin(range) || range.target !== undefined) return history.incidents(range)
      const all = await once('incidents', () => history.incidents(span))
      return all.filter((candidate) => touches(candidate, range))
    },
    async surfaceChanges(query) {
      if (!isWithin(query)) return history.surfaceChanges(query)
      return ofSurfaces(query.surfaces, async (ref) =>
        cut(await once(`changes ${surfaceId(ref)}`, () => history.surfaceChanges({ ...span, surfaces: [ref] })), query),
      )
    },
    async noticesOf(query) {
      if (!isWithin(query)) return history.noticesOf(query)
      return ofSurfaces(query.surfaces, async (ref) =>
        (await once(`notices ${surfaceId(ref)}`, () => history.noticesOf({ ...span, surfaces: [ref] }))).filter(
          (notice) => isOpenIn(notice, query),
        ),
      )
    },
    outagePlans: planReader(history, plansRead),
  }
}

/** Reads the value of a key at its first use, and caches it. */
function createOnce() {
  const readings = new Map<string, Promise<unknown>>()
  return <T>(key: string, read: () => Promise<T>): Promise<T> => {
    const reading = (readings.get(key) as Promise<T> | undefined) ?? read()
    readings.set(key, reading)
    return reading
  }
}

/** Reads the plan of each subject once. */
function planReader(
  history: OutageHistory,
  plansRead: ReadonlyMap<string, OutagePlan | undefined>,
): OutageHistory['outagePlans'] {
  const plans = new Map(plansRead)
  return async (subjects) => {
    const missing = subjects.filter((subject) => !plans.has(subject))
    const stored = missing.length === 0 ? [] : await history.outagePlans(missing)
    for (const subject of missing) plans.set(subject, undefined)
    for (const plan of stored) plans.set(plan.subject, plan)
    return subjects.flatMap((subject) => plans.get(subject) ?? [])
  }
}

/** The changes in a range, and the last one before it. */
function cut(changes: readonly SurfaceChange[], { from, to }: Range): readonly SurfaceChange[] {
  const before = changes.findLast(({ at }) => at < from)
  return [...(before ? [before] : []), ...changes.filter(({ at }) => at >= from && at < to)]
}

function touches({ impactAt, resolvedAt }: IncidentRecord, { from, to }: Range): boolean {
  return impactAt < to && (resolvedAt === undefined || resolvedAt >= from)
}

function isOpenIn({ at, closedAt }: StoredNotice, { from, to }: Range): boolean {
  return at < to && (closedAt === undefined || closedAt >= from)
}
