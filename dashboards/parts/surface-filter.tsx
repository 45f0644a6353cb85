import { count, plural } from '../../src/core/index.ts'
import type { Overview } from '../model/model.ts'
import { STATE_ORDER, STATE_WORDS } from '../words/labels.ts'
import { addressOf, type View } from '../words/view.ts'

/** A form that leads to the same page with a filter in its address; it needs no script. */
export function SurfaceFilterForm({ overview, view }: { overview: Overview; view: View }) {
  const { filter, counts, total, matching } = overview
  const active = filter.text !== undefined || filter.state !== undefined
  const inText = STATE_ORDER.reduce((sum, standing) => sum + (counts[standing] ?? 0), 0)
  return (
    <form class="surface-filter" method="get" action="/" aria-label="Filter the surfaces">
      {view.since === undefined ? null : <input type="hidden" name="since" value={view.since} />}
      {Object.entries(view.between ?? {}).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
      <p>
        <label for="filter-text">Target or surface</label>
        <input id="filter-text" name="q" type="search" maxlength={100} value={filter.text ?? ''} autocomplete="off" />
      </p>
      <p>
        <label for="filter-state">State</label>
        <select id="filter-state" name="state">
          <option value="">Any ({count(inText)})</option>
          {STATE_ORDER.filter((standing) => counts[standing] || standing === filter.state).map((standing) => (
            <option value={standing} selected={standing === filter.state}>
              {STATE_WORDS[standing]} ({count(counts[standing] ?? 0)})
            </option>
          ))}
        </select>
      </p>
      <p class="filter-actions">
        <button type="submit">Filter</button>{' '}
        {active ? (
          <>
            <a href={addressOf({ since: view.since, between: view.between, filter: {} })}>Show all</a>{' '}
            <span>
              {count(matching)} of {plural(total, 'surface')}
            </span>
          </>
        ) : (
          <span>{plural(total, 'surface')}</span>
        )}
      </p>
    </form>
  )
}
