import { assets } from './model/assets.ts'
import type { DrillPage } from './model/drill.ts'
import { contentSecurityPolicy } from './model/policy.ts'
import { DrillFindings } from './parts/drill-findings.tsx'
import { DrillScore } from './parts/drill-score.tsx'
import { DrillTimeline } from './parts/drill-timeline.tsx'
import { DrillWork } from './parts/drill-work.tsx'
import { Head } from './parts/head.tsx'
import { Name } from './parts/masthead.tsx'
import { Section } from './parts/section.tsx'
import { At } from './words/time.tsx'
import type { View } from './words/view.ts'

/** The page of a drill, or its after-action report, as one self-contained document without scripts. */
export function drillDocument(model: DrillPage, view: View): string {
  const { style, drillStyle } = assets()
  const title = model.kind === 'report' ? 'After-action report' : 'Drill'
  const page = (
    <html lang="en">
      <Head title={`${title}: ${model.headline}`} styles={[style, drillStyle]}>
        <meta http-equiv="content-security-policy" content={drillPolicy()} />
      </Head>
      <body>
        <a class="skip" href="#main">
          Skip to the result
        </a>
        <header class="masthead">
          <Name />
          <p class="watching">{model.kind === 'report' ? 'after-action report of a drill' : 'drill'}</p>
          <p class="dateline">{view.format.date(model.playedAt)}</p>
        </header>
        <main id="main" class={`drill is-${model.kind}`}>
          <section class={`lead is-${model.standing}`} aria-labelledby="headline">
            <h1 id="headline">{model.headline}</h1>
            <p class="what">{model.what}</p>
            <p class="soft">
              Times are of the clock of the scenario, whose outage begins at {view.format.clock(model.from)} on{' '}
              {view.format.date(model.from)}.
            </p>
          </section>
          <DrillScore model={model} />
          <DrillTimeline model={model} view={view} />
          <DrillWork model={model} />
          <DrillFindings model={model} />
          <Alerts model={model} view={view} />
          <Conditions model={model} />
        </main>
        <footer class="colophon">
          <p>
            Doorwatch {view.version}, drill <bdi>{model.id}</bdi>. Times are of the scenario, in{' '}
            <bdi>{view.timezone}</bdi>. The whole score card is in drill.json next to this page.
          </p>
        </footer>
      </body>
    </html>
  )
  return `<!doctype html>\n${page}\n`
}

/** The content security policy of the page: its own styles and nothing else. */
function drillPolicy(): string {
  const { style, drillStyle } = assets()
  return contentSecurityPolicy({ styles: [style, drillStyle], pictures: ['data:'], live: false })
}

function Alerts({ model: { alerts }, view }: { model: DrillPage; view: View }) {
  if (alerts.length === 0) return null
  return (
    <Section
      id="alerts"
      name="Alerts"
      finding="The alerts of the drill, and when they were delivered"
      class="drill-alerts"
    >
      <ol>
        {alerts.map(({ at, headline, delivered }) => (
          <li>
            <span class="when">
              <At at={at} view={view} seconds />
            </span>
            <span>
              <bdi>{headline}</bdi> <span class="soft">{delivered}</span>
            </span>
          </li>
        ))}
      </ol>
    </Section>
  )
}

function Conditions({ model: { steady, notes } }: { model: DrillPage }) {
  return (
    <Section id="conditions" name="Conditions" finding="What this drill shows, and what it does not" class="conditions">
      <dl>
        {steady.map(({ name, met, text }) => (
          <div>
            <dt>{name}</dt>
            <dd>
              <span class={met ? 'good' : 'bad'}>{met ? 'Everything worked' : 'Not everything worked'}</span>
              {text === '' ? null : (
                <>
                  : <bdi>{text}</bdi>
                </>
              )}
            </dd>
          </div>
        ))}
      </dl>
      <ul class="notes">
        {notes.map((note) => (
          <li>{note}</li>
        ))}
      </ul>
    </Section>
  )
}
