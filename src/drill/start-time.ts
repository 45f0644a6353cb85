import { DAY, HOUR, MINUTE, type Workflow } from '../core/index.ts'
import type { Scenario } from '../sandbox/index.ts'
import { lastChangeOf } from './timeline.ts'

const WEEK = 7 * DAY
/** 1970-01-01 was a Thursday: its week began three days earlier. */
const MONDAY_OFFSET = 3 * DAY

/**
 * Minute 0 of a scenario, epoch ms: the time of the real outage, else the full hour of last week from which on the people of
 * the plan lose most working time.
 * @param now epoch ms
 */
export function startTimeOf(scenario: Scenario, workflows: readonly Workflow[], now: number): number {
  if (scenario.start !== undefined) return Date.parse(scenario.start)
  const monday = Math.floor((now + MONDAY_OFFSET) / WEEK) * WEEK - MONDAY_OFFSET - WEEK
  const lengthMs = (scenario.until ?? lastChangeOf(scenario)) * MINUTE
  const lostFrom = (at: number) =>
    workflows.reduce((sum, { people, hours }) => sum + people * hours.openMsWithin(at, at + lengthMs), 0)
  let best = { at: monday + DAY + 10 * HOUR, lost: 0 }
  for (let at = monday; at < monday + WEEK; at += HOUR) {
    const lost = lostFrom(at)
    if (lost > best.lost) best = { at, lost }
  }
  return best.at
}
