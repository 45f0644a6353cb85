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
  /** Changes to the cadences and timeouts that probes define, by probe name or id. */
  readonly overrides?: Readonly<Record<string, ProbeOverride>>
  /** Longest time one probe file may take to load, ms. Default: 15 s. */
  readonly loadLimitMs?: number
  /** More time (ms) for a run that records evidence: a trace slows it down. Default 5,000. */
  readonly evidenceExtraMs?: number
  /** For a person who watches: browser probes run in a window, slowed down, or keep their trace even where they pass. */
  readonly look?: Look | undefined
  /** When a runner process is replaced: after so many runs, at this age (ms), at this size (bytes, browser included). */
  readonly recycle?: { readonly runs?: number; readonly ageMs?: number; readonly bytes?: number }
  /**
   * Source of the variables that commands and browser get: PATH, LANG, TZ, HOME, NODE_EXTRA_CA_CERTS, and for a window
   * those of the display. Default: a standard PATH.
   */
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** How requests, browser and clients leave this network. Default: directly. */
  readonly proxy?: ProxySettings
  readonly log: Log
  readonly clock: Clock
}

export interface LoadedProbes {
  readonly plans: readonly ProbePlan[]
  /** Problems of probe files. The other files are loaded. */
  readonly problems: readonly Problem[]
  /** Probes of a team that fit no target. They are loaded and never run. */
  readonly warnings: readonly Problem[]
  /** Names that a configuration can refer to; undefined where a file could not be read, because its names are unknown. */
  readonly names: ProbeNames | undefined
}

export interface EngineHealth {
  /** Process id of the runner, while there is one. */
  readonly runner: number | undefined
  readonly browser: string | undefined
  /** How many runners were lost: blocked, overdue, crashed, killed. */
  readonly lost: number
  /** How many runners were replaced in good order. */
  readonly recycled: number
  readonly runs: number
  readonly inFlight: number
  /** Ids of probes that took a runner down and now run alone. */
  readonly quarantined: readonly string[]
  /** Memory of all runners and browsers, bytes. */
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
   * Runs one probe once. A broken target, a probe that hangs and a runner that dies are results.
   * @param onStep called with the name of each step as it begins
   * @throws MonitorError code `unknown_probe` for a probe that is not loaded, `stopped` after `stop`
   */
  run(request: RunRequest, signal?: AbortSignal, onStep?: (name: string) => void): Promise<RunResult>
  health(): EngineHealth
  /** Interrupts the runs under way and ends every process, within about 3 s. */
  stop(): Promise<void>
  /** Kills every process it started, without waiting. For the exit of this process. */
  kill(): void
}
