import { formatDuration, plural } from '../../src/core/index.ts'
import type { MonthIncident, MonthModel } from '../model/month.ts'
import { STATE_WORDS } from '../words/labels.ts'
import type { View } from '../words/view.ts'

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
