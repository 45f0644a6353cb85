import { formatDuration } from '../../src/core/index.ts'
import type { DeliveryRow } from '../model/incident-page.ts'

/** "visible after 1.2 s", "given up", "not delivered yet" */
export function deliveryText({ state, rung, at }: DeliveryRow, plannedAt: number): string {
  if (state === 'dead') return 'given up'
  if (state !== 'sent') return 'not delivered yet'
  const when = at === undefined ? '' : ` after ${formatDuration(Math.max(0, at - plannedAt))}`
  return `${rung ?? 'sent'}${when}`
}
