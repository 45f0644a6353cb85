// Runs a drill: sandboxes in a child process, probes, judge and alerts over them, a database of its own. Takes the configuration,
// a scenario and a clock; gives a score card. Promises: only the score enters the real database; after a kill at any moment
// no fault and no process of it is left; it stops by itself when something real happens. A failover test is guarded likewise.
export type { DrillEvent } from './drill-event.ts'
export { guardDrill } from './drill-guard.ts'
export {
  failoverTestId,
  isFailoverTest,
  type RunningDrill,
  requestAcknowledgement,
  requestStop,
  runningDrill,
} from './drills-folder.ts'
export { openReal } from './real-state.ts'
export { type FinishedDrill, runDrill } from './run-drill.ts'
export { DrillStop } from './stop-watch.ts'
export { type UnscoredDrill, unscoredDrills } from './unscored-drills.ts'
