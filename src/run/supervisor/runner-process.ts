import type { ChildProcess } from 'node:child_process'
import { rmSync } from 'node:fs'
import { formatDuration, type Log } from '../../core/index.ts'
import { deferred } from '../async/deferred.ts'
import type { Timing } from '../async/timing.ts'
import { isAlive, isGroupLeft, killProcess, memoryOf, treeOf } from '../process/process-tree.ts'
import type { FromRunner, RunnerSetup, RunOrder, RunReport, ToRunner } from '../protocol/protocol.ts'
import { readFromRunner } from '../protocol/protocol.ts'
import { describeExit, forkRunner } from './fork-runner.ts'
import { PendingRuns, type RunWatch } from './pending-runs.ts'
import { type Pulse, watchPulse } from './pulse.ts'
import { type Loss, lossBy, RunnerLost } from './runner-lost.ts'

const MOST_BYTES = 1_500 * 1024 * 1024
/** An event loop silent for this long is blocked by a probe's code. */
const SILENT_MS = 2_000
/** The code of a file may run this long at load. */
const SILENT_LOADING_MS = 5_000
/** Compiling Playwright takes this long on a slow machine. */
const SILENT_STARTING_MS = 20_000
const STOP_LIMIT_MS = 1_500

export type LoadedMessage = Extract<FromRunner, { kind: 'loaded' }>

/** One runner process, as its supervisor sees it. */
export interface RunnerProcess {
  readonly pid: number
  /** Monotonic time of its start, ms. */
  readonly startedAt: number
  /** What it loaded. Rejects with RunnerLost. */
  readonly loaded: Promise<LoadedMessage>
  /** Resolves when the process has ended. */
  readonly ended: Promise<RunnerLost>
  readonly lost: boolean
  /** Name and version of its browser, once it has started. */
  readonly browser: string | undefined
  /** How many runs it was given. */
  readonly runs: number
  /** Does one run. @throws RunnerLost */
  run(order: RunOrder, watch: RunWatch): Promise<RunReport>
  abort(id: number): void
  /** Memory of runner and browser together, bytes. */
  memory(): number
  /** Resolves when the runs under way have ended. */
  drained(): Promise<void>
  /** Kills it and all it started. */
  kill(how: Loss, why: string): void
  /** Asks it to end, and kills it after 1.5 s. Resolves when it has ended. */
  stop(): Promise<void>
}

export interface RunnerStart {
  readonly setup: RunnerSetup
  /** The whole environment of the process. */
  readonly env: Readonly<Record<string, string>>
  /** Its temporary folder, which is deleted when it ends. */
  readonly tmpDir: string
  readonly log: Log
  /** Longest time one probe file may take to load, ms. */
  readonly loadLimitMs: number
  readonly timing: Timing
}

/** Starts a runner process in a process group of its own. */
export function startRunner(start: RunnerStart): RunnerProcess {
  return new ChildRunner(start)
}

class ChildRunner implements RunnerProcess {
  readonly pid: number
  readonly startedAt: number
  readonly #start: RunnerStart
  readonly #child: ChildProcess
  readonly #loaded = deferred<LoadedMessage>()
  readonly #ended = deferred<RunnerLost>()
  readonly #pending = new PendingRuns()
  /** Groups of the processes it started: browser, commands. */
  readonly #groups = new Set<number>()
  readonly #pulse: Pulse
  #isReady = false
  #isStopping = false
  #lost: RunnerLost | undefined
  #loadingFile: string | undefined
  #cancelLoadLimit = () => {}
  #browser: string | undefined
  #runs = 0
  /** As the runner reports it, bytes. */
  #rss = 0

  constructor(start: RunnerStart) {
    this.#start = start
    const { child, stderrTail } = forkRunner(start.env)
    this.#child = child
    this.pid = child.pid ?? 0
    this.startedAt = start.timing.now()
    this.#pulse = watchPulse(
      start.timing,
      () => (this.#isReady ? SILENT_MS : this.#loadingFile ? SILENT_LOADING_MS : SILENT_STARTING_MS),
      (ms) => this.kill('blocked', `its event loop was blocked for ${formatDuration(ms)}`),
    )
    child.on('message', (message) => this.#receive(message))
    child.once('error', (error) => this.kill('died', error.message))
    child.once('close', (code, signal) => this.#onClose(describeExit(code, signal, stderrTail()), signal ?? undefined))
    this.#send({ kind: 'setup', setup: start.setup })
  }

  get loaded(): Promise<LoadedMessage> {
    return this.#loaded.promise
  }

  get ended(): Promise<RunnerLost> {
    return this.#ended.promise
  }

  get lost(): boolean {
    return this.#lost !== undefined
  }

  get browser(): string | undefined {
    return this.#browser
  }

  get runs(): number {
    return this.#runs
  }

  async run(order: RunOrder, watch: RunWatch): Promise<RunReport> {
    if (this.#lost) throw this.#lost
    this.#runs += 1
    const report = this.#pending.add(order.id, watch)
    this.#send({ kind: 'run', order })
    return report
  }

  abort(id: number): void {
    this.#send({ kind: 'abort', id })
  }

  memory(): number {
    return treeOf(this.pid).reduce((sum, pid) => sum + (memoryOf(pid) ?? (pid === this.pid ? this.#rss : 0)), 0)
  }

  drained(): Promise<void> {
    return this.#pending.drained()
  }

  /** Kills its group and the groups of all it started, and rejects the runs under way. */
  kill(how: Loss, why: string, signal?: NodeJS.Signals): void {
    const tree = isAlive(this.pid) ? treeOf(this.pid) : []
    for (const pid of new Set([this.pid, ...this.#groups, ...tree])) if (pid > 0) killProcess(pid)
    if (this.#lost) return
    const lost = new RunnerLost(how, why, { inFlight: this.#pending.size, loading: this.#loadingFile, signal })
    this.#lost = lost
    this.#pulse.stop()
    this.#cancelLoadLimit()
    this.#loaded.reject(lost)
    this.#pending.rejectAll(lost)
  }

  async stop(): Promise<void> {
    this.#isStopping = true
    this.#send({ kind: 'stop' })
    const cancel = this.#start.timing.after(STOP_LIMIT_MS, () => this.kill('stopped', 'it did not stop in time'))
    await this.ended
    cancel()
  }

  #onClose(why: string, signal: NodeJS.Signals | undefined): void {
    this.kill(this.#isStopping ? 'stopped' : lossBy(signal), why, signal)
    rmSync(this.#start.tmpDir, { recursive: true, force: true })
    if (this.#lost) this.#ended.resolve(this.#lost)
  }

  #send(message: ToRunner): void {
    if (this.#child.connected) this.#child.send(message, () => {})
  }

  #receive(data: unknown): void {
    const message = readFromRunner(data)
    if (!message) {
      this.#start.log.warn('a runner sent a message that is not part of its protocol', { pid: this.pid })
      return
    }
    this.#pulse.beat()
    this.#handlers[message.kind](message as never)
  }

  readonly #handlers: { [K in FromRunner['kind']]: (message: Extract<FromRunner, { kind: K }>) => void } = {
    beat: ({ rss }) => {
      this.#rss = rss
      if (rss > MOST_BYTES) this.kill('grown', `it grew to ${Math.round(rss / 1024 / 1024)} MB`)
    },
    loading: ({ file }) => this.#startLoading(file),
    loaded: (message) => {
      this.#cancelLoadLimit()
      this.#isReady = true
      this.#loadingFile = undefined
      this.#loaded.resolve(message)
    },
    browser: ({ name }) => {
      this.#browser = name
    },
    child: ({ pid, alive }) => {
      if (alive) this.#groups.add(pid)
      // A script that started the browser may end before the browser does.
      else if (!isGroupLeft(pid)) this.#groups.delete(pid)
    },
    begun: ({ id }) => this.#pending.begun(id),
    step: ({ id, name }) => this.#pending.step(id, name),
    report: ({ id, report }) => this.#pending.resolve(id, report),
    note: ({ event, text }) => this.#start.log.warn(`runner: ${event}`, { pid: this.pid, text }),
  }

  #startLoading(file: string): void {
    const { loadLimitMs, timing } = this.#start
    this.#loadingFile = file
    this.#cancelLoadLimit()
    const why = `it did not finish within ${formatDuration(loadLimitMs)}`
    this.#cancelLoadLimit = timing.after(loadLimitMs, () => this.kill('unloaded', why))
  }
}
