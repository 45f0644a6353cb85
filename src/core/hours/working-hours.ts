import { MINUTE } from '../model/time.ts'
import type { WorkingHours } from '../model/workflow.ts'
import { type Hours, nextOutside, nextWithin } from './hours.ts'

/** Weekly hours as working hours of a workflow. */
export function workingHours(hours: Hours): WorkingHours {
  return {
    text: hours.text,
    weekMs: hours.spans.reduce((sum, { from, to }) => sum + (to - from) * MINUTE, 0),
    openMsWithin: (from, to) => openMsWithin(hours, from, to),
  }
}

function openMsWithin(hours: Hours, from: number, to: number): number {
  let sum = 0
  for (let at = from; at < to; ) {
    const opens = nextWithin(hours, at)
    const closes = nextOutside(hours, opens) ?? to
    sum += Math.max(0, Math.min(to, closes) - opens)
    at = closes
  }
  return sum
}
