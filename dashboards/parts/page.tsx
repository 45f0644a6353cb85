import { raw } from 'hono/html'
import type { Child } from 'hono/jsx'
import { Patterns } from '../charts/patterns.tsx'
import { assets } from '../model/assets.ts'
import { contentSecurityPolicy } from '../model/policy.ts'
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
  /** Whether an open page is kept up to date. Default: it is. */
  readonly live?: boolean
  readonly children: Child
}

/** Keeps an open page up to date: it takes the parts that are marked `data-part="page"` from the page's own address. */
export function UpdateScript() {
  return <script>{raw(assets().updateScript.text)}</script>
}

/** A page of the dashboard besides the front page. Works without scripts; where it is live, they keep it up to date. */
export function servicePage(props: ServicePageProps): string {
  const { title, skip, name, targets, view, children } = props
  const { style, serviceStyle } = assets()
  const isLive = props.live ?? true
  const page = (
    <html lang="en">
      <Head title={`${title} Doorwatch`} styles={[style, serviceStyle]} />
      <body data-now={isLive ? view.at : undefined}>
        <a class="skip" href="#main">
          {skip}
        </a>
        <Patterns />
        <Masthead view={{ ...view, live: isLive }} targets={targets} />
        <main id="main" class={`service-page ${name}`} data-part={isLive ? 'page' : undefined}>
          <p class="back">
            <a href="/">Front page</a>
          </p>
          {children}
        </main>
        <footer class="colophon">
          <p>
            Doorwatch {view.version}. Times are in <bdi>{view.timezone}</bdi>. As of{' '}
            <span data-part={isLive ? 'page' : undefined}>{view.format.exact(view.at)}</span>
            {isLive ? <span class="on-screen">; this page updates by itself</span> : null}.
          </p>
        </footer>
        {isLive ? <UpdateScript /> : null}
      </body>
    </html>
  )
  return `<!doctype html>\n${page}\n`
}

/** The content security policy of these pages: their own styles and script, and what the script asks this server for. */
export function servicePolicyText(): string {
  const { style, serviceStyle, updateScript } = assets()
  return contentSecurityPolicy({
    styles: [style, serviceStyle],
    scripts: [updateScript],
    hasUpdates: true,
    live: true,
  })
}
