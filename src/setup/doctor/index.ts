// Looks whether everything Doorwatch needs is in place. Takes a Config (or what is wrong with it), gives findings: each
// one line, and what to do. Promises: every check has a limit and all of them together one; nothing is changed but what
// a start would change anyway; no token is spent.
export type { Check, Finding, Level } from './check.ts'
export { type CheckDeps, type Checkup, checksFor } from './checks-for.ts'
export { configFindings } from './config-findings.ts'
export { type Progress, runChecks } from './run-checks.ts'
