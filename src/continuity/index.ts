// The continuity plan: what a team does while its AI service fails, how far that is proven, and what outages cost. Takes a plan
// (workflows, fallbacks, shared parts), its measured readiness (states, proofs, files) and the time; gives an evaluated plan and
// prices. Promises: pure, so the same input gives the same result; a fallback without a fresh proof keeps nothing and is shown
// as promised; a cost is never negative, never above the cost without a plan, and the sum of the costs of its parts; currencies
// are never added; unmeasured time is shown and never priced.
export { type SurfaceVariables, surfaceVariables } from './addresses.ts'
export { adviseOn, type TroubledSurface } from './advice.ts'
export { type Amounts, totalsOf } from './amounts.ts'
export { evaluatePlan, type PlanEvaluation, type PlanInput, type WorkflowLine } from './evaluate.ts'
export type { Fix } from './fixes.ts'
export { hostsOf, surfaceHosts } from './hosts.ts'
export { lossOf, type TroubleSpan } from './loss.ts'
export { amountsText, moneyText } from './money.ts'
export { surfacesUsed, targetOf } from './needs.ts'
export { planJson } from './plan-json.ts'
export { type Price, type PricedPlan, priceOf } from './price.ts'
export { backingOf, type FileCheck, newestProofs, type Readiness, type SurfaceReading } from './readiness.ts'
export { rounded } from './rounded.ts'
export type { Cell, Scenario } from './scenario.ts'
export { cutSpans, troubleSpans } from './spans.ts'
export { concerns, pricedPlanOf, readStoredPlan, writeStoredPlan } from './stored-plan.ts'
export { nextUses, primaryUse, type UseReading, type WorkflowUse } from './use.ts'
export { fallbackText, hourText, needText, objectivesText, rtoText } from './words.ts'
export { PLAN_NOTICE_PREFIX, type PlanHistory, planChanges } from './worsening.ts'
