import { addressOf, type View } from '../words/view.ts'

/** Links to the same page over other ranges, and a form for any days; only where a server can answer them. */
export function RangeSwitch({ view }: { view: View }) {
  if (!view.live) return null
  return (
    <>
      <nav class="ranges" aria-label="Range of time">
        {view.ranges.map((name) => (
          <a
            href={addressOf({ since: name, filter: view.filter })}
            aria-current={name === view.since ? 'page' : undefined}
          >
            {name}
          </a>
        ))}
      </nav>
      <form class="between" method="get" action="/" aria-label="Days">
        {view.filter.text === undefined ? null : <input type="hidden" name="q" value={view.filter.text} />}
        {view.filter.state === undefined ? null : <input type="hidden" name="state" value={view.filter.state} />}
        <label for="range-from">From</label>
        <input id="range-from" name="from" type="date" required value={dayOf(view.between?.from)} />
        <label for="range-to">to</label>
        <input id="range-to" name="to" type="date" value={dayOf(view.between?.to)} />
        <button type="submit">Show</button>
      </form>
    </>
  )
}

/** A date for a field of dates; empty for a time of day, which such a field cannot hold. */
function dayOf(text: string | undefined): string {
  return /^\d{4}-\d\d-\d\d$/.exec(text ?? '')?.[0] ?? ''
}
