// Checks the requirements of Doorwatch. Takes a Config (or the error of an invalid one), gives findings: each one line, and
// what to do. Promises: every check has a timeout, and all of them together have one; it changes only what a start changes
// too; it spends no tokens.
export type { Check, Finding, Level } from './check.ts'
export { type Checkup, checksFor } from './checks-for.ts'
export { configFindings } from './config-findings.ts'
export { type Progress, runChecks } from './run-checks.ts'
