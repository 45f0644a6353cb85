import { plural } from '../../src/core/index.ts'
import { place, type Scale } from '../charts/axis.ts'
import { TRACK_HEIGHT } from '../charts/lane-track.tsx'
import type { PeopleLane } from '../model/model.ts'
import type { View } from '../words/view.ts'
import { TrackRow } from './track-row.tsx'

/** The reports of people as one lane: a mark for each moment, the higher the more people. */
export function PeopleRow(props: { people: PeopleLane; scale: Scale; view: View; target: boolean; columns: number }) {
  const { people, scale, view, target, columns } = props
  return (
    <TrackRow
      name="People"
      target={target ? people.target : undefined}
      columns={columns}
      summary={plural(people.reports, 'report')}
    >
      {/* biome-ignore lint/a11y/noSvgWithoutTitle: the header of the row names it, and a title would cover the read-outs */}
      <svg class="track says" width="100%" height={TRACK_HEIGHT}>
        {people.marks.map((mark) => {
          const height = Math.min(TRACK_HEIGHT, 8 + 6 * (mark.people - 1))
          const words = `${plural(mark.people, 'person', 'people')} reported ${mark.surfaces.join(', ')} at ${view.format.moment(mark.at)}`
          return (
            // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: a rectangle of a drawing is not interactive
            <rect
              class={mark.people >= 3 ? 'is-down' : 'is-unknown'}
              x={`${place(mark.at, scale)}%`}
              y={TRACK_HEIGHT - height}
              width="4"
              height={height}
              role="img"
              aria-label={words}
              data-tip={words}
            />
          )
        })}
      </svg>
    </TrackRow>
  )
}
