import type { LaneState, PageLane } from '../model/model.ts'
import { COMPONENT_STATUS_WORDS } from '../words/labels.ts'
import type { View } from '../words/view.ts'
import { place, type Scale } from './axis.ts'
import { BARS, TRACK_HEIGHT } from './lane-track.tsx'
import { TrackMark } from './track-mark.tsx'

type ComponentStatus = PageLane['spans'][number]['claim']

/** The state in whose colour a status of the page is drawn, so that both lanes compare: only a major outage is "down". */
const DRAWN_AS: Readonly<Record<ComponentStatus, LaneState>> = {
  operational: 'operational',
  under_maintenance: 'maintenance',
  degraded_performance: 'degraded',
  partial_outage: 'degraded',
  major_outage: 'down',
  unknown: 'unknown',
  unread: 'unknown',
}

/** The statuses of the status page over time, with a flag at each post. */
export function PageTrack({ page, scale, view }: { page: PageLane; scale: Scale; view: View }) {
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: the header of the row names it, and a title would cover the read-outs
    <svg class="track says" width="100%" height={TRACK_HEIGHT}>
      {page.spans.map((span) => {
        const [y, height] = BARS[DRAWN_AS[span.claim]]
        const [from, to] = [place(span.from, scale), place(span.to, scale)]
        const words = `Status page: ${COMPONENT_STATUS_WORDS[span.claim]}, ${view.format.moment(span.from)} to ${view.format.moment(span.to)}`
        return (
          <rect
            class={`is-${DRAWN_AS[span.claim]}`}
            x={`${from}%`}
            y={y}
            width={`${Math.max(0.2, Math.round((to - from) * 100) / 100)}%`}
            height={height}
            data-tip={words}
            {...(span.claim === 'operational' ? {} : { role: 'img', 'aria-label': words })}
          />
        )
      })}
      {page.posts.map((post) => {
        const words = `Status page, ${post.status} at ${view.format.moment(post.at)}: ${post.name}`
        return <TrackMark kind="post" at={post.at} scale={scale} words={words} />
      })}
    </svg>
  )
}
