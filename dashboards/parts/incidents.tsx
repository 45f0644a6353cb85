import { count, plural } from '../../src/core/index.ts'
import type { TrendModel } from '../model/model.ts'
import { incidentFinding, incidentTimes } from '../words/findings.ts'
import { hasSeveralTargets } from '../words/targets.ts'
import { rangeWords, type View } from '../words/view.ts'
import { Incident } from './incident.tsx'
import { Section } from './section.tsx'

/** Incidents shown unfolded at first; earlier ones are folded. */
const FIRST = 8

/** Every incident of the range, newest first; those still open and the newest one are unfolded. */
export function Incidents({ trend, view }: { trend: TrendModel; view: View }) {
  const { total, shown } = trend.incidents
  const target = hasSeveralTargets([...trend.lanes, ...shown])
  const words = rangeWords(trend.range, view)
  return (
    <Section id="incidents" name="Incidents" finding={incidentFinding(trend.incidents)}>
      {total === 0 ? (
        <p class="expect">
          None in {words}. An incident begins when a failure is confirmed and ends when every surface works again. Each
          is listed here with its timeline, evidence and reasons.
        </p>
      ) : (
        <>
          <p class="note">{incidentTimes(shown)}</p>
          <ol class="incidents">
            {shown.slice(0, FIRST).map((incident, index) => (
              <Incident
                incident={incident}
                view={view}
                unfolded={index === 0 || incident.resolvedAt === undefined}
                target={target}
              />
            ))}
          </ol>
          {shown.length > FIRST ? (
            <details class="earlier">
              <summary>{plural(shown.length - FIRST, 'earlier incident')}</summary>
              <ol class="incidents">
                {shown.slice(FIRST).map((incident) => (
                  <Incident incident={incident} view={view} unfolded={false} target={target} />
                ))}
              </ol>
            </details>
          ) : null}
          {total > shown.length ? <p class="note">And {count(total - shown.length)} more.</p> : null}
        </>
      )}
    </Section>
  )
}
