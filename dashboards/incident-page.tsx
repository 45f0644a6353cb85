import { formatDuration } from '../src/core/index.ts'
import { assets } from './model/assets.ts'
import type { IncidentPageModel } from './model/incident-page.ts'
import { contentSecurityPolicy } from './model/policy.ts'
import { Acknowledged, AcknowledgeLink } from './parts/acknowledged.tsx'
import { Comparison } from './parts/comparison.tsx'
import { IncidentCost } from './parts/costs.tsx'
import { Evidence } from './parts/evidence.tsx'
import { FullTimeline } from './parts/full-timeline.tsx'
import { Head } from './parts/head.tsx'
import { PageWords, Reasons, Surfaces } from './parts/incident.tsx'
import { incidentPath } from './parts/incident-link.tsx'
import { Masthead } from './parts/masthead.tsx'
import { leadOf } from './words/incident-lead.ts'
import { At, For, Zone } from './words/time.tsx'
import type { View } from './words/view.ts'

/** The page of one incident, live or as a file of its own. Works without scripts, and has none. */
export function incidentDocument(model: IncidentPageModel, view: View): string {
  const { style, incidentStyle } = assets()
  const { incident } = model
  const lead = leadOf(model)
  const page = (
    <html lang="en">
      <Head title={`${lead} ${incident.name}`} styles={[style, incidentStyle]}>
        {view.live ? null : <meta http-equiv="content-security-policy" content={incidentPolicyText(view)} />}
      </Head>
      <body>
        <a class="skip" href="#main">
          Skip to the incident
        </a>
        <Masthead view={{ ...view, live: false }} targets={[incident.target]} />
        <main id="main" class="incident-page">
          {view.live ? (
            <p class="back">
              <a href="/">Front page</a>
            </p>
          ) : null}
          <section class={`lead is-${incident.worst}`} aria-labelledby="headline">
            <h1 id="headline">
              <bdi>{lead}</bdi>
            </h1>
            <p class="scope">
              <bdi>{incident.target}</bdi>: <bdi>{incident.scope}</bdi>
            </p>
            <Facts model={model} view={view} />
          </section>
          <Comparisons model={model} view={view} />
          <div class="incident-body">
            <Explanation model={model} view={view} />
            <FullTimeline rows={model.timeline} view={view} />
          </div>
        </main>
        <Foot model={model} view={view} />
      </body>
    </html>
  )
  return `<!doctype html>\n${page}\n`
}

/** The content security policy of the page: its own styles, and pictures of the failure from this server or the file's folder. */
export function incidentPolicyText({ live }: { readonly live: boolean }): string {
  const { style, incidentStyle } = assets()
  return contentSecurityPolicy({ styles: [style, incidentStyle], pictures: ['data:', live ? "'self'" : 'file:'], live })
}

function Facts({ model, view }: { model: IncidentPageModel; view: View }) {
  const { incident, owner, detectionMs } = model
  const { name, impactAt, resolvedAt, acknowledgement, page, closed } = incident
  return (
    <>
      <dl class="facts">
        <div>
          <dt>{resolvedAt === undefined ? 'Since' : 'Lasted'}</dt>
          <dd>
            <strong>
              {resolvedAt === undefined ? <For since={impactAt} view={view} /> : formatDuration(resolvedAt - impactAt)}
            </strong>{' '}
            <span class="soft">
              from <At at={impactAt} view={view} />
              {resolvedAt === undefined ? null : (
                <>
                  {' '}
                  to <At at={resolvedAt} view={view} />
                </>
              )}
              {closed === undefined ? null : <bdi>, closed: {closed}</bdi>}
            </span>
          </dd>
        </div>
        <div>
          <dt>Detected</dt>
          <dd>
            <strong>{formatDuration(detectionMs)}</strong> <span class="soft">after the first failing run</span>
          </dd>
        </div>
        <div>
          <dt>Who takes care?</dt>
          <dd>
            {owner === undefined ? null : (
              <>
                <strong>
                  <bdi>{owner}</bdi>
                </strong>{' '}
                owns it{acknowledgement ? '; acknowledged by ' : null}
              </>
            )}
            {acknowledgement ? <Acknowledged acknowledgement={acknowledgement} view={view} /> : null}
            {owner === undefined && !acknowledgement ? <strong>Nobody</strong> : null}{' '}
            {resolvedAt === undefined && !acknowledgement ? <AcknowledgeLink incident={name} view={view} /> : null}
          </dd>
        </div>
        {view.live ? (
          <div>
            <dt>For a vendor ticket</dt>
            <dd>
              <a href={`${incidentPath(name)}/evidence.zip`}>Evidence pack</a>
            </dd>
          </div>
        ) : null}
      </dl>
      {page ? <PageWords incident={incident} /> : null}
    </>
  )
}

/** Why it was declared, its surfaces, evidence, posts of the status page, and request ids. */
function Explanation({ model, view }: { model: IncidentPageModel; view: View }) {
  const { incident } = model
  return (
    <div>
      <section aria-labelledby="why">
        <h2 id="why">Why it was declared</h2>
        <Reasons reasons={incident.reasons} />
        {incident.reasons.length === 0 ? <p class="expect">No reasons are stored.</p> : null}
        <h3 class="small">Surfaces</h3>
        <Surfaces incident={incident} view={view} />
        {incident.cost ? <IncidentCost cost={incident.cost} /> : null}
        <Evidence evidence={incident.evidence} view={view} />
      </section>
      <Posts model={model} view={view} />
      <Requests model={model} view={view} />
      <Missing model={model} />
    </div>
  )
}

function Comparisons({ model, view }: { model: IncidentPageModel; view: View }) {
  if (model.comparisons.length === 0) return null
  return (
    <section aria-labelledby="broke">
      <h2 id="broke">First failing run against the last good one</h2>
      {model.comparisons.map((comparison) => (
        <Comparison comparison={comparison} view={view} />
      ))}
    </section>
  )
}

function Posts({ model: { posts, incident }, view }: { model: IncidentPageModel; view: View }) {
  if (!incident.page) return null
  return (
    <section aria-labelledby="posts">
      <h2 id="posts">Posts of the status page</h2>
      {posts.length === 0 ? <p class="expect">None on this incident.</p> : null}
      <ol class="posts">
        {posts.map((post) => (
          <li>
            <p>
              <At at={post.at} view={view} /> <strong>{post.status}</strong> <bdi>{post.name}</bdi>
            </p>
            <p class="soft">
              <bdi>{post.text}</bdi>
            </p>
          </li>
        ))}
      </ol>
    </section>
  )
}

function Requests({ model: { requestIds }, view }: { model: IncidentPageModel; view: View }) {
  if (requestIds.length === 0) return null
  return (
    <section aria-labelledby="requests">
      <h2 id="requests">Requests that failed</h2>
      <ul class="requests">
        {requestIds.map((request) => (
          <li>
            <At at={request.at} view={view} seconds /> <bdi>{request.probe}</bdi>{' '}
            <code>
              <bdi>{request.id}</bdi>
            </code>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Missing({ model: { missing } }: { model: IncidentPageModel }) {
  if (missing.length === 0) return null
  return (
    <section aria-labelledby="missing">
      <h2 id="missing">Deleted or never stored</h2>
      <ul class="reasons">
        {missing.map((text) => (
          <li>
            <bdi>{text}</bdi>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Foot({ model, view }: { model: IncidentPageModel; view: View }) {
  return (
    <footer class="colophon">
      <p>
        <code>{model.incident.name}</code>. Doorwatch {view.version}. Times are in <Zone view={view} />.{' '}
        {view.live ? (
          <>
            As data: <a href={`/api/v1${incidentPath(model.incident.name)}`}>this incident</a>.
          </>
        ) : null}
      </p>
    </footer>
  )
}
