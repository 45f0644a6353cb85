import type { Child } from 'hono/jsx'
import { Patterns } from '../charts/patterns.tsx'
import { assets } from '../model/assets.ts'
import type { View } from '../words/view.ts'
import { Head } from './head.tsx'
import { Masthead } from './masthead.tsx'

interface ServicePageProps {
  readonly title: string
  /** What the link to the content says. */
  readonly skip: string
  /** Class of the content. */
  readonly name: string
  readonly targets: readonly string[]
  readonly view: View
  readonly children: Child
}

/** A page of the dashboard besides the front page. Works without scripts, and has none. */
export function servicePage(props: ServicePageProps): string {
  const { title, skip, name, targets, view, children } = props
  const { style, serviceStyle } = assets()
  const page = (
    <html lang="en">
      <Head title={`${title} Doorwatch`} styles={[style, serviceStyle]} />
      <body>
        <a class="skip" href="#main">
          {skip}
        </a>
        <Patterns />
        <Masthead view={{ ...view, live: false }} targets={targets} />
        <main id="main" class={`service-page ${name}`}>
          <p class="back">
            <a href="/">Front page</a>
          </p>
          {children}
        </main>
        <footer class="colophon">
          <p>
            Doorwatch {view.version}. Times are in <bdi>{view.timezone}</bdi>. As of {view.format.dated(view.at)}; load
            the page again for newer numbers.
          </p>
        </footer>
      </body>
    </html>
  )
  return `<!doctype html>\n${page}\n`
}

/** The content security policy of these pages: their own styles and nothing else. */
export function servicePolicyText(): string {
  const { style, serviceStyle } = assets()
  return [
    "default-src 'none'",
    `style-src ${style.hash} ${serviceStyle.hash}`,
    'font-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}
