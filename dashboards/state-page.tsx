import { formatDuration, surfaceTitle } from '../src/core/index.ts'
import { formDocument, formPolicyText } from './form-page.tsx'
import type { StatePageModel } from './model/state-page.ts'
import { TableHead } from './parts/table-head.tsx'
import { type Format, formatIn } from './words/format.ts'
import { STATE_WORDS } from './words/labels.ts'
import { hasSeveralTargets } from './words/targets.ts'

/** Incidents on the page. */
const INCIDENTS = 10

/** The public page: the state of every surface, and the newest incidents with their times. */
export function stateDocument(model: StatePageModel, timezone: string): string {
  const updatedAt = Date.parse(model.page.updated_at)
  const format = formatIn(timezone, updatedAt)
  const { surfaces, incidents, status } = model
  const hasTargets = hasSeveralTargets(surfaces)
  return formDocument(
    `${status.description}, ${model.page.name}`,
    <>
      <h1>
        <bdi>{model.page.name}</bdi>
      </h1>
      <p class="headline">{status.description}</p>
      <table class="records">
        <TableHead columns={['Surface', 'State', 'Since']} />
        <tbody>
          {surfaces.map(({ target, surface, state, since }) => (
            <tr>
              <td>
                {hasTargets ? <bdi>{target} </bdi> : null}
                <bdi>{surfaceTitle(surface)}</bdi>
              </td>
              <td>{STATE_WORDS[state]}</td>
              <td>{format.dated(since)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h2>Incidents</h2>
      {incidents.length === 0 ? <p class="expect">None in 90 days.</p> : null}
      {incidents.slice(0, INCIDENTS).map((incident) => (
        <Incident incident={incident} format={format} />
      ))}
      <p class="note">
        Times are in <bdi>{timezone}</bdi>. Last change {format.dated(updatedAt)} {format.offset(updatedAt)}.
      </p>
    </>,
  )
}

function Incident({ incident, format }: { incident: StatePageModel['incidents'][number]; format: Format }) {
  const [from, to] = [Date.parse(incident.started_at), Date.parse(incident.resolved_at ?? '')]
  return (
    <section id={incident.id}>
      <h3>
        <bdi>{incident.name}</bdi>
      </h3>
      <p class="soft">
        {format.dated(from)},{' '}
        {incident.resolved_at === null ? 'not over yet' : `over after ${formatDuration(Math.max(0, to - from))}`}
      </p>
      <ul>
        {incident.incident_updates.map((update) => (
          <li>
            {format.dated(Date.parse(update.display_at))} <bdi>{update.body}</bdi>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** The content security policy of the page. */
export function statePolicyText(): string {
  return formPolicyText()
}
