import type { PageLane, PageNow } from '../../dashboards/model/model.ts'
import { oneLine, type StateSpan, type WitnessPost, type WitnessRecord } from '../core/index.ts'
import type { Span } from './gaps.ts'
import { operationalDuringTrouble, worstStatuses } from './page-status.ts'

const POSTS = 30

/** What the status pages said over the range, one lane per page that was ever read. */
export function pageLanesOf(records: readonly WitnessRecord[], states: readonly StateSpan[], range: Span): PageLane[] {
  return records.filter(wasRead).map((record) => ({
    target: record.target,
    spans: worstStatuses(record, surfacesOf(states, record.target), range),
    posts: record.posts.slice(-POSTS).map(postView),
    greenMs: operationalDuringTrouble(record, states),
  }))
}

/** What each status page says now, and since when; `records` must reach back as far as `since` should. */
export function pagesNow(records: readonly WitnessRecord[], surfaces: readonly SurfaceRef[], range: Span): PageNow[] {
  return records.filter(wasRead).flatMap((record) => {
    const voice = record.reachability.at(-1)
    const ours = surfaces.filter((one) => one.target === record.target).map((one) => one.surface)
    const claim = worstStatuses(record, ours, range).at(-1)
    if (!voice) return []
    const heard = voice.voice === 'heard'
    return [
      {
        ...{ target: record.target, voice: voice.voice },
        ...(heard && claim && claim.claim !== 'unread'
          ? { claim: claim.claim, since: claim.from }
          : { since: voice.from }),
        ...(voice.message === undefined ? {} : { message: oneLine(voice.message, 120) }),
      },
    ]
  })
}

type SurfaceRef = { readonly target: string; readonly surface: string }

function wasRead(record: WitnessRecord): boolean {
  return record.reachability.some((voice) => voice.voice !== 'unwatched')
}

function surfacesOf(states: readonly StateSpan[], target: string): string[] {
  return [...new Set(states.filter((state) => state.target === target).map((state) => state.surface))]
}

function postView(post: WitnessPost): PageLane['posts'][number] {
  return { at: post.at, status: post.status, name: oneLine(post.name, 120) }
}
