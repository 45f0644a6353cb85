// The readiness of the fallbacks of a plan. Takes a plan, the `History` port and the folder of the configuration; gives a
// `Readiness` for continuity/. Promises: reads the database and files and changes nothing; a file that cannot be read counts
// as missing; no content of a file leaves it, only whether it is there and when it was reviewed.
export { readPlanFiles } from './files.ts'
export { NOTHING_MEASURED, type PlanHistory, type PlanSources, readPlanInput } from './read.ts'
