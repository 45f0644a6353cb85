import { raw } from 'hono/html'
import { Patterns } from './charts/patterns.tsx'
import { assets, type Inline } from './model/assets.ts'
import { iconOf } from './model/icon.ts'
import type { NowModel, TrendModel } from './model/model.ts'
import { policyOf } from './model/policy.ts'
import { Colophon } from './parts/colophon.tsx'
import { Summary } from './parts/contents.tsx'
import { Front, pageTitle } from './parts/front.tsx'
import { Head } from './parts/head.tsx'
import { Masthead } from './parts/masthead.tsx'
import { Trend } from './parts/trend.tsx'
import type { View } from './words/view.ts'

/** The whole page as one self-contained document. */
export function documentOf(now: NowModel, trend: TrendModel, view: View): string {
  const { style, script, liveScript } = assets()
  const page = (
    <html lang="en">
      <Head title={pageTitle(now.headline)} styles={[style]}>
        {view.live ? null : <meta http-equiv="content-security-policy" content={policyOf({ live: false })} />}
        <link rel="icon" href={iconOf(now.headline.standing)} />
      </Head>
      <body data-zone={view.timezone} data-now={view.live ? view.at : undefined} data-range={view.since}>
        <a class="skip" href="#main">
          Skip to the headline
        </a>
        <Patterns />
        <Masthead view={view} targets={now.targets} />
        <main id="main">
          <Front now={now} view={view}>
            {view.live ? null : <Summary trend={trend} view={view} />}
          </Front>
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
