import type { View } from '../words/view.ts'

/** Version, time zone and JSON links. */
export function Colophon({ view }: { view: View }) {
  return (
    <footer class="colophon">
      <p>
        Doorwatch {view.version}. {view.live ? 'This page updates by itself.' : 'Static report.'} Times are in{' '}
        <bdi>{view.timezone}</bdi>
        {view.timezone === 'UTC' ? null : ` (${view.format.offset(view.at)})`}.
        {view.live ? (
          <>
            {' '}
            <a href="/mutes">Mute alerts</a>. <a href="/plan">Plan for an outage</a>.{' '}
            <a href="/objectives">Objectives</a>. <a href="/months">This month</a>.{' '}
            <a href="/monitor">The monitor itself</a>. As data: <a href="/api/status">status</a>,{' '}
            <a href="/api/report">report</a>, <a href="/api/runs">runs</a>, <a href="/api/incidents">incidents</a>.
          </>
        ) : null}
      </p>
    </footer>
  )
}
