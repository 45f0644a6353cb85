import type { TrendModel } from '../model/model.ts'
import { sectionsOf } from '../words/sections.ts'
import type { View } from '../words/view.ts'

/** Links to the sections with their findings; a phone shows the links alone. A saved report prints `Summary` instead. */
export function Contents({ trend, view }: { trend: TrendModel; view: View }) {
  return (
    <nav class={view.live ? 'contents' : 'contents on-screen'} aria-label="Sections">
      <ul>
        {sectionsOf(trend).map(({ id, name, finding }) => (
          <li>
            <a href={`#${id}`}>
              <bdi>{name}</bdi>
            </a>{' '}
            <bdi class="in-short">{finding}</bdi>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** The sections and their findings on the first printed page, below the headline. */
export function Summary({ trend, view }: { trend: TrendModel; view: View }) {
  const { from, to } = trend.range
  return (
    <section class="contents on-paper" aria-label="Summary">
      <p>
        {view.format.dated(from)} to {view.format.dated(to)} {view.format.offset(to)}
      </p>
      <ul>
        {sectionsOf(trend).map(({ name, finding }) => (
          <li>
            <b>
              <bdi>{name}</bdi>
            </b>{' '}
            <bdi class="in-short">{finding}</bdi>
          </li>
        ))}
      </ul>
    </section>
  )
}
