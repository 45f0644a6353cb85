import { plural } from '../../src/core/index.ts'
import type { View } from '../words/view.ts'

/** Targets that are named; more are counted. */
const NAMED = 12

/** The name and its sign. */
export function Name() {
  return (
    <p class="name">
      <svg viewBox="0 0 40 52" width="20" height="26" aria-hidden="true" focusable="false">
        <path class="frame" d="M6.5 50V4.5h27V50M2 50.5h36" />
        <path class="leaf" d="M9 7l12 3v42L9 50z" />
      </svg>
      Doorwatch
    </p>
  )
}

/** Product name, targets, date and location of the page. */
export function Masthead({ view, targets }: { view: View; targets: readonly string[] }) {
  return (
    <header class="masthead">
      <Name />
      <p class="watching">
        {targets.length > 0 ? (
          <>
            watching <bdi>{targets.length > NAMED ? plural(targets.length, 'target') : targets.join(', ')}</bdi>{' '}
          </>
        ) : null}
        from <bdi>{view.location}</bdi>
      </p>
      <p class="dateline">
        <span>{view.format.date(view.at)}</span>{' '}
        <span class="clock">
          <span data-clock={view.live ? view.format.offsetMs(view.at) : undefined}>{view.format.seconds(view.at)}</span>{' '}
          {view.format.offset(view.at)}
        </span>
        {view.live ? (
          <span class="live" data-live role="status">
            Live
          </span>
        ) : null}
      </p>
    </header>
  )
}
