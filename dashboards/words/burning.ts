import { formatDuration } from '../../src/core/index.ts'
import type { ObjectiveView } from '../model/model.ts'

/** "14.4× over 1 h (page)": burn rate, the window of its rule, and the severity. */
export function burnWords({ rate, overMs, severity }: NonNullable<ObjectiveView['burning']>): string {
  return `${rate.toFixed(1)}× over ${formatDuration(overMs)} (${severity})`
}
