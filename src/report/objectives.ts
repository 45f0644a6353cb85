import type { ObjectiveView } from '../../dashboards/model/model.ts'
import { defined, surfaceTitle } from '../core/index.ts'
import type { IncidentSpend, SurfaceObjective } from '../slo/index.ts'
import { incidentTitle } from './incidents.ts'
import { bySurface } from './names.ts'

/** Incidents that are listed with a surface. */
const LISTED = 8

/** Surfaces against their objectives: those that burn their budget first, then by the remaining budget, least first. */
export function objectiveViews(objectives: readonly SurfaceObjective[]): ObjectiveView[] {
  return objectives.map(objectiveView).toSorted(byNeed)
}

function objectiveView(source: SurfaceObjective): ObjectiveView {
  const { target, surface, windowDays, budget, burns, time, dayRate, timeLeftMs, from, to, course, incidents } = source
  const { objective, measured, runs, bad, allowed, left, verdict } = budget
  const burn = burns.find(({ burning }) => burning)
  const badIn = (spends: readonly IncidentSpend[]) => spends.reduce((sum, spend) => sum + spend.bad, 0)
  return {
    ...{ target, surface, title: surfaceTitle(surface), windowDays, objective, runs, bad, allowed, left, verdict },
    ...{ ...time, dayRate, course: { from, to, points: course } },
    ...defined({
      measured,
      timeLeftMs,
      burning: burn && { rate: burn.longRate, overMs: burn.rule.longMs, severity: burn.rule.severity },
    }),
    incidents: incidents.slice(0, LISTED).map(incidentView),
    badOfMore: badIn(incidents.slice(LISTED)),
    badOutside: bad - badIn(incidents),
  }
}

function incidentView({ incident, bad }: IncidentSpend): ObjectiveView['incidents'][number] {
  const { name, impactAt, resolvedAt } = incident
  return { name, title: incidentTitle(incident), impactAt, bad, ...defined({ resolvedAt }) }
}

function byNeed(a: ObjectiveView, b: ObjectiveView): number {
  return (
    Number(b.burning !== undefined) - Number(a.burning !== undefined) || shareLeft(a) - shareLeft(b) || bySurface(a, b)
  )
}

/** Share of the budget that is left; surfaces without runs come last. */
function shareLeft({ runs, allowed, left }: ObjectiveView): number {
  if (runs === 0) return 2
  return allowed > 0 ? left / allowed : left
}
