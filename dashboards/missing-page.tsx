import { servicePage } from './parts/page.tsx'
import type { View } from './words/view.ts'

/** What an address names that does not exist, and where to go. */
export interface MissingPage {
  /** 'There is no probe of this name.' */
  readonly text: string
  /** Why it may be missing, and what to do. */
  readonly hint: string
  readonly links: readonly { readonly href: string; readonly text: string }[]
  /** Whether an open page is kept up to date. Default: it is not, because nothing is there. */
  readonly live?: boolean
}

/** The page of an address under which nothing is stored. */
export function missingDocument({ text, hint, links, live = false }: MissingPage, view: View): string {
  return servicePage({
    ...{ title: text, skip: 'Skip to the message', name: 'missing-page', targets: [], view, live },
    children: (
      <>
        <section class="lead is-unknown" aria-labelledby="headline">
          <h1 id="headline">{text}</h1>
          <p class="scope">{hint}</p>
        </section>
        {links.length === 0 ? null : (
          <ul class="lines">
            {links.map((link) => (
              <li>
                <a href={link.href}>
                  <bdi>{link.text}</bdi>
                </a>
              </li>
            ))}
          </ul>
        )}
      </>
    ),
  })
}
