import { count, formatDuration } from '../../src/core/index.ts'
import type { MonthPage } from '../model/month.ts'

/** The providers' status pages over a month: lag, silence, green while there was trouble, post-mortems. */
export function MonthPages({ pages }: { pages: readonly MonthPage[] }) {
  if (pages.length === 0) return null
  return (
    <section aria-labelledby="pages">
      <h2 id="pages">Status pages of the providers</h2>
      <div class="scroll">
        <table class="records">
          <thead>
            <tr>
              {['Page of', 'Incidents', 'Silent on', 'Median lag', 'Green while we saw trouble', 'Post-mortems'].map(
                (name) => (
                  <th scope="col">{name}</th>
                ),
              )}
            </tr>
          </thead>
          <tbody>
            {pages.map(({ target, incidents, silent, leadMs, greenMs, postmortems }) => (
              <tr>
                <th scope="row">
                  <bdi>{target}</bdi>
                </th>
                <td>{count(incidents)}</td>
                <td>{count(silent)}</td>
                <td>
                  {leadMs === undefined
                    ? '–'
                    : `${formatDuration(Math.abs(leadMs))} ${leadMs >= 0 ? 'after us' : 'before us'}`}
                </td>
                <td>{greenMs > 0 ? formatDuration(greenMs) : '–'}</td>
                <td>{count(postmortems)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
