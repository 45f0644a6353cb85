import { plural } from '../../src/core/index.ts'
import type { PlanPageModel } from '../model/plan-page.ts'

/** The headline of the plan: how much of the work is protected. */
export function planHeadline({ workflows }: Pick<PlanPageModel, 'workflows'>): {
  readonly text: string
  readonly standing: 'operational' | 'degraded' | 'down' | 'waiting'
} {
  if (workflows.length === 0) return { text: 'There is no plan yet.', standing: 'waiting' }
  const unprotected = workflows.filter(({ protection }) => protection === 'none')
  const promised = workflows.filter(({ protection }) => protection === 'promised')
  const incomplete = workflows.filter(({ protection, shortfalls }) => protection === 'stop' && shortfalls.length > 0)
  const all = plural(workflows.length, 'workflow')
  if (unprotected.length > 0) {
    const are = unprotected.length === 1 ? 'is' : 'are'
    return { text: `${unprotected.length} of ${all} ${are} unprotected.`, standing: 'down' }
  }
  const open = promised.length + incomplete.length
  if (open > 0) {
    const are = open === 1 ? 'is' : 'are'
    return { text: `${open} of ${all} ${are} not proven.`, standing: 'degraded' }
  }
  return {
    text: workflows.length === 1 ? 'The workflow is protected.' : `All ${all} are protected.`,
    standing: 'operational',
  }
}
