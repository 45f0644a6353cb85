import { type Clock, type Log, SECOND, spendOf } from '../core/index.ts'
import { createOutbox } from './alerts/outbox.ts'
import { readRecipients } from './alerts/recipients.ts'
import { alertsOf, lastAlertAt, lastHeadline, saveAlerts } from './alerts/save-alerts.ts'
import { saveTest } from './alerts/save-test.ts'
import { closeAfterwards, saveAfterwards } from './continuity/afterwards.ts'
import { saveDrill } from './continuity/drills.ts'
import { outageReadings } from './continuity/outage-readings.ts'
import { saveProof } from './continuity/proofs.ts'
import { readProvenFallbacks, saveProvenFallback } from './continuity/proven-fallbacks.ts'
import { createHistory } from './history.ts'
import {
  acknowledge,
  readAcknowledgement,
  readAckToken,
  readLastAcknowledgement,
  saveAckToken,
  useAckToken,
} from './judgement/acknowledgements.ts'
import { incidentArtifacts, keepRuns } from './judgement/kept-runs.ts'
import { createMemories, type Memories } from './judgement/memories.ts'
import { addQuietWindow, endQuietWindow, endQuietWindows } from './judgement/mutes.ts'
import { noteIncident } from './judgement/notes.ts'
import { saveTrouble } from './judgement/outage-plans.ts'
import { incidentNamed, openIncident } from './judgement/read-incidents.ts'
import { readBrokenTargets, readSurfaces } from './judgement/read-judgement.ts'
import { judgeMemory } from './judgement/read-memory.ts'
import { applyChanges } from './judgement/write-changes.ts'
import { prune } from './prune/prune.ts'
import { forgetArtifacts } from './runs/artifacts.ts'
import { lastSlots } from './runs/last-slots.ts'
import { claimRun, finishRun, insertSkipped, markInterrupted } from './runs/write-runs.ts'
import type { Dialect, StoreDatabase } from './schema/dialect.ts'
import { createNames, type Names } from './schema/names.ts'
import type { Store, StoreReader, StoreTx } from './schema/port.ts'
import type { Tx } from './schema/tables.ts'
import { createWriting } from './schema/writing.ts'
import { rollUp } from './series/roll-up.ts'
import { openReadOnly, openSqlite, type SqliteFile } from './sqlite/index.ts'
import { readReports, revokeReportTokens, saveReport, saveReportToken } from './witness/person-reports.ts'
import { readWitness } from './witness/read.ts'
import { saveWitness, witnessMemory } from './witness/write.ts'
import { saveSetup } from './workers/setup-parts.ts'
import { claimWorker } from './workers/workers.ts'

export interface StoreOptions {
  /** The SQLite file. */
  readonly path: string
  readonly log: Log
  readonly clock: Clock
  /** Fail with `db_missing` instead of creating a database. */
  readonly mustExist?: boolean
  /**
   * What to do with a database of an earlier schema: migrate it (the worker's start), or refuse it with `db_older` (every
   * other command). Default: migrate.
   */
  readonly olderSchema?: 'migrate' | 'refuse'
  /** How long a transaction waits for another process to finish writing, ms. Default: 5 s. */
  readonly lockWaitMs?: number
}

const LOCK_WAIT_MS = 5 * SECOND

/**
 * Opens the database for reading and writing; creates it where it is missing.
 * @throws MonitorError `db_locked`, `db_corrupt`, `db_readonly`, `db_newer`, `db_older`, `db_path`, `db_full`,
 * `db_missing`, `db_foreign`, `db_migrations`, `db_io`; `worker_running` where a migration is due under a running worker;
 * each says what to do
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  return storeOver(await openFile(options), options.clock)
}

/** @throws MonitorError as `openStore` */
export function openFile(options: StoreOptions): Promise<SqliteFile> {
  const { path, log, clock, mustExist = false, lockWaitMs = LOCK_WAIT_MS } = options
  const createOnly = options.olderSchema === 'refuse'
  return openSqlite({ path, log, mustExist, createOnly, lockWaitMs, now: clock.now() })
}

/** The store over an open database. */
export function storeOver(database: StoreDatabase, clock: Pick<Clock, 'now'>): Store {
  const names = createNames()
  const memories = createMemories(names, database.dialect)
  const writing = createWriting(database, [names, memories])
  const { write } = writing
  const parts = { names, memories, dialect: database.dialect }
  return {
    ...createReading(database, names),
    transaction: (work, options) => write((tx) => work(createStoreTx(tx, parts)), options),
    outbox: createOutbox(database, write),
    claimWorker: (worker) => claimWorker({ names, clock, write }, worker),
    markInterrupted: (now, location) => write((tx) => markInterrupted(tx, names, now, location)),
    lastSlots: () => lastSlots(database.reader, names),
    witnessMemory: (target) => witnessMemory(database.reader, names, target),
    saveWitness: (target, witness) => write((tx) => saveWitness(tx, names, target, witness)),
    saveTest: (test) => write((tx) => saveTest(tx, test)),
    addQuietWindow: (window) => write((tx) => addQuietWindow(tx, names, window)),
    saveProof: (proof) => write((tx) => saveProof(tx, proof)),
    saveDrill: (drill) => write((tx) => saveDrill(tx, drill)),
    closeAfterwards: (id, closing) => write((tx) => closeAfterwards(tx, id, closing)),
    provenFallbacks: () => readProvenFallbacks(database.reader),
    saveProvenFallback: (proven) => write((tx) => saveProvenFallback(tx, proven)),
    saveTrouble: (subject, trouble) => write((tx) => saveTrouble(tx, subject, trouble)),
    saveSetup: (setup) => write((tx) => saveSetup(tx, names, setup)),
    saveReport: (report) => write((tx) => saveReport(tx, names, report)),
    saveReportToken: (token) => write((tx) => saveReportToken(tx, token)),
    revokeReportTokens: (prefix, now) => write((tx) => revokeReportTokens(tx, prefix, now)),
    endQuietWindow: (id, now) => write((tx) => endQuietWindow(tx, id, now)),
    endQuietWindows: (now) => write((tx) => endQuietWindows(tx, now)),
    rollUp: (now) => rollUp({ db: database.reader, write }, now),
    prune: (now, retention) =>
      prune({ db: database.reader, write: (work) => write(work, { background: true }) }, now, retention),
    forgetArtifacts: (paths) => write((tx) => forgetArtifacts(tx, paths)),
    noteIncident: (name, note) => write((tx) => noteIncident(tx, name, note)),
    keepRuns: (name, runs) => write((tx) => keepRuns(tx, name, runs)),
    incidentArtifacts: () => incidentArtifacts(database.reader),
    async close() {
      await writing.idle()
      await database.close()
    },
  }
}

/**
 * Opens an existing database for reading. Needs no right to write and changes nothing.
 * @throws MonitorError `db_missing`, `db_older`, `db_newer`, `db_path`, `db_corrupt`, `db_locked`, …; each says what to do
 */
export async function openStoreReader(options: Pick<StoreOptions, 'path' | 'lockWaitMs'>): Promise<StoreReader> {
  const { path, lockWaitMs = LOCK_WAIT_MS } = options
  const file = await openReadOnly({ path, lockWaitMs })
  return { ...createReading(file, createNames()), close: () => file.close() }
}

function createReading(
  database: Pick<StoreDatabase, 'reader' | 'dialect' | 'bytes'>,
  names: Names,
): Omit<StoreReader, 'close'> {
  return {
    ...createHistory(database, names),
    judgeMemory: (target) => judgeMemory(database.reader, names, target),
  }
}

interface TxParts {
  readonly names: Names
  readonly memories: Memories
  readonly dialect: Dialect
}

function createStoreTx(tx: Tx, { names, memories, dialect }: TxParts): StoreTx {
  return {
    claimRun: (request, startedAt) => claimRun(tx, names, request, startedAt),
    finishRun: (id, result, spend) => finishRun(tx, names, id, { result, spend: spend ?? spendOf(result) }),
    insertSkipped: (slot) => insertSkipped(tx, names, slot),
    judgeMemory: (target) => memories.read(tx, target),
    saveJudgeMemory: (target, before, after) => memories.save(tx, target, { before, after }),
    writeMemorySlices: (target, change) => memories.write(tx, target, change),
    ...outageReadings(tx, names, dialect),
    applyChanges: (target, runId, changes) => applyChanges(tx, names, target, { runId, changes }),
    saveAfterwards: (items) => saveAfterwards(tx, items),
    saveAlerts: (alerts, now) => saveAlerts(tx, alerts, now),
    recipients: (stream, now) => readRecipients(tx, stream, now),
    alertsOf: (stream) => alertsOf(tx, stream),
    surfaces: (target) => readSurfaces(tx, names, target),
    brokenTargets: (range) => readBrokenTargets(tx, names, range),
    incident: (target) => openIncident(tx, names, target),
    incidentNamed: (name) => incidentNamed(tx, names, name),
    witness: (range) => readWitness(tx, names, range),
    reports: (range) => readReports(tx, names, range),
    lastAlertAt: (prefix) => lastAlertAt(tx, prefix),
    lastHeadline: (prefix) => lastHeadline(tx, prefix),
    acknowledgement: (incident) => readAcknowledgement(tx, incident),
    lastAcknowledgement: (incident) => readLastAcknowledgement(tx, incident),
    acknowledge: (incident, acknowledgement) => acknowledge(tx, incident, acknowledgement),
    saveAckToken: (token) => saveAckToken(tx, token),
    ackToken: (hash) => readAckToken(tx, hash),
    useAckToken: (hash, at) => useAckToken(tx, hash, at),
  }
}
