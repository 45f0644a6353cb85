import type { TrendModel } from '../model/model.ts'
import { sectionsOf } from '../words/sections.ts'

/** Links to the sections with their findings: on paper the summary of the first page. A phone shows the links alone. */
export function Contents({ trend }: { trend: TrendModel }) {
  return (
    <nav class="contents" aria-label="Sections">
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
