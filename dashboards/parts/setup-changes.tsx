import { capital, plural } from '../../src/core/index.ts'
import { TRACK_HEIGHT } from '../charts/lane-track.tsx'
import { TrackMark } from '../charts/track-mark.tsx'
import type { SetupMark, TrendModel } from '../model/model.ts'
import { At } from '../words/time.tsx'
import type { View } from '../words/view.ts'
import { TrackRow } from './track-row.tsx'

/** The changes of version, configuration and probes, as one lane with a mark at each. */
export function SetupRow(props: { trend: TrendModel; view: View; columns: number }) {
  const { trend, view, columns } = props
  const { setup, range } = trend
  if (setup.length === 0) return null
  return (
    <TrackRow
      name="Monitor"
      columns={columns}
      summary={setup.length === 1 ? 'changed once' : `changed ${plural(setup.length, 'time')}`}
    >
      {/* biome-ignore lint/a11y/noSvgWithoutTitle: the header of the row names it, and a title would cover the read-outs */}
      <svg class="track says" width="100%" height={TRACK_HEIGHT}>
        {setup.map(({ at, text }) => (
          <TrackMark kind="change" at={at} scale={range} words={`${capital(text)}, ${view.format.moment(at)}`} />
        ))}
      </svg>
    </TrackRow>
  )
}

/** The same changes as a list. */
export function SetupList({ setup, view }: { setup: readonly SetupMark[]; view: View }) {
  if (setup.length === 0) return null
  return (
    <details class="setup-changes">
      <summary>What changed in the monitor</summary>
      <ul>
        {setup.toReversed().map(({ at, text }) => (
          <li>
            <At at={at} view={view} />: <bdi>{text}</bdi>
          </li>
        ))}
      </ul>
      <p class="note">
        A diamond on the lane, and a dotted line on the charts that a change concerns: the worker started with another
        version, configuration file or probe file. Files that those import do not count.
      </p>
    </details>
  )
}
