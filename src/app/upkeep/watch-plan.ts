import { PLAN_NOTICE_PREFIX, planChanges, type Readiness } from '../../continuity/index.ts'
import type { Alert, Workflow } from '../../core/index.ts'
import type { Store } from '../../store/index.ts'
import type { Pipeline } from '../worker/pipeline.ts'

/** Looks at each reading of the plan and notifies its owner when it worsens. */
export interface PlanWatch {
  /** @param now epoch ms @returns the planned alerts */
  look(readiness: Readiness, now: number): Promise<readonly Alert[]>
}

export function createPlanWatch(from: {
  readonly workflows: readonly Workflow[]
  readonly store: Pick<Store, 'openNotices' | 'provenFallbacks' | 'saveProvenFallback'>
  readonly pipeline: Pick<Pipeline, 'note'>
}): PlanWatch {
  const { workflows, store, pipeline } = from
  let unmeasuredSince: Readonly<Record<string, number>> = {}
  return {
    async look(readiness, now) {
      unmeasuredSince = unmeasuredIn(workflows, readiness, unmeasuredSince, now)
      const [proven, notices] = [await store.provenFallbacks(), await store.openNotices()]
      const open = notices.filter(({ key }) => key.startsWith(PLAN_NOTICE_PREFIX))
      const changes = planChanges(workflows, readiness, { proven, open, unmeasuredSince }, now)
      for (const fallback of changes.proven) await store.saveProvenFallback(fallback)
      const alerts: Alert[] = []
      for (const notice of changes.notices) alerts.push(...(await pipeline.note(notice)))
      return alerts
    },
  }
}

/** The surfaces of model B that are not measured, with the first reading that showed it. */
function unmeasuredIn(
  workflows: readonly Workflow[],
  { surfaces }: Readiness,
  before: Readonly<Record<string, number>>,
  now: number,
): Readonly<Record<string, number>> {
  const through = workflows.flatMap(({ fallback }) => (fallback?.kind === 'switch' ? [fallback.through] : []))
  const isUnmeasured = (surface: string) => {
    const { state = 'unknown', ours = false } = surfaces[surface] ?? {}
    return !ours && (state === 'unknown' || state === 'maintenance')
  }
  return Object.fromEntries(through.filter(isUnmeasured).map((surface) => [surface, before[surface] ?? now]))
}
