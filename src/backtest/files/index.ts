// Files of runs. Takes a CSV or JSON file; gives its runs in the order of the file, and a note for every row that is not
// a run. Promises: an unpacked CSV file of any size is read in constant memory.
export { cannotRead } from './chunks.ts'
export { readCsv } from './csv.ts'
export { type FileOfRuns, runsIn } from './file-runs.ts'
export { createLineNotes } from './line-notes.ts'
export { readRuns } from './read-runs.ts'
export { playRulesInThread, rulePlayers } from './rules-in-thread.ts'
