import { formatDuration } from '../../src/core/index.ts'
import type { IncidentView, Lane, LaneSpan } from '../model/model.ts'
import { STATE_WORDS } from '../words/labels.ts'
import type { View } from '../words/view.ts'
import { place, type Scale, ticksOf } from './axis.ts'
import { troubleWidth } from './bar-width.ts'

export const TRACK_HEIGHT = 30

/** Height of a state on its track: the worse, the taller, so that colour is not needed. */
export const BARS: Readonly<Record<LaneSpan['state'], readonly [y: number, height: number]>> = {
  operational: [13, 4],
  degraded: [7, 16],
  down: [1, 28],
  unknown: [14, 2],
  maintenance: [10, 10],
  unwatched: [0, 0],
}

/** One surface over time. Spans with trouble are focusable and have a tooltip. */
export function LaneTrack(props: { lane: Lane; scale: Scale; incidents: readonly IncidentView[]; view: View }) {
  const { lane, scale, incidents, view } = props
  const drawn = lane.spans.filter((span) => span.state !== 'unwatched')
  const quiet = drawn.filter((span) => !isBad(span))
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: the header of the row names it, and a title would cover the read-outs
    <svg class="track" width="100%" height={TRACK_HEIGHT}>
      {ticksOf(scale, view.format, 8).map((tick) => (
        <line class="grid" x1={`${place(tick.at, scale)}%`} x2={`${place(tick.at, scale)}%`} y1="0" y2={TRACK_HEIGHT} />
      ))}
      {quiet.map((span) => (
        <Bar span={span} scale={scale} />
      ))}
      {drawn.filter(isBad).map((span) => {
        const words = spanWords(span, lane, view)
        const incident = incidents.find((candidate) => touches(candidate, span, lane))
        return (
          <a
            class="trouble"
            href={incident ? `#${encodeURIComponent(incident.name)}` : '#changes'}
            aria-label={words}
            data-tip={words}
          >
            <Bar span={span} scale={scale} />
          </a>
        )
      })}
    </svg>
  )
}

function Bar({ span, scale }: { span: LaneSpan; scale: Scale }) {
  const [y, height] = BARS[span.state]
  const [from, to] = [place(span.from, scale), place(span.to, scale)]
  const shownMs = Math.max(0, Math.min(span.to, scale.to) - Math.max(span.from, scale.from))
  const share = (100 * shownMs) / Math.max(1, scale.to - scale.from)
  const width = isBad(span) ? troubleWidth(share) : Math.max(to - from, 0.05)
  // A hatching needs room; a narrow bar is solid instead.
  const thin = width < 0.8 ? ' thin' : ''
  return (
    <rect
      class={`is-${span.state}${thin}`}
      x={`${Math.min(from, 100 - width)}%`}
      y={y}
      width={`${round(width)}%`}
      height={height}
    />
  )
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

export function isBad(span: LaneSpan): boolean {
  return span.state === 'down' || span.state === 'degraded'
}

function touches(incident: IncidentView, span: LaneSpan, lane: Lane): boolean {
  return (
    incident.target === lane.target &&
    incident.surfaces.some(({ surface }) => surface === lane.surface) &&
    incident.impactAt <= span.to &&
    (incident.resolvedAt ?? Number.POSITIVE_INFINITY) >= span.from
  )
}

/** 'Login down from 20:41 to 21:05 (24 min): HTTP 500 at "submit credentials"' */
export function spanWords(span: LaneSpan, lane: Lane, view: View): string {
  const { format } = view
  const inAll = span.troubleMs === undefined ? '' : ` for ${formatDuration(span.troubleMs)} in all`
  const many = span.merged > 1 ? `, ${span.merged} times${inAll}` : ''
  const what = span.failure ? `: ${span.failure.message}` : ''
  const where = span.failure?.step ? ` at "${span.failure.step}"` : ''
  const when = `${format.moment(span.from)} to ${format.moment(span.to)}, ${formatDuration(span.to - span.from)}${many}`
  return `${lane.title} ${STATE_WORDS[span.state].toLowerCase()}, ${when}${what}${where}`
}
