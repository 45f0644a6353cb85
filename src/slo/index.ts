// Service level objectives. Takes counts of runs and spans of trouble; gives error budgets, burn rates and reliability.
// Pure; the clock is an argument. Formulas follow Google's SRE workbook.
export { type Reliability, reliabilityOf, type TroubleSpan, timeShares, troubleSpans } from './reliability.ts'
export { BURN_RULES, type Budget, type Burn, budgetOf, burnRates, type Objective, type RunCounts } from './slo.ts'
