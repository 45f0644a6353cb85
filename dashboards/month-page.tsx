import { count, formatDuration, percent, plural } from '../src/core/index.ts'
import { assets } from './model/assets.ts'
import type { MonthFigures, MonthModel } from './model/month.ts'
import { contentSecurityPolicy } from './model/policy.ts'
import { Head } from './parts/head.tsx'
import { Masthead } from './parts/masthead.tsx'
import { MonthContinuity } from './parts/month-continuity.tsx'
import { MonthIncidents } from './parts/month-incidents.tsx'
import { MonthPages } from './parts/month-pages.tsx'
import { UpdateScript } from './parts/page.tsx'
import { SurfaceName } from './parts/surface-name.tsx'
import { numbers, TableHead } from './parts/table-head.tsx'
import { hasSeveralTargets } from './words/targets.ts'
import type { View } from './words/view.ts'

/** A month on two A4 pages, for a manager. Works without scripts; an open month that is live is kept up to date by one. */
export function monthDocument(model: MonthModel, view: View): string {
  const { style, monthStyle } = assets()
  const updates = view.live && model.open
  const page = (
    <html lang="en">
      <Head title={`${model.title}, Doorwatch`} styles={[style, monthStyle]}>
        {view.live ? null : <meta http-equiv="content-security-policy" content={monthPolicyText({ live: false })} />}
      </Head>
      <body data-now={updates ? view.at : undefined}>
        <Masthead
          view={{ ...view, live: updates }}
          targets={[...new Set(model.surfaces.map(({ target }) => target))]}
        />
        <main id="main" class="month-page" data-part={updates ? 'page' : undefined}>
          {view.live ? <Neighbours model={model} /> : null}
          <section class="lead" aria-labelledby="month">
            <h1 id="month">{model.title}</h1>
            <p class="standing">{standing(model, view)}</p>
            <ol class="findings">
              {model.findings.map((text) => (
                <li>
                  <bdi>{text}</bdi>
                </li>
              ))}
            </ol>
          </section>
          <Figures model={model} />
          <section aria-labelledby="changes">
            <h2 id="changes">
              {model.open ? `So far against the same days of ${model.beforeTitle}` : `Against ${model.beforeTitle}`}
            </h2>
            <ul class="changes">
              {model.changes.map((text) => (
                <li>
                  <bdi>{text}</bdi>
                </li>
              ))}
            </ul>
          </section>
          <MonthContinuity model={model} view={view} />
          <Surfaces model={model} />
          <MonthIncidents model={model} view={view} />
          <MonthPages pages={model.pages} />
        </main>
        <footer class="colophon">
          <p>
            Doorwatch {view.version}. Cut at midnight in <bdi>{view.timezone}</bdi>. Availability is the share of
            scheduled runs that passed; maintenance and runs that could not measure do not count. MTTD: from the first
            failing run to the declaration. MTTR: to the recovery. Means over the incidents that began in the month.
          </p>
        </footer>
        {updates ? <UpdateScript /> : null}
      </body>
    </html>
  )
  return `<!doctype html>\n${page}\n`
}

/** The content security policy of the page: its own styles, and on a live page the script that updates an open month. */
export function monthPolicyText({ live }: { readonly live: boolean }): string {
  const { style, monthStyle, updateScript } = assets()
  return contentSecurityPolicy({
    styles: [style, monthStyle],
    scripts: live ? [updateScript] : [],
    hasUpdates: live,
    live,
  })
}

/** Links to the front page, the month before and the next month. */
function Neighbours({ model: { month, open } }: { model: MonthModel }) {
  return (
    <p class="back">
      <a href="/">Front page</a> <a href={`/months/${neighbourOf(month, -1)}`}>The month before</a>{' '}
      {open ? null : <a href={`/months/${neighbourOf(month, 1)}`}>The next month</a>}
    </p>
  )
}

/** '2026-02' for one before '2026-03' */
function neighbourOf(month: string, by: -1 | 1): string {
  const [year, number] = month.split('-').map(Number)
  return new Date(Date.UTC(year ?? 0, (number ?? 1) - 1 + by)).toISOString().slice(0, 7)
}

function standing({ open, at, measuredFrom }: MonthModel, { format }: View): string {
  const parts = [
    ...(open ? [`This month is not over: figures up to ${format.dated(at)}.`] : []),
    ...(measuredFrom === undefined ? [] : [`Measured since ${format.dated(measuredFrom)}.`]),
  ]
  return parts.join(' ')
}

function Figures({ model: { current, before, beforeTitle, costs } }: { model: MonthModel }) {
  const figures: readonly [string, (of: MonthFigures) => string][] = [
    ['Availability', ({ availability }) => (availability === undefined ? 'no data' : percent(availability))],
    ['Incidents', ({ incidents }) => count(incidents)],
    ['Time in trouble', ({ troubleMs }) => (troubleMs === 0 ? 'none' : formatDuration(troubleMs))],
    ['MTTD', ({ mttdMs }) => (mttdMs === undefined ? '–' : formatDuration(mttdMs))],
    ['MTTR', ({ mttrMs }) => (mttrMs === undefined ? '–' : formatDuration(mttrMs))],
  ]
  return (
    <dl class="figures-of-month">
      {figures.map(([name, of]) => (
        <div>
          <dt>{name}</dt>
          <dd>
            <b>{of(current)}</b>
            <span>
              {beforeTitle}: {before.runs === 0 ? 'not measured' : of(before)}
            </span>
          </dd>
        </div>
      ))}
      <Costs costs={costs} beforeTitle={beforeTitle} />
    </dl>
  )
}

/** What outages cost with the plan, and what they would have cost without it. */
function Costs({ costs, beforeTitle }: { costs: MonthModel['costs'] | undefined; beforeTitle: string }) {
  if (!costs) return null
  if (costs.length === 0) {
    return (
      <div>
        <dt>Cost of outages</dt>
        <dd>
          <b>none</b> <span>no work was stopped</span>
        </dd>
      </div>
    )
  }
  return (
    <>
      {costs.map(({ cost, withoutPlan, before = 'none' }) => (
        <div>
          <dt>Cost of outages</dt>
          <dd>
            <b>{cost}</b>
            <span>
              without a plan {withoutPlan}; {beforeTitle}: {before}
            </span>
          </dd>
        </div>
      ))}
    </>
  )
}

/** Surfaces that are listed, the worst of them: two sheets of paper hold no more. */
const SURFACES = 10

function Surfaces({ model: { surfaces, beforeTitle } }: { model: MonthModel }) {
  if (surfaces.length === 0) return null
  const several = hasSeveralTargets(surfaces)
  const worst = surfaces.toSorted((a, b) => b.downMs - a.downMs || b.degradedMs - a.degradedMs).slice(0, SURFACES)
  const listed = surfaces.filter((surface) => worst.includes(surface))
  const share = (value: number | undefined) => (value === undefined ? 'no data' : percent(value))
  return (
    <section aria-labelledby="surfaces" class="second-page">
      <h2 id="surfaces">Surfaces</h2>
      <div class="scroll">
        <table class="records">
          <TableHead columns={['Surface', ...numbers('Available', beforeTitle, 'Down', 'Degraded')]} />
          <tbody>
            {listed.map((surface) => (
              <tr>
                <th scope="row">
                  <SurfaceName surface={surface} withTarget={several} />
                </th>
                <td class="number">{share(surface.availability)}</td>
                <td class="number">{share(surface.before)}</td>
                <td class="number">{surface.downMs > 0 ? formatDuration(surface.downMs) : '–'}</td>
                <td class="number">{surface.degradedMs > 0 ? formatDuration(surface.degradedMs) : '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {surfaces.length > SURFACES ? (
        <p class="note">And {plural(surfaces.length - SURFACES, 'surface')} with less trouble.</p>
      ) : null}
    </section>
  )
}
