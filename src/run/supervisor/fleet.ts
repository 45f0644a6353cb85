import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DIRECT, HOUR, MonitorError, messageOf } from '../../core/index.ts'
import type { Timing } from '../async/timing.ts'
import { createOrphanRegistry, type OrphanRegistry, runnerFolder } from '../process/orphans.ts'
import type { RunnerSetup } from '../protocol/protocol.ts'
import { encodeProxy, encodeTargets } from '../protocol/wire-targets.ts'
import type { EngineHealth, EngineOptions } from './engine-types.ts'
import { runnerEnvironment } from './runner-environment.ts'
import type { RunnerLost } from './runner-lost.ts'
import type { RunnerProcess, startRunner } from './runner-process.ts'

type Modules = RunnerSetup['modules']

/** The runner processes: one that all probes share, and one for each quarantined probe while it runs. */
export interface Fleet {
  /** Folder of the evidence. */
  readonly artifactDir: string
  /** Starts the shared runner with these modules, which every later runner loads too. */
  begin(modules: Modules): RunnerProcess
  /** The shared runner; a new one where the last was lost. @throws MonitorError code `stopped` */
  shared(): RunnerProcess
  /** A runner for one file alone; the caller stops it. @throws MonitorError code `stopped` */
  alone(file: string): RunnerProcess
  /** Replaces the shared runner once it did enough runs, is old enough or too big. The old one finishes its runs. */
  refresh(): void
  health(): Omit<EngineHealth, 'quarantined' | 'runs' | 'inFlight' | 'lost'>
  stop(): Promise<void>
  /** Kills every runner and all it started, without waiting. */
  kill(): void
}

/** Loading one file may take this long: its imports are read and compiled, and its top-level code runs. */
const LOAD_LIMIT_MS = 15_000
const RECYCLE = { runs: 1_000, ageMs: 6 * HOUR, bytes: 700 * 1024 * 1024 }
/** How often the memory of all processes is added up: it costs a few milliseconds. */
const MEASURE_EVERY_MS = 30_000

interface FleetDeps {
  readonly timing: Timing
  readonly start: typeof startRunner
}

/** A fleet without processes; `begin` starts the first. */
export function createFleet(options: EngineOptions, deps: FleetDeps): Fleet {
  return new RunnerFleet(options, deps)
}

class RunnerFleet implements Fleet {
  readonly artifactDir: string
  readonly #options: EngineOptions
  readonly #deps: FleetDeps
  readonly #limits: typeof RECYCLE
  readonly #orphans: OrphanRegistry
  readonly #running = new Set<RunnerProcess>()
  #modules: Modules = []
  #shared: RunnerProcess | undefined
  #measuredAt = Number.NEGATIVE_INFINITY
  #recycled = 0
  #isReplacing = false
  #isStopped = false

  constructor(options: EngineOptions, deps: FleetDeps) {
    this.#options = options
    this.#deps = deps
    this.#limits = { ...RECYCLE, ...options.recycle }
    this.#orphans = createOrphanRegistry(options.stateDir)
    this.artifactDir = join(options.stateDir, 'artifacts')
  }

  begin(modules: Modules): RunnerProcess {
    this.#orphans.clear()
    this.#modules = modules
    this.#shared = this.#launch(modules, true)
    return this.#shared
  }

  shared(): RunnerProcess {
    if (!this.#shared || this.#shared.lost) this.#shared = this.#launch(this.#modules, true)
    return this.#shared
  }

  alone(file: string): RunnerProcess {
    return this.#launch(
      this.#modules.filter((module) => module.file === file),
      false,
    )
  }

  refresh(): void {
    const runner = this.#shared
    if (!runner || runner.lost || this.#isStopped || this.#isReplacing || !this.#isWorn(runner)) return
    this.#isReplacing = true
    this.#replace(runner)
      .catch((error: unknown) => this.#options.log.warn('a runner could not be replaced', { error: messageOf(error) }))
      .finally(() => {
        this.#isReplacing = false
      })
  }

  health(): ReturnType<Fleet['health']> {
    return {
      runner: this.#shared?.lost === false ? this.#shared.pid : undefined,
      browser: this.#shared?.browser,
      recycled: this.#recycled,
      bytes: [...this.#running].reduce((sum, runner) => sum + runner.memory(), 0),
    }
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    await Promise.all([...this.#running].map((runner) => runner.stop()))
  }

  kill(): void {
    this.#isStopped = true
    for (const runner of this.#running) runner.kill('stopped', 'the worker exits')
  }

  #launch(modules: Modules, warm: boolean): RunnerProcess {
    if (this.#isStopped) throw new MonitorError('stopped', 'the engine was stopped')
    const { environment = {}, log, loadLimitMs = LOAD_LIMIT_MS } = this.#options
    const tmpDir = mkdtempSync(join(tmpdir(), runnerFolder()))
    const runner = this.#deps.start({
      setup: setupOf(this.#options, modules, warm),
      env: runnerEnvironment(environment, tmpDir),
      tmpDir,
      log,
      loadLimitMs,
      timing: this.#deps.timing,
    })
    this.#running.add(runner)
    this.#orphans.add(runner.pid, tmpDir)
    void runner.ended.then((lost) => this.#onEnded(runner, lost))
    return runner
  }

  #onEnded(runner: RunnerProcess, lost: RunnerLost): void {
    this.#running.delete(runner)
    this.#orphans.remove(runner.pid)
    // A shared runner that did runs is replaced at once, so that the next run does not wait for the start.
    if (runner === this.#shared && runner.runs > 0 && !this.#isStopped) this.#shared = this.#launch(this.#modules, true)
    const level = lost.how === 'stopped' ? 'debug' : 'warn'
    this.#options.log[level](`runner ${lost.how}`, { pid: runner.pid, why: lost.message })
  }

  #isWorn(runner: RunnerProcess): boolean {
    const now = this.#deps.timing.now()
    if (runner.runs >= this.#limits.runs || now - runner.startedAt >= this.#limits.ageMs) return true
    if (now - this.#measuredAt < MEASURE_EVERY_MS) return false
    this.#measuredAt = now
    return runner.memory() >= this.#limits.bytes
  }

  /** The old runner serves until the new one is ready, and ends when its last run is over. */
  async #replace(old: RunnerProcess): Promise<void> {
    const next = this.#launch(this.#modules, true)
    await next.loaded
    this.#shared = next
    this.#recycled += 1
    await old.drained()
    await old.stop()
  }
}

function setupOf(options: EngineOptions, modules: Modules, warm: boolean): RunnerSetup {
  return {
    modules,
    targets: encodeTargets(options.targets),
    proxy: encodeProxy(options.proxy ?? DIRECT),
    browser: options.browser,
    look: options.look,
    artifactDir: join(options.stateDir, 'artifacts'),
    sessions: { folder: join(options.stateDir, 'sessions'), key: options.sessionKey?.reveal() },
    warm: warm && options.browser !== undefined,
  }
}
