import type { Child } from 'hono/jsx'
import { TargetName } from './surface-name.tsx'

interface TrackRowProps {
  readonly name: string
  /** Shown in front of the name. */
  readonly target?: string | undefined
  /** What the track shows, in place of the numbers of a lane. */
  readonly summary: string
  /** Number columns of the table. */
  readonly columns: number
  /** The track. */
  readonly children: Child
}

/** A row below the lanes of the surfaces, with a track of its own. */
export function TrackRow({ name, target, summary, columns, children }: TrackRowProps) {
  return (
    <tr class="page-row">
      <th scope="row">
        <TargetName target={target ?? ''} shown={target !== undefined} />
        <span class="nowrap">{name}</span>
      </th>
      <td class="wide">{children}</td>
      <td class="number says" colspan={columns}>
        {summary}
      </td>
    </tr>
  )
}
