// The only SQL. Takes a path (SQLite, one file), gives a Store: transactions to write in, History to read from, an
// outbox to drain. A transaction is on the disk before its promise resolves, and no reader ever sees half of one.
//
//   schema/     tables, codes and names as the database holds them; the port (`port.ts`); transactions in turn
//   runs/       runs with their steps, skipped slots, spend: written, and read back newest first
//   judgement/  what the judge concluded and remembers: states, transitions, incidents, notices, mutes, its memory
//   alerts/     planned alerts and their deliveries; the outbox leases each message to one dispatcher
//   continuity/ failover proofs and scores of drills; what the price of an outage is computed from
//   witness/    what the status pages of providers showed, as changes; read back as spans
//   series/     roll-ups of runs into hours and days, the numbers of a range
//   prune/      deletes what is older than its retention
//   workers/    which worker holds the database, its heartbeat, and what changed in its setup
//   workers/    the claim of a worker on its location, and its heartbeat
//   sqlite/     all that is special about SQLite: file, errors, migrations, read-only access
//   postgres/   the same for PostgreSQL
//   standby/    the store in memory while the database cannot be written, and its replay afterwards
export { openStore, openStoreReader, type StoreOptions } from './open.ts'
export type { Retention, Store, StoreReader, StoreTx, TakenTest, WorkerClaim } from './schema/port.ts'
export { type GuardedStore, openGuardedStore, type StorageCondition } from './standby/index.ts'
