// Runs in; states, incidents and the reasons for them out. Takes what is remembered, a run (or only the time), the
// policy and the clock; gives what to remember and a verdict. Promises: pure, the same input gives the same output, so
// stored history can be replayed; memory of constant size; every transition carries its evidence in words.
export type { QuietWindow } from '../core/index.ts'
export { BASELINES, type Baseline } from './baselines/index.ts'
export { type Judgement, judge, judgeTime } from './judge.ts'
export type { JudgedRun } from './judged-run.ts'
export { emptyMemory, type JudgedTarget, memoryFor, type WatchedProbe } from './memory.ts'
export { createPolicy, type Policy, type PolicyOptions } from './policy.ts'
export { type Reliability, reliabilityOf, type TroubleSpan, timeShares, troubleSpans } from './reliability.ts'
export { linesOf, readCsv } from './replay/csv.ts'
export { type Outage, outagesOf } from './replay/hindsight.ts'
export { baselinePlayer, doorwatchPlayer, type Replayed, replay } from './replay/replay.ts'
export { differenceOf, type Score, scoreOf } from './replay/score.ts'
export { type Survey, surveyRuns } from './replay/survey.ts'
export { listOf, type StreamState, type SurfaceState, scopeOf, sharedTrouble } from './scope.ts'
export { BURN_RULES, type Budget, type Burn, budgetOf, burnRates, type Objective, type RunCounts } from './slo.ts'
export { memoryAt, whyIncident, whyState, whyTransition } from './why.ts'
export { compareWitness, type WitnessComparison } from './witness.ts'
