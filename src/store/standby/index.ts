// Keeps a worker going while its database cannot be written. Takes the options of a store, gives the same store: results and
// alerts go to a database in memory and into a journal, and from there to the disk as soon as it can be written.
export type { StorageCondition } from './condition.ts'
export { type GuardedStore, openGuardedStore } from './guarded-store.ts'
