import type { View } from '../words/view.ts'

/** Who made this page, from what, and when. */
export function Colophon({ view }: { view: View }) {
  return (
    <footer class="colophon">
      <p>
        Doorwatch {view.version}. {view.live ? 'This page updates by itself.' : 'Written once; it does not change.'}{' '}
        Times are in <bdi>{view.timezone}</bdi>
        {view.timezone === 'UTC' ? null : ` (${view.format.offset(view.at)})`}.
        {view.live ? (
          <>
            {' '}
            As data: <a href="/api/status">status</a>, <a href="/api/report">report</a>, <a href="/api/runs">runs</a>,{' '}
            <a href="/api/incidents">incidents</a>.
          </>
        ) : null}
      </p>
    </footer>
  )
}
