import { count } from '../../src/core/index.ts'
import type { AfterwardsView } from '../model/model.ts'
import { At } from '../words/time.tsx'
import type { View } from '../words/view.ts'

/** Items that are listed; more are counted. */
const MOST = 12

/** Open items after outages. */
export function Afterwards({ items, view }: { items: readonly AfterwardsView[]; view: View }) {
  if (items.length === 0) return null
  return (
    <section class="notices" aria-labelledby="afterwards">
      <h2 id="afterwards">Left to do after an outage</h2>
      <ul>
        {items.slice(0, MOST).map(({ id, workflow, item, incident, at }) => (
          <li class="notice">
            <p class="blame">
              <bdi>{workflow}</bdi>
            </p>
            <p class="notice-text">
              <bdi>{item}</bdi>
            </p>
            <p class="when">
              after <bdi>{incident}</bdi>, over since <At at={at} view={view} />. Close it with{' '}
              <code>doorwatch afterwards close {id}</code>
            </p>
          </li>
        ))}
      </ul>
      {items.length > MOST ? <p class="note">And {count(items.length - MOST)} more.</p> : null}
    </section>
  )
}
