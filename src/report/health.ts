import type { HealthView, Lane, SpendView } from '../../dashboards/model/model.ts'
import { type DrillStanding, defined, type MonitorHealth } from '../core/index.ts'

/** The health of the monitor over a range. @param from with the lanes of the range, for the share of time that was measured */
export function healthView(
  from: { readonly health: MonitorHealth; readonly lanes: readonly Lane[]; readonly drill?: DrillStanding | undefined },
  spend: readonly SpendView[],
): HealthView {
  const { health, lanes, drill } = from
  const { oldestRunAt: _, ...figures } = health
  const shares = lanes.filter((lane) => lane.watchedMs > 0).map((lane) => lane.measuredMs / lane.watchedMs)
  return {
    ...{ ...figures, spend },
    ...defined({
      continuity: shares.length > 0 ? Math.max(...shares) : undefined,
      drill: drill && rehearsalOf(drill),
    }),
  }
}

function rehearsalOf({ stale, lastAt, score, possible, text }: DrillStanding): NonNullable<HealthView['drill']> {
  const value = lastAt === undefined ? 'never' : new Date(lastAt).toISOString().slice(0, 10)
  return { stale, value, detail: stale || score === undefined ? text : `${score} of ${possible} points` }
}
