import type { ComponentStatus, SurfaceStatusSpan } from './witness.ts'

/** What a page says at one moment, or that it was not read. */
export type PageStatus = SurfaceStatusSpan['claim']

/** Bad to worse. A page that was not read says nothing; an unrecognised status is no trouble, but more than "operational". */
const RANK: Readonly<Record<PageStatus, number>> = {
  unread: 0,
  operational: 1,
  unknown: 2,
  under_maintenance: 3,
  degraded_performance: 4,
  partial_outage: 5,
  major_outage: 6,
}

/** The worst of several statuses; undefined for none. */
export function worstPageStatus<T extends PageStatus>(statuses: readonly T[]): T | undefined {
  return statuses.reduce<T | undefined>(
    (worst, status) => (worst === undefined || RANK[status] > RANK[worst] ? status : worst),
    undefined,
  )
}

/** Whether a status admits trouble: degraded performance or an outage. */
export function admitsTrouble(status: PageStatus): status is ComponentStatus {
  return RANK[status] >= RANK.degraded_performance
}

/** Stretches in order of time, those that touch and say the same joined. */
export function joinStretches<T extends { readonly claim: PageStatus; readonly from: number; readonly to: number }>(
  stretches: readonly T[],
): T[] {
  const joined: T[] = []
  for (const stretch of stretches) {
    const last = joined.at(-1)
    if (last && last.claim === stretch.claim && last.to === stretch.from) {
      joined[joined.length - 1] = { ...last, to: stretch.to }
    } else joined.push(stretch)
  }
  return joined
}
