// Availability and service level objectives. Takes the outcomes of scheduled slots and the transitions of surfaces; gives
// availability (the one formula), error budgets, burn rates and reliability. Promises: the formulas are pure and follow
// Google's SRE workbook, the clock is an argument; only read.ts reads, through the history's port.
export { type Availability, availabilityOf, unmeasuredMs } from './availability.ts'
export type { IncidentSpend } from './course.ts'
export { type Objectives, readObjectives, readReliability, type SurfaceObjective } from './read.ts'
export { type Reliability, reliabilityOf, troubleSpans } from './reliability.ts'
export { BURN_RULES, type Burn, burnRates, errorBudgetOf, type ObjectiveBucket } from './slo.ts'
