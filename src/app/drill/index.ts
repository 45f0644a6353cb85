// Runs a drill: sandboxes in a child process, probes, judge and alerts over them, a database of its own. Takes the configuration,
// a scenario and a clock; gives a score card. Promises: only the score enters the real database; after a kill at any moment
// no fault and no process of it is left; it stops by itself when something real happens.
export type { DrillEvent } from './drill-event.ts'
export { type RunningDrill, requestAcknowledgement, requestStop, runningDrill } from './drills-folder.ts'
export { openReal } from './real-state.ts'
export { type DrillDeps, type FinishedDrill, runDrill } from './run-drill.ts'
