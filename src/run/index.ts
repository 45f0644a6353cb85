// The engine: runs probes in a supervised process with a warm browser. Takes probe files, targets and requests, gives
// results. Promises: a broken target, a hanging probe and a dead process are results and cost no other probe its result;
// every process it starts ends with it; no result and no artifact contains a secret.
//
// supervisor/  outside the runner process: starts, watches and kills it, turns reports into results
// runner/      inside it: loads probe files, prepares and executes runs
// protocol/    the messages between the two, checked on arrival
// drivers/     one for each kind of probe: browser, http, cli
// classify/    facts of a failure ─▶ class, message, detail. Pure, apart from the watch for dead pages
// controls/    whose fault a failed connection is
// sessions/    sign-in, kept sessions, the warm browser
// page/, observer/   what a page shows and requests; when it showed it, by its own clock
// record/, secrets/  steps, measures and evidence; scrubbing of all that leaves
// process/, browser/ commands and process trees; finding, installing and launching the browser
// as-tests/    probes as Playwright tests

export { askClient } from './ask-client.ts'
export type { Look } from './browser/browser-options.ts'
export type { BrowserChoice } from './browser/choice.ts'
export { findBrowser } from './browser/find.ts'
export { installBrowser } from './browser/install.ts'
export { askControl, createAsk } from './controls/ask.ts'
export { type Control, type ControlPlan, controlPlan } from './controls/control.ts'
export { createEngine } from './engine.ts'
export type { CommandEnd } from './process/command.ts'
export { createScrubber, type Scrubber } from './secrets/scrub.ts'
export { type KeptSessionState, keptSessionState } from './sessions/kept-session.ts'
export { signInByHand } from './sessions/sign-in-by-hand.ts'
export type { Engine, EngineOptions, LoadedProbes } from './supervisor/engine-types.ts'
export type { ProbeNames } from './supervisor/names.ts'
