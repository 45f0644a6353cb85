import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DIRECT, HOUR, MonitorError, messageOf } from '../../core/index.ts'
import { createOrphanRegistry, runnerFolder } from '../process/orphans.ts'
import type { RunnerSetup } from '../protocol/protocol.ts'
import { encodeProxy, encodeTargets } from '../protocol/wire-targets.ts'
import type { EngineHealth, EngineOptions } from './engine-types.ts'
import { runnerEnvironment } from './runner-environment.ts'
import { type RunnerProcess, startRunner } from './runner-process.ts'

type Modules = RunnerSetup['modules']

/** The runner processes: one that all probes share, and now and then one for a probe that cannot be trusted with others. */
export interface Fleet {
  /** Where evidence goes. */
  readonly artifactDir: string
  /** Starts the shared runner with these modules; they are used for every later runner too. @throws RunnerLost */
  begin(modules: Modules): ReturnType<typeof startRunner>
  /** The shared runner, a new one where the last is gone. */
  shared(): RunnerProcess
  /** A runner for one file alone; the caller stops it. */
  alone(file: string): RunnerProcess
  /** Replaces the shared runner where it has run enough, is old enough or has grown. The old one finishes its runs. */
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

/** No process is started before `begin`. */
export function createFleet(options: EngineOptions): Fleet {
  const limits = { ...RECYCLE, ...options.recycle }
  const orphans = createOrphanRegistry(options.stateDir)
  const alive = new Set<RunnerProcess>()
  const artifactDir = join(options.stateDir, 'artifacts')
  let modules: Modules = []
  let current: RunnerProcess | undefined
  let measuredAt = Number.NEGATIVE_INFINITY
  let recycled = 0
  let replacing = false
  let stopped = false

  function launch(some: Modules, warm: boolean): RunnerProcess {
    if (stopped) throw new MonitorError('stopped', 'the engine was stopped')
    const tmpDir = mkdtempSync(join(tmpdir(), runnerFolder()))
    const runner = startRunner({
      setup: {
        modules: some,
        targets: encodeTargets(options.targets),
        proxy: encodeProxy(options.proxy ?? DIRECT),
        browser: options.browser,
        look: options.look,
        artifactDir,
        sessions: { folder: join(options.stateDir, 'sessions'), key: options.sessionKey?.reveal() },
        warm: warm && options.browser !== undefined,
      },
      env: runnerEnvironment(options.environment ?? {}, tmpDir),
      tmpDir,
      log: options.log,
      loadLimitMs: options.loadLimitMs ?? LOAD_LIMIT_MS,
    })
    alive.add(runner)
    orphans.add(runner.pid, tmpDir)
    void runner.gone.then((lost) => {
      alive.delete(runner)
      orphans.remove(runner.pid)
      // A shared runner that had served is replaced at once, so that the next run does not wait for the start.
      if (runner === current && runner.runs > 0 && !stopped) current = launch(modules, true)
      options.log[lost.how === 'stopped' ? 'debug' : 'warn'](`runner ${lost.how}`, {
        pid: runner.pid,
        why: lost.message,
      })
    })
    return runner
  }

  function isDue(runner: RunnerProcess): boolean {
    if (runner.runs >= limits.runs || performance.now() - runner.bornAt >= limits.ageMs) return true
    if (performance.now() - measuredAt < MEASURE_EVERY_MS) return false
    measuredAt = performance.now()
    return runner.memory() >= limits.bytes
  }

  /** The old one serves until the new one is ready, and ends when its last run is over. */
  async function replace(old: RunnerProcess): Promise<void> {
    const next = launch(modules, true)
    await next.loaded
    current = next
    recycled += 1
    await old.drained()
    await old.stop()
  }

  function shared(): RunnerProcess {
    if (!current || current.lost) current = launch(modules, true)
    return current
  }

  return {
    artifactDir,
    begin(all) {
      orphans.clear()
      modules = all
      current = launch(modules, true)
      return current
    },
    shared,
    alone: (file) =>
      launch(
        modules.filter((module) => module.file === file),
        false,
      ),
    refresh() {
      const old = current
      if (!old || old.lost || stopped || replacing || !isDue(old)) return
      replacing = true
      replace(old)
        .catch((error: unknown) => options.log.warn('a runner could not be replaced', { error: messageOf(error) }))
        .finally(() => {
          replacing = false
        })
    },
    health: () => ({
      runner: current?.lost === false ? current.pid : undefined,
      browser: current?.browser,
      recycled,
      bytes: [...alive].reduce((sum, runner) => sum + runner.memory(), 0),
    }),
    async stop() {
      stopped = true
      await Promise.all([...alive].map((runner) => runner.stop()))
    },
    kill() {
      stopped = true
      for (const runner of alive) runner.kill('stopped', 'the worker exits')
    },
  }
}
