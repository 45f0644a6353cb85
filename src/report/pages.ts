import type { PageLane, PageNow } from '../../dashboards/model/model.ts'
import {
  defined,
  oneLine,
  type StateSpan,
  type SurfaceRef,
  type WitnessPost,
  type WitnessRecord,
} from '../core/index.ts'
import type { Span } from './gaps.ts'
import { operationalDuringTrouble, worstStatuses } from './page-status.ts'

const POSTS = 30

/** The status pages over the range, one lane per page that was ever read. */
export function pageLanesOf(records: readonly WitnessRecord[], states: readonly StateSpan[], range: Span): PageLane[] {
  return records.filter(wasRead).map((record) => ({
    target: record.target,
    spans: worstStatuses(record, surfacesOf(states, record.target), range),
    posts: record.posts.slice(-POSTS).map(postView),
    greenMs: operationalDuringTrouble(record, states),
  }))
}

/** The current status of each status page. `since` goes back to the start of `records` at most. */
export function pagesNow(records: readonly WitnessRecord[], surfaces: readonly SurfaceRef[], range: Span): PageNow[] {
  return records.filter(wasRead).flatMap((record) => {
    const reachability = record.reachability.at(-1)
    const ofTarget = surfaces.filter(({ target }) => target === record.target).map(({ surface }) => surface)
    const status = worstStatuses(record, ofTarget, range).at(-1)
    if (!reachability) return []
    const { voice, from, message } = reachability
    return [
      {
        ...{ target: record.target, voice },
        ...(voice === 'heard' && status && status.claim !== 'unread'
          ? { claim: status.claim, since: status.from }
          : { since: from }),
        ...defined({ message: message && oneLine(message, 120) }),
      },
    ]
  })
}

function wasRead(record: WitnessRecord): boolean {
  return record.reachability.some(({ voice }) => voice !== 'unwatched')
}

function surfacesOf(states: readonly StateSpan[], target: string): string[] {
  return [...new Set(states.filter((state) => state.target === target).map((state) => state.surface))]
}

function postView(post: WitnessPost): PageLane['posts'][number] {
  return { at: post.at, status: post.status, name: oneLine(post.name, 120) }
}
