// Probes as ordinary Playwright tests, to write and debug them in UI mode and trace viewer. Takes probe files and targets,
// declares a test for each probe of each target. Promises: the body runs once, as the engine runs it, without schedule,
// store or warm browser. Loaded by spec files only.
export { asPlaywrightTest } from './as-test.ts'
export { declareTests } from './declare.ts'
