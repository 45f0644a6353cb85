// The engine: runs probes in a supervised process with a warm browser. Takes probe files, targets and requests, gives
// results. Promises: a broken target, a hanging probe and a dead process are results and cost no other probe its own;
// nothing that was started is left behind; no secret leaves in a result or an artifact.

export { askClient } from './ask-client.ts'
export type { Look } from './browser/browser-options.ts'
export type { BrowserChoice } from './browser/choice.ts'
export { type FindBrowserOptions, findBrowser } from './browser/find.ts'
export { type InstallBrowserOptions, installBrowser } from './browser/install.ts'
export { askControl, createAsk } from './controls/ask.ts'
export { type Control, type ControlPlan, controlPlan } from './controls/control.ts'
export { createEngine } from './engine.ts'
export { createScrubber, type Scrubber } from './secrets/scrub.ts'
export { type KeptSessionState, keptSessionState } from './sessions/kept-session.ts'
export { type ByHandOptions, signInByHand } from './sessions/sign-in-by-hand.ts'
export type { Engine, EngineHealth, EngineOptions, LoadedProbes } from './supervisor/engine-types.ts'
export type { ProbeNames } from './supervisor/names.ts'
export type { ProbeOverride } from './supervisor/plan.ts'
