import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { PRODUCT_FOLDER } from '../../src/package/index.ts'
import { deferred } from '../../src/run/async/deferred.ts'
import type { FromRunner } from '../../src/run/protocol/protocol.ts'
import type * as RunnerModule from '../../src/run/runner/runner.ts'
import { createScrubber } from '../../src/run/secrets/scrub.ts'
import type * as HostModule from '../../src/run/sessions/browser-host.ts'
import { PendingRuns } from '../../src/run/supervisor/pending-runs.ts'
import { type Loss, RunnerLost } from '../../src/run/supervisor/runner-lost.ts'
import type { LoadedMessage, RunnerProcess, RunnerStart, startRunner } from '../../src/run/supervisor/runner-process.ts'

/** The product as it is built: bundled probes import the same copy of it. */
const built = (path: string) => import(pathToFileURL(join(PRODUCT_FOLDER, 'run', path)).href)

/** One browser for all files of this process, with which it ends. */
let host: HostModule.BrowserHost | undefined

/**
 * Starts runners in this process that share one browser. For tests of what a run does: it takes a tenth of the time. What the
 * process of a runner is for (probes that block or end it, limits, kills) needs one: `startRunner`.
 */
export const startRunnerHere: typeof startRunner = (start) => new RunnerHere(start)

let lastPid = 4_000_000_000

class RunnerHere implements RunnerProcess {
  readonly pid: number
  readonly startedAt: number
  lost = false
  readonly browser = undefined
  runs = 0
  readonly #start: RunnerStart
  readonly #loaded = deferred<LoadedMessage>()
  readonly #ended = deferred<RunnerLost>()
  readonly #pending = new PendingRuns()
  readonly #runner: Promise<RunnerModule.Runner>

  constructor(start: RunnerStart) {
    lastPid += 1
    this.pid = lastPid
    this.startedAt = start.timing.now()
    this.#start = start
    this.#runner = this.#create()
    this.#runner.catch((error: Error) => this.#loaded.reject(error))
  }

  get loaded(): Promise<LoadedMessage> {
    return this.#loaded.promise
  }

  get ended(): Promise<RunnerLost> {
    return this.#ended.promise
  }

  run: RunnerProcess['run'] = async (order, watch) => {
    this.runs += 1
    const report = this.#pending.add(order.id, watch)
    void (await this.#runner).run(order)
    return report
  }

  abort(id: number): void {
    void this.#runner.then((runner) => runner.abort(id))
  }

  memory = () => 0
  drained = () => this.#pending.drained()

  kill(how: Loss): void {
    if (this.lost) return
    this.lost = true
    rmSync(this.#start.tmpDir, { recursive: true, force: true })
    const lost = new RunnerLost(how, `it was ${how}`, { inFlight: this.#pending.size, loading: undefined })
    this.#loaded.reject(lost)
    this.#pending.rejectAll(lost)
    this.#ended.resolve(lost)
  }

  async stop(): Promise<void> {
    await this.drained()
    this.kill('stopped')
  }

  async #create(): Promise<RunnerModule.Runner> {
    const { createRunner } = (await built('runner/runner.js')) as typeof RunnerModule
    const { createBrowserHost } = (await built('sessions/browser-host.js')) as typeof HostModule
    const { setup, env } = this.#start
    host ??= createBrowserHost(setup.browser, () => {})
    // Stays open for the next runner.
    const shared = { get: host.get, close: async () => {} }
    const emit = (message: FromRunner) => this.#receive(message)
    return createRunner({ ...setup, warm: false }, { emit, env, scrubber: createScrubber(), host: shared })
  }

  #receive(message: FromRunner): void {
    if (message.kind === 'loaded') this.#loaded.resolve(message)
    if (message.kind === 'begun') this.#pending.begun(message.id)
    if (message.kind === 'step') this.#pending.step(message.id, message.name)
    if (message.kind === 'report') this.#pending.resolve(message.id, message.report)
    if (message.kind === 'note') this.#start.log.warn(`runner: ${message.event}`, { text: message.text })
  }
}
