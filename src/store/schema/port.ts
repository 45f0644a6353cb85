import type {
  Alert,
  History,
  IncidentRecord,
  JudgeMemory,
  Outbox,
  QuietWindow,
  RunRequest,
  RunResult,
  SkippedSlot,
  Spend,
  SurfaceStatus,
  Verdict,
  WitnessChange,
  WitnessMemory,
} from '../../core/index.ts'

/** All that can be read, by a process that need not have the right to write. */
export interface StoreReader extends History {
  /** The judge's memory of a target, as it was last committed. */
  judgeMemory(target: string): Promise<JudgeMemory>
  close(): Promise<void>
}

/** All that is kept: written in transactions, read through `History`. */
export interface Store extends StoreReader {
  /**
   * Runs `work` in one transaction: all of it is kept, or none. One at a time; do not call the store itself inside, only `tx`.
   * @throws MonitorError `db_locked` after a few seconds, `db_full`, …; whatever `work` throws
   */
  transaction<T>(work: (tx: StoreTx) => Promise<T>): Promise<T>
  readonly outbox: Outbox
  /**
   * Makes this process the worker of a location.
   * @throws MonitorError `worker_running` while another one is alive
   */
  claimWorker(worker: WorkerIdentity): Promise<WorkerClaim>
  /**
   * Closes runs that a dead worker left open, as `error` of class `interrupted`; call it right after `claimWorker`.
   * Runs by hand of another process that may still be alive are left alone.
   * @returns how many
   */
  markInterrupted(now: number, location: string): Promise<number>
  /** The last slot of each probe that was run, or noted as not run (epoch ms, by probe id). */
  lastSlots(): Promise<ReadonlyMap<string, number>>
  /** What was remembered of a target's status page, and when it was last asked (epoch ms). */
  witnessMemory(target: string): Promise<KeptWitness | undefined>
  /** Keeps what a status page changed together with what is remembered of it. */
  saveWitness(target: string, kept: KeptWitness & { readonly changes: readonly WitnessChange[] }): Promise<void>
  /** Keeps a window in which nobody is to be told; gives its id. */
  addQuietWindow(window: QuietWindow): Promise<number>
  /** Ends every window that is not over; gives how many. */
  endQuietWindows(now: number): Promise<number>
  /** Sums up the hours and days that are over. May be called at any time, any number of times. */
  rollUp(now: number): Promise<RollUpCounts>
  /** Notes that these files of evidence (by path) are not there any more. */
  forgetArtifacts(paths: readonly string[]): Promise<void>
  /** Deletes what is older than it is to be kept and already summed up; in small transactions, so that nothing waits for it. */
  prune(now: number, retention: Retention): Promise<PruneCounts>
}

export interface StoreTx {
  /** Opens a run; undefined where the slot (probe, location, scheduled time, trigger) is already taken. */
  claimRun(request: RunRequest, startedAt: number): Promise<number | undefined>
  /**
   * Stores what came of an open run, and adds what it spent to its target's day; without `spend`, what its steps tell.
   * @throws MonitorError `run_not_open` where the run was never claimed, or is finished
   */
  finishRun(id: number, result: RunResult, spend?: Spend): Promise<void>
  /** Notes slots that were not run; does nothing where the slot is already taken. */
  insertSkipped(slot: SkippedSlot): Promise<void>
  judgeMemory(target: string): Promise<JudgeMemory>
  /** Writes the slices that differ by `!==`. */
  saveJudgeMemory(target: string, before: JudgeMemory, after: JudgeMemory): Promise<void>
  /** Stores transitions, surface states, incident and notices. `runId`: the run that led to them. */
  applyVerdict(target: string, runId: number | undefined, verdict: Verdict): Promise<void>
  /** Stores each alert once per key, with one pending delivery per channel. */
  saveAlerts(alerts: readonly PlannedAlert[], now: number): Promise<void>
  surfaces(target: string): Promise<readonly SurfaceStatus[]>
  /** Targets with a surface that is degraded or down since a time in `[from, to]`; those that broke first come first. */
  brokenTargets(range: BrokenRange): Promise<readonly { readonly target: string; readonly since: number }[]>
  /** The open incident of a target. */
  incident(target: string): Promise<IncidentRecord | undefined>
  /** The incident of this name, open or not. */
  incidentNamed(name: string): Promise<IncidentRecord | undefined>
  /** When the last alert was planned whose key begins with `prefix`, which ends in a colon (epoch ms). */
  lastAlertAt(prefix: `${string}:`): Promise<number | undefined>
}

/** Epoch ms, and how many targets are wanted at most. */
export interface BrokenRange {
  readonly from: number
  readonly to: number
  readonly limit: number
}

/** What is remembered of a status page between two readings. */
export interface KeptWitness {
  readonly memory: WitnessMemory
  readonly askedAt: number
}

export interface PlannedAlert {
  readonly alert: Alert
  /** Names of the channels it goes to. */
  readonly channels: readonly string[]
}

export interface WorkerIdentity {
  readonly location: string
  readonly pid: number
  readonly startedAt: number
}

export interface WorkerClaim {
  /**
   * Says that the worker is alive; call it every ten seconds or so.
   * @throws MonitorError `worker_replaced` where another one took the location after a long silence
   */
  heartbeat(now: number): Promise<void>
  /** Gives the location up. */
  release(): Promise<void>
}

export interface Retention {
  /** How long runs are kept, ms. */
  readonly runsMs: number
  /** How long hourly sums are kept, ms; daily sums stay for ever. */
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
