import type { ObjectiveView } from '../../dashboards/model/model.ts'
import { defined, surfaceTitle } from '../core/index.ts'
import type { SurfaceObjective } from '../slo/index.ts'
import { bySurface } from './names.ts'

/** Surfaces against their objectives: those that burn first, then by the budget left, least first. */
export function objectiveViews(objectives: readonly SurfaceObjective[]): ObjectiveView[] {
  return objectives.map(objectiveView).toSorted(byNeed)
}

function objectiveView({ target, surface, windowDays, budget, burns }: SurfaceObjective): ObjectiveView {
  const { objective, measured, runs, bad, allowed, left, verdict } = budget
  const burn = burns.find(({ burning }) => burning)
  return {
    ...{ target, surface, title: surfaceTitle(surface), windowDays, objective, runs, bad, allowed, left, verdict },
    ...defined({
      measured,
      burning: burn && { rate: burn.longRate, overMs: burn.rule.longMs, severity: burn.rule.severity },
    }),
  }
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
