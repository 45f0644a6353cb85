import { Zone } from '../words/time.tsx'
import type { View } from '../words/view.ts'

/** Version, time zone and JSON links. */
export function Colophon({ view }: { view: View }) {
  return (
    <footer class="colophon">
      <p>
        Doorwatch {view.version}.{' '}
        {view.live ? <span class="on-screen">This page updates by itself.</span> : 'Static report.'} Times are in{' '}
        <Zone view={view} />.
        {view.live ? (
          <span class="on-screen">
            {' '}
            <a href="/mutes">Mute alerts</a>. <a href="/plan">Plan for an outage</a>.{' '}
            <a href="/objectives">Objectives</a>. <a href="/months">This month</a>.{' '}
            <a href="/monitor">The monitor itself</a>. As data: <a href="/api/status">status</a>,{' '}
            <a href="/api/report">report</a>, <a href="/api/runs">runs</a>, <a href="/api/incidents">incidents</a>.
          </span>
        ) : null}
      </p>
    </footer>
  )
}
