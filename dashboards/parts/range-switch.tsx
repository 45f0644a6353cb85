import { addressOf, type View } from '../words/view.ts'

/** Links to the same page over other ranges; only where a server can answer them. */
export function RangeSwitch({ view }: { view: View }) {
  if (!view.live) return null
  return (
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
  )
}
