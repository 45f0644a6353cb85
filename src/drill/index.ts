// A drill: an outage that is played on the sandbox to test a plan. Takes a scenario, the plan with its readiness, and the
// record of the drill; gives the timeline to play, the changes that the judge has to detect, and the score card.
// Promises: pure, so the same record and plan give the same score; every missing point names the line of the plan to change.
export { createDrillClock, type DrillClock } from './clock.ts'
export { type Comparison, compareDrills } from './compare.ts'
export type { Component, ComponentName } from './component.ts'
export {
  afterSlots,
  type Expectation,
  expectAfter,
  type JudgedStates,
  settle,
  unmet,
  type Verdict,
} from './expectations.ts'
export { scenarioOfIncident } from './from-incident.ts'
export type { DrillChannel, DrilledPlan } from './plan.ts'
export { whyUnscored } from './played-parts.ts'
export type { DrillRecord, PlayedAlert, PlayedPost, SteadyState } from './record.ts'
export type { Recovery } from './recovery.ts'
export { type ScoreCard, scoreCardOf, summaryOf } from './score-card.ts'
export { shiftTimes } from './shift-times.ts'
export { startTimeOf } from './start-time.ts'
export { NOTHING_REAL, type RealState, whyNotBegin, whyStop } from './stop-conditions.ts'
export { type FaultChange, lastChangeOf, type Timeline, type TimelineStep, timelineOf } from './timeline.ts'
