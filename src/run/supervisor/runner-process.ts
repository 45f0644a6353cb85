import { type ChildProcess, fork } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { formatDuration, type Log } from '../../core/index.ts'
import { PACKAGE_ROOT } from '../../package/index.ts'
import { isAlive, isGroupLeft, killProcess, memoryOf, treeOf } from '../process/process-tree.ts'
import type { FromRunner, RunnerSetup, RunOrder, RunReport, ToRunner } from '../protocol/protocol.ts'
import { readFromRunner } from '../protocol/protocol.ts'
import { type Pulse, takePulse } from './pulse.ts'
import { type Loss, lossBy, RunnerLost } from './runner-lost.ts'

const ENTRY = join(PACKAGE_ROOT, 'dist/src/run/runner/main.js')
/** A leak in probe code ends its runner, not the machine. */
const HEAP_MB = 384
/** Short-lived objects get this much (V8's own choice is 16): a tenth more collections, and 40 MB less that is never given back. */
const YOUNG_MB = 4
const MOST_BYTES = 1_500 * 1024 * 1024
/** An event loop silent for this long is blocked by a probe's code. A file may take longer to load, and Playwright to compile. */
const SILENT_MS = 2_000
const SILENT_LOADING_MS = 5_000
const SILENT_STARTING_MS = 20_000
const STOP_LIMIT_MS = 1_500

type Loaded = Extract<FromRunner, { kind: 'loaded' }>

/** One runner process, from outside. */
export interface RunnerProcess {
  readonly pid: number
  readonly bornAt: number
  /** What it loaded. Rejects with RunnerLost. */
  readonly loaded: Promise<Loaded>
  /** Settles when the process is no more. */
  readonly gone: Promise<RunnerLost>
  readonly lost: boolean
  readonly browser: string | undefined
  /** Runs begun and runs under way. */
  readonly runs: number
  readonly inFlight: number
  /** Does one run. @throws RunnerLost */
  run(order: RunOrder, watch: RunWatch): Promise<RunReport>
  abort(id: number): void
  /** Bytes of runner and browser together. */
  memory(): number
  /** Resolves when no run is under way. */
  drained(): Promise<unknown>
  /** Ends it and all it started by force. */
  kill(how: Loss, why: string): void
  /** Ends it in order, or after 1.5 s by force. */
  stop(): Promise<void>
}

/** Who is told how far a run is. */
export interface RunWatch {
  /** Its preparation is over. */
  readonly begun: () => void
  /** A step of this name begins. */
  readonly step: (name: string) => void
}

interface Pending extends RunWatch {
  readonly resolve: (report: RunReport) => void
  readonly reject: (lost: RunnerLost) => void
  readonly settled: Promise<unknown>
}

export interface RunnerStart {
  readonly setup: RunnerSetup
  /** All the environment it gets. */
  readonly env: Readonly<Record<string, string>>
  /** Its own temporary folder; deleted with it. */
  readonly tmpDir: string
  readonly log: Log
  /** Longest time one probe file may take to load, ms. */
  readonly loadLimitMs: number
}

/** Starts a runner process in a group of its own. */
export function startRunner(start: RunnerStart): RunnerProcess {
  return new ChildRunner(start)
}

class ChildRunner implements RunnerProcess {
  readonly pid: number
  /** By the monotonic clock, ms. */
  readonly bornAt = performance.now()
  readonly #child: ChildProcess
  readonly #log: Log
  readonly #loadLimitMs: number
  readonly #loaded = deferred<Loaded>()
  readonly #gone = deferred<RunnerLost>()
  readonly #pending = new Map<number, Pending>()
  /** Groups of the processes it started: browser, commands. */
  readonly #groups = new Set<number>()
  readonly #pulse: Pulse
  #ready = false
  #stopping = false
  #lost: RunnerLost | undefined
  #loading: string | undefined
  #loadTimer: NodeJS.Timeout | undefined
  #browser: string | undefined
  #runs = 0
  #rss = 0

  constructor({ setup, env, tmpDir, log, loadLimitMs }: RunnerStart) {
    this.#log = log
    this.#loadLimitMs = loadLimitMs
    this.#child = fork(ENTRY, [], {
      detached: true,
      env,
      execArgv: ['--enable-source-maps', `--max-old-space-size=${HEAP_MB}`, `--max-semi-space-size=${YOUNG_MB}`],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    this.pid = this.#child.pid ?? 0
    this.#pulse = takePulse(
      () => (this.#ready ? SILENT_MS : this.#loading ? SILENT_LOADING_MS : SILENT_STARTING_MS),
      (ms) => this.kill('blocked', `its event loop stood still for ${formatDuration(ms)}`),
    )
    const lastWords = tailOf(this.#child)
    this.#child.on('message', (message) => this.#hear(message))
    this.#child.once('error', (error) => this.kill('died', error.message))
    this.#child.once('close', (code, signal) => {
      const how = this.#stopping ? 'stopped' : lossBy(signal ?? undefined)
      this.kill(how, endOf(code, signal, lastWords()), signal ?? undefined)
      rmSync(tmpDir, { recursive: true, force: true })
      if (this.#lost) this.#gone.resolve(this.#lost)
    })
    this.#send({ kind: 'setup', setup })
  }

  get loaded(): Promise<Loaded> {
    return this.#loaded.promise
  }

  get gone(): Promise<RunnerLost> {
    return this.#gone.promise
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

  get inFlight(): number {
    return this.#pending.size
  }

  async run(order: RunOrder, watch: RunWatch): Promise<RunReport> {
    if (this.#lost) throw this.#lost
    this.#runs += 1
    const { promise, resolve, reject } = deferred<RunReport>()
    this.#pending.set(order.id, { resolve, reject, ...watch, settled: promise.catch(() => {}) })
    this.#send({ kind: 'run', order })
    return promise
  }

  abort(id: number): void {
    this.#send({ kind: 'abort', id })
  }

  memory(): number {
    return treeOf(this.pid).reduce((sum, pid) => sum + (memoryOf(pid) ?? (pid === this.pid ? this.#rss : 0)), 0)
  }

  drained(): Promise<unknown> {
    return Promise.all([...this.#pending.values()].map(({ settled }) => settled))
  }

  /** Whoever waits is told, and nothing is left: neither its group nor those of all it started. */
  kill(how: Loss, why: string, signal?: NodeJS.Signals): void {
    const left = isAlive(this.pid) ? treeOf(this.pid) : []
    for (const pid of new Set([this.pid, ...this.#groups, ...left])) if (pid > 0) killProcess(pid)
    if (this.#lost) return
    const lost = new RunnerLost(how, why, { inFlight: this.#pending.size, loading: this.#loading, signal })
    this.#lost = lost
    this.#pulse.stop()
    clearTimeout(this.#loadTimer)
    this.#loaded.reject(lost)
    for (const { reject } of this.#pending.values()) reject(lost)
    this.#pending.clear()
  }

  async stop(): Promise<void> {
    this.#stopping = true
    this.#send({ kind: 'stop' })
    const late = setTimeout(() => this.kill('stopped', 'it did not stop in time'), STOP_LIMIT_MS)
    await this.gone
    clearTimeout(late)
  }

  #send(message: ToRunner): void {
    if (this.#child.connected) this.#child.send(message, () => {})
  }

  #hear(message: unknown): void {
    const heard = readFromRunner(message)
    if (!heard) {
      this.#log.warn('a runner said what is not understood', { pid: this.pid })
      return
    }
    this.#pulse.beat()
    this.#heed[heard.kind](heard as never)
  }

  readonly #heed: { [K in FromRunner['kind']]: (heard: Extract<FromRunner, { kind: K }>) => void } = {
    beat: ({ rss }) => {
      this.#rss = rss
      if (rss > MOST_BYTES) this.kill('grown', `it grew to ${Math.round(rss / 1024 / 1024)} MB`)
    },
    loading: ({ file }) => {
      this.#loading = file
      clearTimeout(this.#loadTimer)
      const limit = `it did not finish within ${formatDuration(this.#loadLimitMs)}`
      this.#loadTimer = setTimeout(() => this.kill('unloaded', limit), this.#loadLimitMs)
    },
    loaded: (heard) => {
      clearTimeout(this.#loadTimer)
      this.#ready = true
      this.#loading = undefined
      this.#loaded.resolve(heard)
    },
    browser: ({ name }) => {
      this.#browser = name
    },
    child: ({ pid, alive }) => {
      if (alive) this.#groups.add(pid)
      // A browser may be started by a script: the script can end and leave the browser.
      else if (!isGroupLeft(pid)) this.#groups.delete(pid)
    },
    begun: ({ id }) => this.#pending.get(id)?.begun(),
    step: ({ id, name }) => this.#pending.get(id)?.step(name),
    report: ({ id, report }) => {
      this.#pending.get(id)?.resolve(report)
      this.#pending.delete(id)
    },
    note: ({ event, text }) => this.#log.warn(`runner: ${event}`, { pid: this.pid, text }),
  }
}

function endOf(code: number | null, signal: NodeJS.Signals | null, lastWords: string): string {
  const memory = /heap out of memory|Allocation failed/i.test(lastWords) ? ' (out of memory)' : ''
  return `it ended with ${signal ?? `exit code ${code}`}${memory}`
}

/** The end of what it writes to standard error, where a crash of V8 says why. */
function tailOf(child: ChildProcess): () => string {
  let tail = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    tail = (tail + text).slice(-4_000)
  })
  return () => tail
}

function deferred<T>() {
  let settle: { resolve: (value: T) => void; reject: (error: Error) => void } | undefined
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject }
  })
  // Nobody may be waiting.
  promise.catch(() => {})
  return { promise, resolve: (value: T) => settle?.resolve(value), reject: (error: Error) => settle?.reject(error) }
}
