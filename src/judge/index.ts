// Runs in; states, incidents and the reasons for them out. Takes what is remembered, a run (or only the time), the
// policy and the clock; gives what to remember and a verdict. Promises: pure, the same input gives the same output, so
// stored history can be replayed; memory of constant size; every transition carries its evidence in words.
export type { QuietWindow } from '../core/index.ts'
export { isRestless } from './alternating.ts'
export { type Judgement, judge, judgeTime } from './judge.ts'
export type { JudgedRun } from './judged-run.ts'
export { type JudgedTarget, streamOf, type WatchedProbe } from './memory.ts'
export { emptyMemory, memoryFor } from './memory-for.ts'
export { ownedJudge } from './owned.ts'
export { createPolicy, type Policy, type PolicyOptions } from './policy.ts'
export { type StreamState, type SurfaceState, scopeOf } from './scope.ts'
export { sharedTrouble, TOGETHER_MS } from './shared-trouble.ts'
export { applyWatchList, closeIncident, type WatchListChange } from './watch-list.ts'
export { memoryAt, whyIncident, whyState, whyTransition } from './why.ts'
export { type FailedRun, whyNetwork } from './why-network.ts'
