// Probes as ordinary Playwright tests, for writing and mending them: UI mode, trace viewer, codegen. Takes probe files and
// targets, declares a test for each probe of each target. Promises: the body runs as the engine would run it, once,
// without a schedule, a store or a warm browser. Loaded by spec files only.
export { asPlaywrightTest, type TestPlan } from './as-test.ts'
export { declareTests, type ProbesToTest } from './declare.ts'
