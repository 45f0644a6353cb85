import type {
  Clock,
  Log,
  ProbePlan,
  Problem,
  ProxySettings,
  RunRequest,
  RunResult,
  Secret,
  Target,
} from '../../core/index.ts'
import type { Look } from '../browser/browser-options.ts'
import type { BrowserChoice } from '../browser/choice.ts'
import type { ProbeNames } from './names.ts'
import type { ProbeOverride } from './plan.ts'

export interface EngineOptions {
  readonly probeFiles: readonly string[]
  readonly targets: readonly Target[]
  readonly location: string
  /** Folder for `cache/` (bundled probes) and `artifacts/` (evidence). */
  readonly stateDir: string
  /** Seals the sessions that are kept in `stateDir/sessions`. Without it they live in memory only. */
  readonly sessionKey?: Secret | undefined
  /** Without one, browser probes end as `error`. */
  readonly browser: BrowserChoice | undefined
  /** Changes of probes' own cadences and timeouts, by probe name or id. */
  readonly overrides?: Readonly<Record<string, ProbeOverride>>
  /** Longest time one probe file may take to load, ms. Default: 15 s. */
  readonly loadLimitMs?: number
  /** More time (ms) for a run that records evidence: a trace slows it down. Default 5,000. */
  readonly evidenceExtraMs?: number
  /** Somebody wants to watch: browser probes run in a window, slowed down, or leave a trace whatever comes of them. */
  readonly look?: Look | undefined
  /** When a runner process is replaced by a new one: after so many runs, so old (ms), so big (bytes, browser included). */
  readonly recycle?: { readonly runs?: number; readonly ageMs?: number; readonly bytes?: number }
  /** The variables commands and browser may see are taken from here (PATH, LANG, TZ, HOME, NODE_EXTRA_CA_CERTS; for a window, those of the display). Default: a standard PATH. */
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** How requests, browser and clients leave this network. Default: directly. */
  readonly proxy?: ProxySettings
  readonly log: Log
  readonly clock: Clock
}

export interface LoadedProbes {
  readonly plans: readonly ProbePlan[]
  /** What is wrong with probe files. The others are loaded all the same. */
  readonly problems: readonly Problem[]
  /** What there is to be named; undefined where a file could not be read, and so is not known. */
  readonly names: ProbeNames | undefined
}

export interface EngineHealth {
  /** Process id of the runner, while there is one. */
  readonly runner: number | undefined
  readonly browser: string | undefined
  /** Runners that were lost: blocked, overdue, crashed. */
  readonly lost: number
  /** Runners that were replaced in good order. */
  readonly recycled: number
  readonly runs: number
  readonly inFlight: number
  /** Probes that blocked a runner and run alone since, by id. */
  readonly quarantined: readonly string[]
  /** Runner and browser together. */
  readonly bytes: number
}

export interface Engine {
  /** Folder that the paths of artifacts are relative to. */
  readonly artifactsDir: string
  /**
   * Starts the runner and loads every probe file there.
   * @throws MonitorError code `runner` where the runner process does not start
   */
  load(): Promise<LoadedProbes>
  /**
   * Runs one probe once. A broken target, a probe that hangs and a runner that dies are results. `onStep` is told the name
   * of each step as it begins.
   * @throws MonitorError code `unknown_probe` for a probe that is not loaded, `stopped` after `stop`
   */
  run(request: RunRequest, signal?: AbortSignal, onStep?: (name: string) => void): Promise<RunResult>
  health(): EngineHealth
  /** Interrupts what runs and ends every process. At most about three seconds. */
  stop(): Promise<void>
  /** Kills every process it started, without waiting: for the moment before this process exits. */
  kill(): void
}
