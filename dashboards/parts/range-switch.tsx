import { addressOf, type View } from '../words/view.ts'

/** A field that takes a day or a time, which no field of dates does. */
const MOMENT = {
  ...{ type: 'text', size: 16, maxlength: 40, autocomplete: 'off', placeholder: '2026-11-01' },
  'aria-describedby': 'range-hint',
} as const

/** Links to the same page over other ranges, and a form for any days or times; only where a server can answer them. */
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
      <form class="between" method="get" action="/" aria-label="Days or times">
        {view.filter.text === undefined ? null : <input type="hidden" name="q" value={view.filter.text} />}
        {view.filter.state === undefined ? null : <input type="hidden" name="state" value={view.filter.state} />}
        <label for="range-from">From</label>
        <input id="range-from" name="from" required {...MOMENT} value={view.between?.from} />
        <label for="range-to">to</label>
        <input id="range-to" name="to" {...MOMENT} value={view.between?.to} />
        <button type="submit">Show</button>
        <span class="hint" id="range-hint">
          a day, or a time such as 2026-11-01T12:00, in <bdi>{view.timezone}</bdi>
        </span>
      </form>
    </>
  )
}
