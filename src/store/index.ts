// The only SQL. Takes a path (SQLite, one file), gives a Store: transactions to write in, History to read from, an
// outbox to drain. A transaction is on the disk before its promise resolves, and no reader ever sees half of one.
export { openStore, openStoreReader, type StoreOptions } from './open.ts'
export type {
  PlannedAlert,
  PruneCounts,
  Retention,
  RollUpCounts,
  Store,
  StoredWitness,
  StoreReader,
  StoreTx,
  WorkerClaim,
  WorkerIdentity,
} from './schema/port.ts'
export { type GuardedStore, openGuardedStore, type StorageCondition } from './standby/index.ts'
