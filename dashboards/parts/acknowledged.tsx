import { type Acknowledgement, count } from '../../src/core/index.ts'
import type { OpenIncidentView } from '../model/model.ts'
import { At } from '../words/time.tsx'
import type { View } from '../words/view.ts'
import { incidentPath } from './incident-link.tsx'

/** Open incidents that are listed on the first screen. */
const MOST = 3

/** Who acknowledged the open incidents: an entry of the facts on the first screen. */
export function WhoTakesCare({ incidents, view }: { incidents: readonly OpenIncidentView[]; view: View }) {
  if (incidents.length === 0) return null
  const more = incidents.length - MOST
  return (
    <div>
      <dt>Who takes care?</dt>
      {incidents.slice(0, MOST).map(({ name, target, acknowledgement }) => (
        <dd>
          {incidents.length > 1 ? <bdi>{target}: </bdi> : null}
          {acknowledgement ? (
            <Acknowledged acknowledgement={acknowledgement} view={view} />
          ) : (
            <>
              <strong>Nobody yet.</strong> <AcknowledgeLink incident={name} view={view} />
            </>
          )}
        </dd>
      ))}
      {more > 0 ? <dd>and {count(more)} more</dd> : null}
    </div>
  )
}

/** "Ana since 21:05: calling the provider" */
export function Acknowledged({ acknowledgement, view }: { acknowledgement: Acknowledgement; view: View }) {
  const { by, at, reason } = acknowledgement
  return (
    <>
      <strong>
        <bdi>{by}</bdi>
      </strong>{' '}
      since <At at={at} view={view} />
      {reason === undefined ? null : <bdi>: {reason}</bdi>}
    </>
  )
}

/** Link to the form, on a live page. */
export function AcknowledgeLink({ incident, view }: { incident: string; view: View }) {
  if (!view.live) return null
  return (
    <a class="nowrap" href={acknowledgePath(incident)}>
      Acknowledge
    </a>
  )
}

/** Path of the page on which an incident is acknowledged. */
export function acknowledgePath(incident: string): string {
  return `${incidentPath(incident)}/acknowledge`
}
