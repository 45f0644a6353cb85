import type { History } from '../../core/index.ts'
import type { StoreOptions } from '../open.ts'
import type { Store } from '../schema/port.ts'
import type { StorageCondition } from './condition.ts'
import { Guard } from './guard.ts'
import type { JournalLimits } from './journal.ts'
import { openPrimary } from './primary.ts'

/** A store that works in memory while its database cannot be written. */
export interface GuardedStore extends Store {
  condition(): StorageCondition
  /** Checks that the file is still there and, while it could not be written, writes what waits. Call it about every 2 s. */
  check(): Promise<void>
}

/**
 * Opens the database of a worker. Where a write fails, all that follows goes to a database in memory that begins with what
 * judge and alerts need, and into a journal. The journal is written as soon as the database can be.
 * @throws MonitorError as `openStore`; later on, never because of the database
 */
export async function openGuardedStore(
  options: StoreOptions & { readonly limits?: JournalLimits },
): Promise<GuardedStore> {
  return storeFor(new Guard(await openPrimary(options), options))
}

/** The methods of a store: reads of the newest rows, writes through the guard. */
function storeFor(guard: Guard): GuardedStore {
  const reads = () => guard.history()
  const database = () => guard.primary.store
  return {
    surfaces: () => reads().surfaces(),
    lastRuns: () => reads().lastRuns(),
    watched: () => reads().watched(),
    lastHeartbeat: (exceptLocation) => reads().lastHeartbeat(exceptLocation),
    quietWindows: (now) => reads().quietWindows(now),
    runs: (query) => reads().runs(query),
    recentRuns: (query) => reads().recentRuns(query),
    ...seriesFor(reads),
    states: (range) => reads().states(range),
    transitions: (range) => reads().transitions(range),
    incidents: (range) => reads().incidents(range),
    incidentNamed: (name) => reads().incidentNamed(name),
    openNotices: () => reads().openNotices(),
    alerts: (query) => reads().alerts(query),
    messages: (query) => reads().messages(query),
    channelReach: () => reads().channelReach(),
    channelBacklogs: (now) => reads().channelBacklogs(now),
    health: (range) => reads().health(range),
    spend: (range) => reads().spend(range),
    ...continuityFor(guard),
    ...witnessesFor(guard),
    judgeMemory: (target) => guard.live().judgeMemory(target),
    outbox: guard.outbox,
    transaction: (work, options) => guard.transaction(work, options),
    async claimWorker(worker) {
      await guard.primary.claimWorker(worker)
      return {
        heartbeat: (now) =>
          guard.use(
            () => guard.primary.heartbeat(now),
            async () => {},
          ),
        release: () => guard.primary.release(),
      }
    },
    markInterrupted: (now, location) => database().markInterrupted(now, location),
    lastSlots: () => database().lastSlots(),
    saveTest: (test) => database().saveTest(test),
    saveSetup: (setup) => database().saveSetup(setup),
    setupChanges: (range) => reads().setupChanges(range),
    addQuietWindow: (window) => database().addQuietWindow(window),
    endQuietWindow: (id, now) => database().endQuietWindow(id, now),
    endQuietWindows: (now) => database().endQuietWindows(now),
    forgetArtifacts: (paths) => database().forgetArtifacts(paths),
    noteIncident: (name, note) => database().noteIncident(name, note),
    keepRuns: (name, runs) => database().keepRuns(name, runs),
    incidentArtifacts: () => database().incidentArtifacts(),
    rollUp: (now) => database().rollUp(now),
    prune: (now, retention) => database().prune(now, retention),
    condition: () => guard.condition(),
    check: () => guard.check(),
    close: () => guard.close(),
  }
}

/** Counts and quantiles over time. */
function seriesFor(reads: () => History): Pick<History, 'outcomes' | 'measures' | 'statuses' | 'slotTotals'> {
  return {
    outcomes: (range) => reads().outcomes(range),
    measures: (range) => reads().measures(range),
    statuses: (range) => reads().statuses(range),
    slotTotals: (range) => reads().slotTotals(range),
  }
}

/** What others say of the services: status pages, and people. */
function witnessesFor(guard: Guard): Pick<Store, WitnessMethod> {
  return {
    witness: (range) => guard.history().witness(range),
    witnessMemory: (target) => guard.live().witnessMemory(target),
    saveWitness: (...args) => guard.saveWitness(...args),
    reports: (range) => guard.history().reports(range),
    reportTokens: () => guard.history().reportTokens(),
    saveReport: (report) => guard.primary.store.saveReport(report),
    saveReportToken: (token) => guard.primary.store.saveReportToken(token),
    revokeReportTokens: (...args) => guard.primary.store.revokeReportTokens(...args),
  }
}

type WitnessMethod =
  | 'witness'
  | 'witnessMemory'
  | 'saveWitness'
  | 'reports'
  | 'reportTokens'
  | 'saveReport'
  | 'saveReportToken'
  | 'revokeReportTokens'

/** What is stored of the continuity plan. */
function continuityFor(guard: Guard): Pick<Store, ContinuityMethod> {
  return {
    proofs: () => guard.history().proofs(),
    drills: () => guard.history().drills(),
    afterwards: () => guard.history().afterwards(),
    goldenAnswers: () => guard.history().goldenAnswers(),
    outagePlans: (subjects) => guard.history().outagePlans(subjects),
    surfaceChanges: (query) => guard.history().surfaceChanges(query),
    noticesOf: (query) => guard.history().noticesOf(query),
    saveProof: (proof) => guard.primary.store.saveProof(proof),
    saveDrill: (drill) => guard.primary.store.saveDrill(drill),
    closeAfterwards: (...args) => guard.primary.store.closeAfterwards(...args),
    provenFallbacks: () => guard.primary.store.provenFallbacks(),
    saveProvenFallback: (proven) => guard.primary.store.saveProvenFallback(proven),
    saveTrouble: (subject, trouble) => guard.primary.store.saveTrouble(subject, trouble),
  }
}

type ContinuityMethod =
  | 'proofs'
  | 'drills'
  | 'saveDrill'
  | 'afterwards'
  | 'goldenAnswers'
  | 'outagePlans'
  | 'surfaceChanges'
  | 'noticesOf'
  | 'saveProof'
  | 'closeAfterwards'
  | 'provenFallbacks'
  | 'saveProvenFallback'
  | 'saveTrouble'
