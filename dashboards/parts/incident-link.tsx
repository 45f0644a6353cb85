import { formatDuration } from '../../src/core/index.ts'
import type { View } from '../words/view.ts'

/** Path of the page of an incident. */
export function incidentPath(name: string): string {
  return `/incidents/${encodeURIComponent(name)}`
}

/** The title of an incident; on a live page a link to its page. */
export function IncidentLink(props: { incident: { readonly name: string; readonly title: string }; view: View }) {
  const { incident, view } = props
  const title = <bdi>{incident.title}</bdi>
  return view.live ? <a href={incidentPath(incident.name)}>{title}</a> : title
}

interface TimedIncident {
  readonly name: string
  readonly title: string
  readonly impactAt: number
  readonly resolvedAt?: number
}

/** "Login down 23 Nov, 21:05, 24 min" */
export function IncidentLine({ incident, view }: { incident: TimedIncident; view: View }) {
  const { impactAt, resolvedAt } = incident
  return (
    <>
      <IncidentLink incident={incident} view={view} />{' '}
      <span class="soft">
        {view.format.dated(impactAt)},{' '}
        {resolvedAt === undefined ? 'not over' : formatDuration(Math.max(0, resolvedAt - impactAt))}
      </span>
    </>
  )
}
