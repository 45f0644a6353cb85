import { formatDuration } from '../../src/core/index.ts'
import type { Scale } from '../charts/axis.ts'
import { PageTrack } from '../charts/page-track.tsx'
import type { PageLane } from '../model/model.ts'
import type { View } from '../words/view.ts'
import { TrackRow } from './track-row.tsx'

/** The status page as one lane below those of the surfaces, to compare its statuses with the measured states. */
export function PageRow(props: { page: PageLane; scale: Scale; view: View; target: boolean; columns: number }) {
  const { page, scale, view, target, columns } = props
  return (
    <TrackRow
      name="Status page"
      target={target ? page.target : undefined}
      columns={columns}
      summary={
        page.greenMs > 0
          ? `operational during ${formatDuration(page.greenMs)} of trouble`
          : 'never operational in trouble'
      }
    >
      <PageTrack page={page} scale={scale} view={view} />
    </TrackRow>
  )
}
