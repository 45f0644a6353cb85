import { formatDuration, MINUTE, pageLeadText, plural } from '../../src/core/index.ts'
import type { IncidentView } from '../model/model.ts'
import { Failure } from '../words/failure.tsx'
import { STATE_WORDS } from '../words/labels.ts'
import { At, For, RowTime } from '../words/time.tsx'
import type { View } from '../words/view.ts'
import { Acknowledged, AcknowledgeLink } from './acknowledged.tsx'
import { IncidentCost } from './costs.tsx'
import { Evidence } from './evidence.tsx'
import { incidentPath } from './incident-link.tsx'
import { SurfaceName } from './surface-name.tsx'

/** One incident as a short report: scope, times, detection, timeline, reasons and evidence. */
export function Incident(props: { incident: IncidentView; view: View; unfolded: boolean; target: boolean }) {
  const { incident, view, unfolded, target } = props
  const open = incident.resolvedAt === undefined
  return (
    <li id={incident.name} class={`incident is-${incident.worst} ${open ? 'open' : 'over'}`}>
      <details open={unfolded}>
        <summary>
          <span class="mark" aria-hidden="true">
            {open ? '!' : '✓'}
          </span>
          <h3>
            <SurfaceName surface={incident} withTarget={target} /> <Length incident={incident} view={view} />
          </h3>
          <span class="when">
            <At at={incident.impactAt} view={view} />
            {open ? ', ongoing' : null}
            {incident.closed === undefined ? null : `, closed ${incident.closed}`}
            <br />
            <code>
              <bdi>{incident.name}</bdi>
            </code>
          </span>
        </summary>
        <p class="scope">
          <bdi>{incident.scope}</bdi>
          {view.live ? (
            <>
              {' '}
              <a class="nowrap" href={incidentPath(incident.name)}>
                Open the incident
              </a>
            </>
          ) : null}
        </p>
        <PageWords incident={incident} />
        <TakesCare incident={incident} view={view} />
        <div class="incident-body">
          <div>
            <Surfaces incident={incident} view={view} />
            {incident.cost ? <IncidentCost cost={incident.cost} /> : null}
            {incident.reasons.length > 0 ? <h4>Why it was declared</h4> : null}
            <Reasons reasons={incident.reasons} />
            <Evidence evidence={incident.evidence} view={view} />
          </div>
          <Timeline incident={incident} view={view} />
        </div>
      </details>
    </li>
  )
}

/** Who acknowledged an open incident. */
function TakesCare({ incident, view }: { incident: IncidentView; view: View }) {
  const { name, resolvedAt, acknowledgement } = incident
  if (resolvedAt !== undefined) return null
  return (
    <p class="page-words">
      {acknowledgement ? (
        <>
          Acknowledged: <Acknowledged acknowledgement={acknowledgement} view={view} />
        </>
      ) : (
        <>
          Nobody has acknowledged it. <AcknowledgeLink incident={name} view={view} />
        </>
      )}
    </p>
  )
}

/** Whether Doorwatch or the status page reported the incident first. */
export function PageWords({ incident }: { incident: IncidentView }) {
  const { page } = incident
  return page ? <p class="page-words">{pageLeadText(page.firstAt, incident)}</p> : null
}

function Length({ incident, view }: { incident: IncidentView; view: View }) {
  const { resolvedAt, impactAt, troubleMs } = incident
  const lasted = (resolvedAt ?? view.at) - impactAt
  // Time recovered, unknown or under maintenance in between is no trouble.
  if (lasted - troubleMs > MINUTE) {
    return (
      <>
        for {formatDuration(troubleMs)} within {formatDuration(lasted)}
      </>
    )
  }
  if (resolvedAt !== undefined) return <>for {formatDuration(lasted)}</>
  return (
    <>
      for <For since={impactAt} view={view} />
    </>
  )
}

/** Its surfaces, each with its worst state and failure. */
export function Surfaces({ incident, view }: { incident: IncidentView; view: View }) {
  return (
    <ul class="hit">
      {incident.surfaces.map((surface) => (
        <li>
          <b>
            <bdi>{surface.title}</bdi>
          </b>{' '}
          {STATE_WORDS[surface.worst].toLowerCase()} {surface.recoveredAt === undefined ? 'since' : 'from'}{' '}
          <At at={surface.since} view={view} />
          {surface.recoveredAt === undefined ? null : (
            <>
              {' '}
              to <At at={surface.recoveredAt} view={view} />
            </>
          )}
          {surface.failure ? (
            <>
              <br />
              <Failure failure={surface.failure} />
            </>
          ) : null}
        </li>
      ))}
      {incident.moreSurfaces ? <li>and {plural(incident.moreSurfaces, 'more surface')}</li> : null}
    </ul>
  )
}

/** The reasons for its declaration, as sentences. */
export function Reasons({ reasons }: { reasons: readonly string[] }) {
  if (reasons.length === 0) return null
  return (
    <ul class="reasons">
      {reasons.map((reason) => (
        <li>
          <bdi>{reason}</bdi>
        </li>
      ))}
    </ul>
  )
}

function Timeline({ incident, view }: { incident: IncidentView; view: View }) {
  const noticed = incident.openedAt - incident.impactAt
  return (
    <div>
      <h4>Timeline</h4>
      <ol class="timeline">
        <li class="is-impact">
          <RowTime at={incident.impactAt} before={undefined} view={view} />
          <span>First failing run. Declared {formatDuration(noticed)} later.</span>
        </li>
        {incident.timeline.map((row, index) => (
          <li class={`is-${row.to ?? row.kind}`}>
            <RowTime at={row.at} before={incident.timeline[index - 1]?.at ?? incident.impactAt} view={view} />
            <span>
              <bdi>{row.text}</bdi>
            </span>
          </li>
        ))}
      </ol>
    </div>
  )
}
