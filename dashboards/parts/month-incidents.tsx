import { formatDuration, plural } from '../../src/core/index.ts'
import type { MonthIncident, MonthModel } from '../model/month.ts'
import { STATE_WORDS } from '../words/labels.ts'
import { lagWords } from '../words/lag.ts'
import type { View } from '../words/view.ts'
import { IncidentLink } from './incident-link.tsx'
import { TableHead } from './table-head.tsx'

/** The incidents of a month, the longest first. */
export function MonthIncidents({ model: { incidents, moreIncidents }, view }: { model: MonthModel; view: View }) {
  return (
    <section aria-labelledby="incidents">
      <h2 id="incidents">
        {incidents.length === 0 ? 'No incident began in this month' : 'Incidents, the longest first'}
      </h2>
      {incidents.length === 0 ? null : (
        <div class="scroll">
          <table class="records month-incidents">
            <TableHead columns={['Began', 'What', 'Lasted', 'Detected after', 'Status page', 'Owner']} />
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
  const { worst, impactAt, lastedMs, open, detectionMs, leadMs, silent, owner } = incident
  const page = silent ? 'silent' : leadMs === undefined ? 'not read' : lagWords(leadMs)
  return (
    <tr>
      <td>{view.format.dated(impactAt)}</td>
      <td>
        <IncidentLink incident={incident} view={view} /> <span class="quiet">{STATE_WORDS[worst]}</span>
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
