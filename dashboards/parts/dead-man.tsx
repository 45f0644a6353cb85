import type { DeadManFailure } from '../../src/core/index.ts'
import { At, For } from '../words/time.tsx'
import type { View } from '../words/view.ts'

/** Of the front page: the dead-man switch is not pinged, and why. */
export function DeadMan({ failure, view }: { failure: DeadManFailure | undefined; view: View }) {
  if (!failure) return null
  const { since, why } = failure
  return (
    <section class="channels front-channels" aria-label="Dead-man switch">
      <div class="channel" role="status">
        <p class="channel-head">
          The dead-man switch is not pinged since <At at={since} view={view} />, <For since={since} view={view} />
        </p>
        <p>
          Reason: <bdi>{why}</bdi>.
        </p>
        <p class="soft">The switch alerts when its grace time is over.</p>
      </div>
    </section>
  )
}
