// Joins the stages. Takes a Config, gives a running worker with its dashboard, or the parts a one-off run needs.
// Promises: what was started is ended in reverse order, whatever fails; a result that was measured is recorded.
export { type App, type AppDeps, startApp } from './app.ts'
export { createLifecycle, type Lifecycle } from './lifecycle.ts'
export { type PrepareDeps, type Prepared, prepare, type Watching } from './prepare.ts'
export { budgetsOf, pricedBy } from './prices.ts'
export { readSandboxLink, removeSandboxLink, type SandboxLink, writeSandboxLink } from './sandbox-link.ts'
export { selectPlans } from './select-plans.ts'
export { keepSessionByHand } from './sign-in-by-hand.ts'
export { tellProblems } from './tell-problems.ts'
export type { AppView, ProbeView } from './view.ts'
export { type Display, displayIn } from './visible-browser.ts'
export { type Watched, watchedBy } from './watched.ts'
export type { WorkerEvent } from './worker.ts'
