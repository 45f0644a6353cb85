import { formatDuration } from '../../src/core/index.ts'
import type { Scale } from '../charts/axis.ts'
import { PageTrack } from '../charts/page-track.tsx'
import type { PageLane } from '../model/model.ts'
import type { View } from '../words/view.ts'

/** The status page as one lane below those of the surfaces, to compare its statuses with the measured states. */
export function PageRow(props: { page: PageLane; scale: Scale; view: View; target: boolean; columns: number }) {
  const { page, scale, view, target, columns } = props
  return (
    <tr class="page-row">
      <th scope="row">
        {target ? <bdi class="of-target">{page.target} </bdi> : null}
        <span class="nowrap">Status page</span>
      </th>
      <td class="wide">
        <PageTrack page={page} scale={scale} view={view} />
      </td>
      <td class="number says" colspan={columns}>
        {page.greenMs > 0
          ? `operational during ${formatDuration(page.greenMs)} of trouble`
          : 'never operational in trouble'}
      </td>
    </tr>
  )
}
