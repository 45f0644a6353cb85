import { count, formatDuration, plural } from '../../src/core/index.ts'
import type { MonthPage } from '../model/month.ts'
import { lagWords } from '../words/lag.ts'
import { TableHead } from './table-head.tsx'

/** Pages that are listed: two sheets of paper hold no more. */
const LISTED = 5
const COLUMNS = [
  ...['Page of', 'Incidents', 'Before us', 'After us', 'Silent on', 'Median lag'],
  ...['Green while we saw trouble', 'Post-mortem'],
]

/** The providers' status pages over a month, ranked: lead, lag, silence, green during trouble, post-mortems. */
export function MonthPages({ pages }: { pages: readonly MonthPage[] }) {
  if (pages.length === 0) return null
  return (
    <section aria-labelledby="pages">
      <h2 id="pages">{pages.length > 1 ? 'Status pages of the providers, the best first' : 'Status page'}</h2>
      <div class="scroll">
        <table class="records">
          <TableHead columns={COLUMNS} />
          <tbody>
            {pages.slice(0, LISTED).map((page) => (
              <tr>
                <th scope="row">
                  <bdi>{page.target}</bdi>
                </th>
                <td>{count(page.incidents)}</td>
                <td>{count(page.first)}</td>
                <td>{count(page.late)}</td>
                <td>{count(page.silent)}</td>
                <td>{page.leadMs === undefined ? '–' : lagWords(page.leadMs)}</td>
                <td>{page.greenMs > 0 ? formatDuration(page.greenMs) : 'never'}</td>
                <td>{postmortemWords(page)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="note">
        {pages.length > LISTED ? `And ${plural(pages.length - LISTED, 'more page')}. ` : null}
        Incidents during which the page could be read. Post-mortems are looked for once a day, for 60 days after an
        incident.
      </p>
    </section>
  )
}

/** '1, after 6 days'; 'unknown' where the page could not be read afterwards. */
function postmortemWords({ incidents, silent, postmortems, postmortemDays = 0, searched }: MonthPage): string {
  if (incidents === silent) return '–'
  if (postmortems === 0) return searched ? 'none read' : 'unknown'
  const days = Math.round(postmortemDays)
  return `${count(postmortems)}, ${days === 0 ? 'on the same day' : `after ${plural(days, 'day')}`}`
}
