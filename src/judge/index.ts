// The judge. Takes the memory of a target, a run (or only the time), the policy and the clock; gives the next memory and what
// it changes: states, incident, notices. Promises: pure, so the same input gives the same output and a stored history can be
// replayed; memory of constant size; every transition carries its evidence in words and numbers.
//
//   judge.ts        the steps of a judgement, in order: of a run, and of time that passed
//   measured-run.ts, unmeasured-run.ts        a run that says something of the provider, and one that does not
//   policy.ts       thresholds, and how soon trouble that returns belongs to the same incident
//   baseline.ts, pace.ts                      how often runs usually fail; how long steps usually take, and what is slow
//   suspicion.ts, surface.ts, episode.ts      evidence of trouble, when a surface breaks, and when it has recovered
//   pool.ts, pool-rates.ts, pooled.ts, settle-pool.ts   evidence of several surfaces of a target together
//   conclude.ts, incident.ts, scope.ts        from the conditions of surfaces to states, the incident and its scope
//   showing.ts, gap.ts, watch-list.ts         silence and maintenance; time without a worker; probes that came and went
//   notices.ts, extra.ts                      what the monitor's owner has to repair; extra runs after a suspicion
//   evidence.ts, pooled-words.ts, why.ts, why-network.ts   the reasons in words
export type { QuietWindow } from '../core/index.ts'
// The parts of a judgement for the fast path of backtest/, which must give the same result.
export { learnRun } from './baseline.ts'
export { changesWithTime } from './changes-with-time.ts'
export { extraRunBudgetAfter } from './extra.ts'
export { judge, judgeTime } from './judge.ts'
export type { JudgedRun } from './judged-run.ts'
export type { Change } from './judgement.ts'
export { observationOf } from './measured-run.ts'
export {
  emptyMemory,
  isOpen,
  type JudgedTarget,
  MEMORY_VERSION,
  memoryFor,
  newStream,
  type StreamMemory,
  streamId,
  surfaceIn,
  type TargetMemory,
  type WatchedProbe,
  type WatchMemory,
  watchIn,
} from './memory.ts'
export { judgePace, learnPaceInto, type Pace } from './pace.ts'
export { createPolicy, type Policy, type PolicyOptions } from './policy.ts'
export { type StreamState, scopeOf } from './scope.ts'
export { sharedTrouble, TOGETHER_MS } from './shared-trouble.ts'
export { advanceTime } from './showing.ts'
export { isClearOfBadRuns, relationTo, weigh } from './suspicion.ts'
export { applyWatchList, closeIncident, type WatchListChange } from './watch-list.ts'
export { memoryAt, whyIncident, whyState, whyTransition } from './why.ts'
export { type FailedRun, whyNetwork } from './why-network.ts'
