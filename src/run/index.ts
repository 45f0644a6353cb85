// The engine: runs probes in a supervised process with a warm browser. Takes probe files, targets and requests, gives
// results. Promises: a broken target, a hanging probe and a dead process are results and cost no other probe its own;
// nothing that was started is left behind; no secret leaves in a result or an artifact.
export type { BrowserChoice } from './browser/choice.ts'
export { type FindBrowserOptions, findBrowser } from './browser/find.ts'
export { type InstallBrowserOptions, installBrowser } from './browser/install.ts'
export { askControl, createAsk } from './controls/ask.ts'
export { type Control, type ControlPlan, controlPlan } from './controls/control.ts'
export { askClient } from './drivers/ask-client.ts'
export { createEngine } from './engine.ts'
export type { Engine, EngineHealth, EngineOptions, LoadedProbes } from './engine-types.ts'
export type { Look } from './look.ts'
export { type KeptSessionState, keptSessionState } from './runner/kept-session.ts'
export { type ByHandOptions, signInByHand } from './runner/sign-in-by-hand.ts'
export { createScrubber, type Scrubber } from './scrub.ts'
export type { ProbeNames } from './supervisor/names.ts'
export type { ProbeOverride } from './supervisor/plan.ts'
