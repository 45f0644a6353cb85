// The only SQL. Takes a path (SQLite, one file), gives a Store: transactions to write in, History to read from, an
// outbox to drain. What a transaction wrote is on the disk before it resolves; half of one is never seen.
export { openStore, openStoreReader, type StoreOptions } from './open.ts'
export type {
  KeptWitness,
  PlannedAlert,
  PruneCounts,
  Retention,
  RollUpCounts,
  Store,
  StoreReader,
  StoreTx,
  WorkerClaim,
  WorkerIdentity,
} from './schema/port.ts'
export { type GuardedStore, openGuardedStore, type StorageCondition } from './standby/index.ts'
