import type { TrendModel } from '../src/report/model.ts'
import { count, plural, spanInWords } from './format.ts'
import { Incident } from './incident.tsx'
import type { View } from './view.ts'

/** Every incident of the range, newest first; those still open and the newest one are unfolded. */
export function Incidents({ trend, view }: { trend: TrendModel; view: View }) {
  const { total, shown } = trend.incidents
  const words = spanInWords(trend.range.to - trend.range.from)
  return (
    <section aria-labelledby="incidents">
      <h2 id="incidents">Incidents</h2>
      {total === 0 ? (
        <p class="expect">
          None in {words}. An incident begins when a failure is confirmed and ends when every door works again; it will
          be told here with its timeline, what was seen, and why it was declared.
        </p>
      ) : (
        <>
          <p class="note">
            {plural(total, 'incident')} in {words}.
          </p>
          <ol class="incidents" reversed>
            {shown.map((incident, index) => (
              <Incident incident={incident} view={view} unfolded={index === 0 || incident.resolvedAt === undefined} />
            ))}
          </ol>
          {total > shown.length ? <p class="note">And {count(total - shown.length)} earlier ones.</p> : null}
        </>
      )}
    </section>
  )
}
