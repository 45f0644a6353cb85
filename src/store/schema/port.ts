import type {
  Acknowledgement,
  AckToken,
  AfterwardsItem,
  Alert,
  DrillSummary,
  FailoverProof,
  History,
  IncidentNote,
  IncidentRecord,
  JudgedChanges,
  OutageHistory,
  Outbox,
  PersonReport,
  PlannedAlert,
  ProvenFallback,
  QuietWindow,
  Range,
  Recipient,
  ReportToken,
  RunRequest,
  RunResult,
  SentReceipt,
  SetupPart,
  SkippedSlot,
  Spend,
  SurfaceStatus,
  WitnessChange,
  WitnessMemory,
  WitnessRecord,
} from '../../core/index.ts'
import type { TargetMemory } from '../../judge/index.ts'
import type { WriteOptions } from './writing.ts'

/** Everything that can be read; needs no right to write. */
export interface StoreReader extends History {
  /** The judge's memory of a target, as last committed. */
  judgeMemory(target: string): Promise<StoredMemory>
  close(): Promise<void>
}

/** Slices of a memory to write, by name, and names of slices to delete: see judgement/memory-slices.ts. */
export interface MemorySlices {
  readonly written: ReadonlyMap<string, unknown>
  readonly deleted: ReadonlySet<string>
}

/** A memory as it was read. */
export interface StoredMemory {
  readonly memory: TargetMemory
  /** What could not be read and starts from the prior, each with its cause: `surface/login: since: expected number`. */
  readonly unreadable: readonly string[]
}

/** Everything that is stored: written in transactions, read through `History`. */
export interface Store extends StoreReader {
  /**
   * Runs `work` in one transaction: all of it is stored, or none. One at a time; inside, call `tx` only, never the store.
   * @throws MonitorError `db_locked` after a few seconds, `db_full`, …; whatever `work` throws
   */
  transaction<T>(work: (tx: StoreTx) => Promise<T>, options?: WriteOptions): Promise<T>
  readonly outbox: Outbox
  /**
   * Makes this process the worker of a location.
   * @throws MonitorError `worker_running` while another one is alive
   */
  claimWorker(worker: WorkerIdentity): Promise<WorkerClaim>
  /**
   * Closes runs that a dead worker left open, as `error` of class `interrupted`; call it right after `claimWorker`.
   * Leaves manual runs alone whose process may still be alive.
   * @returns how many it closed
   */
  markInterrupted(now: number, location: string): Promise<number>
  /** The last slot of each probe that has a run or a skip (epoch ms, by probe id). */
  lastSlots(): Promise<ReadonlyMap<string, number>>
  /** The state of a target's status page after its last read; undefined where it was never read. */
  witnessMemory(target: string): Promise<StoredWitness | undefined>
  /** Stores the changes of a status page together with its state. */
  saveWitness(target: string, witness: StoredWitness & { readonly changes: readonly WitnessChange[] }): Promise<void>
  /** Stores a test alert that a channel took from a command: see `TakenTest`. */
  saveTest(test: TakenTest): Promise<void>
  /** Stores a mute or a maintenance window. @returns its id */
  addQuietWindow(window: QuietWindow): Promise<number>
  /** Stores the result of injecting one class of failure into one route. */
  saveProof(proof: FailoverProof): Promise<void>
  /** Stores the score of a drill. */
  saveDrill(drill: DrillSummary): Promise<void>
  /** Closes what was to do after an outage. @returns false where there is no open item with this id */
  closeAfterwards(id: number, closing: { readonly by: string; readonly at: number }): Promise<boolean>
  /** The fallbacks that were proven once. */
  provenFallbacks(): Promise<readonly ProvenFallback[]>
  /** Stores that a fallback is proven; the first time stays. */
  saveProvenFallback(proven: ProvenFallback): Promise<void>
  /** Stores what was measured as the trouble of an incident or notice, by the subject of its plan: JSON of continuity/. */
  saveTrouble(subject: string, trouble: string): Promise<void>
  /** Stores what the worker of a location starts with, where it differs from the last start. At: epoch ms. */
  saveSetup(setup: {
    readonly at: number
    readonly location: string
    readonly parts: readonly SetupPart[]
  }): Promise<void>
  /** Stores what a person reported. */
  saveReport(report: PersonReport): Promise<void>
  saveReportToken(token: ReportToken): Promise<void>
  /** Revokes the tokens whose hash begins with `prefix`; all of them where it is empty. @returns how many */
  revokeReportTokens(prefix: string, now: number): Promise<number>
  /** Ends one window by its id. @returns false where it was over or unknown */
  endQuietWindow(id: number, now: number): Promise<boolean>
  /** Ends every window that is not over. @returns how many */
  endQuietWindows(now: number): Promise<number>
  /** Sums up the hours and days that are over. Safe to call at any time, any number of times. */
  rollUp(now: number): Promise<RollUpCounts>
  /** Adds what a person wrote to an incident. @returns false, and stores nothing, where no incident has this name */
  noteIncident(incident: string, note: IncidentNote): Promise<boolean>
  /** Keeps these runs as long as the incident; ids of runs that do not exist are left out. */
  keepRuns(incident: string, runs: readonly number[]): Promise<void>
  /** The paths of the artifacts of kept runs that are not gone, those of the newest incident first. */
  incidentArtifacts(): Promise<readonly string[]>
  /** Marks artifacts as gone whose files (by path) were deleted. */
  forgetArtifacts(paths: readonly string[]): Promise<void>
  /** Deletes what is older than the retention and already summed up, except kept runs, in small transactions that hold up no other. */
  prune(now: number, retention: Retention): Promise<PruneCounts>
}

/** A transaction. What it reads includes what it wrote. */
export interface StoreTx extends OutageHistory {
  /** Opens a run; undefined where the slot (probe, location, scheduled time, trigger) is already taken. */
  claimRun(request: RunRequest, startedAt: number): Promise<number | undefined>
  /**
   * Stores the result of an open run, and adds its spend to its target's day. Default of `spend`: from its steps' measures.
   * @throws MonitorError `run_not_open` where the run was never claimed, or is finished
   */
  finishRun(id: number, result: RunResult, spend?: Spend): Promise<void>
  /** Stores slots that were not run; does nothing where the slot is already taken. */
  insertSkipped(slot: SkippedSlot): Promise<void>
  judgeMemory(target: string): Promise<StoredMemory>
  /** Writes the parts of a memory that differ (`!==`) from `before`, which is what `judgeMemory` gave. */
  saveJudgeMemory(target: string, before: TargetMemory, after: TargetMemory): Promise<void>
  /** Writes slices of a memory as they are; for slices that a standby held back. */
  writeMemorySlices(target: string, change: MemorySlices): Promise<void>
  /** Stores transitions, surface states, incident and notices. @param runId the run that led to them */
  applyChanges(target: string, runId: number | undefined, changes: JudgedChanges): Promise<void>
  /** Stores what is to do after an incident; an item that is stored stays as it is. */
  saveAfterwards(items: readonly AfterwardsItem[]): Promise<void>
  /** Stores each alert once per key, with one delivery per channel. */
  saveAlerts(alerts: readonly PlannedAlert[], now: number): Promise<void>
  /** The channels that have alerts of a stream since its newest opening, or are still to get them. Now: epoch ms. */
  recipients(stream: string, now: number): Promise<readonly Recipient[]>
  /** The alerts of a stream, in the order they were planned. */
  alertsOf(stream: string): Promise<readonly Alert[]>
  surfaces(target: string): Promise<readonly SurfaceStatus[]>
  /** Targets with a surface that is degraded or down since a time in `[from, to]`, in order of that time. */
  brokenTargets(range: BrokenRange): Promise<readonly { readonly target: string; readonly since: number }[]>
  /** The open incident of a target. */
  incident(target: string): Promise<IncidentRecord | undefined>
  /** The incident with this name, open or not. */
  incidentNamed(name: string): Promise<IncidentRecord | undefined>
  /** What the watched status pages showed in a range, one record per target. */
  witness(range: Range): Promise<readonly WitnessRecord[]>
  /** What people reported in a range, oldest first. */
  reports(range: Range): Promise<readonly PersonReport[]>
  /** When the last alert was planned whose key begins with `prefix`, which ends in a colon (epoch ms). */
  lastAlertAt(prefix: `${string}:`): Promise<number | undefined>
  /** The headline of the newest alert whose key begins with `prefix`, which ends in a colon. */
  lastHeadline(prefix: `${string}:`): Promise<string | undefined>
  /** The acknowledgement that holds of an incident, by its name; undefined without one, and after its end. */
  acknowledgement(incident: string): Promise<Acknowledgement | undefined>
  /** The same, and after the end of the incident the acknowledgement that held until then. */
  lastAcknowledgement(incident: string): Promise<Acknowledgement | undefined>
  /**
   * Acknowledges an incident, with a row in its timeline. The acknowledgement ends when the incident does.
   * @returns false, and changes nothing, where it is not open or someone has acknowledged it already
   */
  acknowledge(incident: string, acknowledgement: Acknowledgement): Promise<boolean>
  /**
   * Stores the hash of a token that acknowledges an incident.
   * @returns false, and stores nothing, where the incident is not open or someone has acknowledged it
   */
  saveAckToken(token: AckToken): Promise<boolean>
  ackToken(hash: string): Promise<AckToken | undefined>
  /** Marks a token as used. @param at epoch ms @returns false where it is unknown or was used before */
  useAckToken(hash: string, at: number): Promise<boolean>
}

/** A range (epoch ms), and the most targets to return. */
export interface BrokenRange {
  readonly from: number
  readonly to: number
  readonly limit: number
}

/** The state of a status page between two reads, and when it was last asked (epoch ms). */
export interface StoredWitness {
  readonly memory: WitnessMemory
  readonly askedAt: number
}

/**
 * A test alert that a channel took directly. The channel is no longer red, and what failed there before is due at once.
 */
export interface TakenTest {
  readonly alert: Alert
  readonly channel: string
  readonly receipt: SentReceipt
  /** When the channel took it, epoch ms. */
  readonly at: number
}

export interface WorkerIdentity {
  readonly location: string
  readonly pid: number
  readonly startedAt: number
}

export interface WorkerClaim {
  /**
   * Extends the claim; call it about every ten seconds.
   * @throws MonitorError `worker_replaced` where another worker took the location after missed heartbeats
   */
  heartbeat(now: number): Promise<void>
  /** Gives the location up. */
  release(): Promise<void>
}

export interface Retention {
  /** Age at which runs are deleted, ms. */
  readonly runsMs: number
  /** Age at which hourly sums are deleted, ms; daily sums stay for ever. */
  readonly hoursMs: number
}

export interface RollUpCounts {
  readonly hours: number
  readonly days: number
}

export interface PruneCounts {
  readonly runs: number
  readonly hours: number
}
