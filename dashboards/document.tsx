import { raw } from 'hono/html'
import { Patterns } from './charts/patterns.tsx'
import { assets, type Inline } from './model/assets.ts'
import { iconOf } from './model/icon.ts'
import type { NowModel, TrendModel } from './model/model.ts'
import { policyOf } from './model/policy.ts'
import { Colophon } from './parts/colophon.tsx'
import { Front, pageTitle } from './parts/front.tsx'
import { Masthead } from './parts/masthead.tsx'
import { Trend } from './parts/trend.tsx'
import type { View } from './words/view.ts'

/** The whole page as one self-contained document. */
export function documentOf(now: NowModel, trend: TrendModel, view: View): string {
  const { style, script, liveScript } = assets()
  const page = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        {view.live ? null : <meta http-equiv="content-security-policy" content={policyOf({ live: false })} />}
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <meta name="robots" content="noindex" />
        <title>{pageTitle(now.headline)}</title>
        <link rel="icon" href={iconOf(now.headline.standing)} />
        <style>{raw(style.text)}</style>
      </head>
      <body data-zone={view.timezone} data-now={view.live ? view.at : undefined} data-range={view.since}>
        <a class="skip" href="#main">
          Skip to the headline
        </a>
        <Patterns />
        <Masthead view={view} targets={now.targets} />
        <main id="main">
          <Front now={now} view={view} />
          <Trend trend={trend} view={view} />
        </main>
        <Colophon view={view} />
        <Script inline={script} />
        {view.live ? <Script inline={liveScript} /> : null}
      </body>
    </html>
  )
  return `<!doctype html>\n${page}\n`
}

/** The first screen alone, to update an open page. */
export function frontOf(now: NowModel, view: View): string {
  return String(<Front now={now} view={view} />)
}

/** Everything below the first screen alone. */
export function trendOf(trend: TrendModel, view: View): string {
  return String(<Trend trend={trend} view={view} />)
}

function Script({ inline }: { inline: Inline }) {
  return <script>{raw(inline.text)}</script>
}
