import { plural } from '../../src/core/index.ts'
import type { NoticeView } from '../model/model.ts'
import { BLAME_WORDS } from '../words/labels.ts'
import { At, For } from '../words/time.tsx'
import type { View } from '../words/view.ts'
import { Pieces } from './evidence.tsx'

/** Most notices on a page. */
const SHOWN = 12

/** Open notices: problems with credentials, a probe or the network, which are no outage. */
export function Notices({ notices, view }: { notices: readonly NoticeView[]; view: View }) {
  if (notices.length === 0) return null
  return (
    <section class="notices" aria-labelledby="notices">
      <h2 id="notices">No outage, but action is needed</h2>
      <ul>
        {notices.slice(0, SHOWN).map((notice) => (
          <li class={`notice of-${notice.blame}`}>
            <p class="blame">{BLAME_WORDS[notice.blame]}</p>
            <p class="notice-text">
              <bdi>{notice.text}</bdi>
            </p>
            <p class="when">
              {notice.probe ? (
                <>
                  probe <bdi>{notice.probe}</bdi>,{' '}
                </>
              ) : null}
              since <At at={notice.at} view={view} />, <For since={notice.at} view={view} />
            </p>
            {notice.artifacts ? (
              <p class="when">
                recorded: <Pieces artifacts={notice.artifacts} view={view} />
              </p>
            ) : null}
          </li>
        ))}
      </ul>
      {notices.length > SHOWN ? <p class="note">And {plural(notices.length - SHOWN, 'more notice')}.</p> : null}
    </section>
  )
}
