import { formatDuration } from '../../src/core/index.ts'
import type { Scale } from '../charts/axis.ts'
import { PageTrack } from '../charts/page-track.tsx'
import type { PageLane } from '../model/model.ts'
import type { View } from '../words/view.ts'

/** The status page as one lane among those of the doors: what was said, below what was seen. */
export function PageRow(props: { page: PageLane; scale: Scale; view: View; target: boolean }) {
  const { page, scale, view, target } = props
  return (
    <tr class="page-row">
      <th scope="row">
        {target ? <bdi class="of-target">{page.target} </bdi> : null}
        <span class="nowrap">Status page</span>
      </th>
      <td class="wide">
        <PageTrack page={page} scale={scale} view={view} />
      </td>
      <td class="number says" colspan={3}>
        {page.greenMs > 0 ? `green in ${formatDuration(page.greenMs)} of trouble` : 'never green in trouble'}
      </td>
    </tr>
  )
}
