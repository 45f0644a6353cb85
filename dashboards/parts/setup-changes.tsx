import { plural } from '../../src/core/index.ts'
import { place } from '../charts/axis.ts'
import { TRACK_HEIGHT } from '../charts/lane-track.tsx'
import type { SetupMark, TrendModel } from '../model/model.ts'
import { At } from '../words/time.tsx'
import type { View } from '../words/view.ts'

/** What changed in the monitor itself, as one lane with a mark at each moment. */
export function SetupRow(props: { trend: TrendModel; view: View; columns: number }) {
  const { trend, view, columns } = props
  const { setup, range } = trend
  if (setup.length === 0) return null
  return (
    <tr class="page-row">
      <th scope="row">
        <span class="nowrap">Monitor</span>
      </th>
      <td class="wide">
        {/* biome-ignore lint/a11y/noSvgWithoutTitle: the header of the row names it, and a title would cover the read-outs */}
        <svg class="track says" width="100%" height={TRACK_HEIGHT}>
          {setup.map((mark) => {
            const words = `${capital(mark.text)}, ${view.format.moment(mark.at)}`
            return (
              <svg
                class="change"
                x={`${place(mark.at, range)}%`}
                overflow="visible"
                role="img"
                aria-label={words}
                data-tip={words}
              >
                <path d="M0 6l6 9-6 9-6-9z" />
              </svg>
            )
          })}
        </svg>
      </td>
      <td class="number says" colspan={columns}>
        {setup.length === 1 ? 'changed once' : `changed ${plural(setup.length, 'time')}`}
      </td>
    </tr>
  )
}

/** The same in words. */
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

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
