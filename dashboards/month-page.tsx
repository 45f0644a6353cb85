import { raw } from 'hono/html'
import { count, formatDuration, percent, plural } from '../src/core/index.ts'
import { assets } from './model/assets.ts'
import type { MonthFigures, MonthIncident, MonthModel, MonthPage } from './model/month.ts'
import { Masthead } from './parts/masthead.tsx'
import { STATE_WORDS } from './words/labels.ts'
import type { View } from './words/view.ts'

/** A month on two A4 pages, for a manager. Works without scripts, and has none. */
export function monthDocument(model: MonthModel, view: View): string {
  const { style, monthStyle } = assets()
  const page = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        {view.live ? null : <meta http-equiv="content-security-policy" content={monthPolicyText({ live: false })} />}
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <meta name="robots" content="noindex" />
        <title>{model.title}, Doorwatch</title>
        <style>{raw(style.text)}</style>
        <style>{raw(monthStyle.text)}</style>
      </head>
      <body>
        <Masthead view={{ ...view, live: false }} targets={[...new Set(model.surfaces.map(({ target }) => target))]} />
        <main id="main" class="month-page">
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
          <Surfaces model={model} />
          <Incidents model={model} view={view} />
          <Pages pages={model.pages} />
        </main>
        <footer class="colophon">
          <p>
            Doorwatch {view.version}. Cut at midnight in <bdi>{view.timezone}</bdi>. Availability is the share of
            scheduled runs that passed; maintenance and runs that could not measure do not count. MTTD: from the first
            failing run to the declaration. MTTR: to the recovery. Means over the incidents that began in the month.
          </p>
        </footer>
      </body>
    </html>
  )
  return `<!doctype html>\n${page}\n`
}

/** The content security policy of the page: its own styles and nothing else. */
export function monthPolicyText(view: { readonly live: boolean }): string {
  const { style, monthStyle } = assets()
  return [
    "default-src 'none'",
    `style-src ${style.hash} ${monthStyle.hash}`,
    'font-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    ...(view.live ? ["frame-ancestors 'none'"] : []),
  ].join('; ')
}

function standing({ open, at, measuredFrom }: MonthModel, { format }: View): string {
  const parts = [
    ...(open ? [`This month is not over: figures up to ${format.dated(at)}.`] : []),
    ...(measuredFrom === undefined ? [] : [`Measured since ${format.dated(measuredFrom)}.`]),
  ]
  return parts.join(' ')
}

function Figures({ model: { current, before, beforeTitle } }: { model: MonthModel }) {
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
    </dl>
  )
}

function Surfaces({ model: { surfaces, beforeTitle } }: { model: MonthModel }) {
  if (surfaces.length === 0) return null
  const several = new Set(surfaces.map(({ target }) => target)).size > 1
  const share = (value: number | undefined) => (value === undefined ? 'no data' : percent(value))
  return (
    <section aria-labelledby="surfaces" class="second-page">
      <h2 id="surfaces">Surfaces</h2>
      <div class="scroll">
        <table class="records">
          <thead>
            <tr>
              <th scope="col">Surface</th>
              <th scope="col" class="number">
                Available
              </th>
              <th scope="col" class="number">
                {beforeTitle}
              </th>
              <th scope="col" class="number">
                Down
              </th>
              <th scope="col" class="number">
                Degraded
              </th>
            </tr>
          </thead>
          <tbody>
            {surfaces.map((one) => (
              <tr>
                <th scope="row">
                  {several ? <bdi class="of-target">{one.target} </bdi> : null}
                  <bdi>{one.title}</bdi>
                </th>
                <td class="number">{share(one.availability)}</td>
                <td class="number">{share(one.before)}</td>
                <td class="number">{one.downMs > 0 ? formatDuration(one.downMs) : '–'}</td>
                <td class="number">{one.degradedMs > 0 ? formatDuration(one.degradedMs) : '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function Incidents({ model: { incidents, moreIncidents }, view }: { model: MonthModel; view: View }) {
  return (
    <section aria-labelledby="incidents">
      <h2 id="incidents">
        {incidents.length === 0 ? 'No incident began in this month' : 'Incidents, the longest first'}
      </h2>
      {incidents.length === 0 ? null : (
        <div class="scroll">
          <table class="records">
            <thead>
              <tr>
                {['Began', 'What', 'Lasted', 'Detected after', 'Status page', 'Owner'].map((name) => (
                  <th scope="col">{name}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {incidents.map((incident) => (
                <Row incident={incident} view={view} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {moreIncidents > 0 ? <p class="note">And {plural(moreIncidents, 'shorter incident')}.</p> : null}
    </section>
  )
}

function Row({ incident, view }: { incident: MonthIncident; view: View }) {
  const { name, title, worst, impactAt, lastedMs, open, detectionMs, leadMs, silent, owner } = incident
  const page = silent
    ? 'silent'
    : leadMs === undefined
      ? 'not read'
      : `${formatDuration(Math.abs(leadMs))} ${leadMs >= 0 ? 'after' : 'before'} us`
  return (
    <tr>
      <td>{view.format.dated(impactAt)}</td>
      <td>
        {view.live ? (
          <a href={`/incidents/${encodeURIComponent(name)}`}>
            <bdi>{title}</bdi>
          </a>
        ) : (
          <bdi>{title}</bdi>
        )}{' '}
        <span class="quiet">{STATE_WORDS[worst]}</span>
      </td>
      <td>
        {formatDuration(lastedMs)}
        {open ? ' so far' : ''}
      </td>
      <td>{formatDuration(detectionMs)}</td>
      <td>{page}</td>
      <td>{owner === undefined ? '–' : <bdi>{owner}</bdi>}</td>
    </tr>
  )
}

function Pages({ pages }: { pages: readonly MonthPage[] }) {
  if (pages.length === 0) return null
  return (
    <section aria-labelledby="pages">
      <h2 id="pages">Status pages of the providers</h2>
      <div class="scroll">
        <table class="records">
          <thead>
            <tr>
              {['Page of', 'Incidents', 'Silent on', 'Median lag', 'Green while we saw trouble', 'Post-mortems'].map(
                (name) => (
                  <th scope="col">{name}</th>
                ),
              )}
            </tr>
          </thead>
          <tbody>
            {pages.map(({ target, incidents, silent, leadMs, greenMs, postmortems }) => (
              <tr>
                <th scope="row">
                  <bdi>{target}</bdi>
                </th>
                <td>{count(incidents)}</td>
                <td>{count(silent)}</td>
                <td>
                  {leadMs === undefined
                    ? '–'
                    : `${formatDuration(Math.abs(leadMs))} ${leadMs >= 0 ? 'after us' : 'before us'}`}
                </td>
                <td>{greenMs > 0 ? formatDuration(greenMs) : '–'}</td>
                <td>{count(postmortems)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
