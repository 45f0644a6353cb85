import { type ChildProcess, fork } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { formatDuration, type Log, PACKAGE_ROOT } from '../../core/index.ts'
import type { FromRunner, RunnerSetup, RunOrder, RunReport, ToRunner } from '../protocol.ts'
import { readFromRunner } from '../protocol.ts'
import { isAlive, isGroupLeft, killProcess, memoryOf, treeOf } from './process-tree.ts'
import { takePulse } from './pulse.ts'
import { type Loss, RunnerLost } from './runner-lost.ts'

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
const STOP_LIMIT_MS = 2_000

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
  /** Does one run; `begun` is told when its preparation is over. @throws RunnerLost */
  run(order: RunOrder, begun: () => void): Promise<RunReport>
  abort(id: number): void
  /** Bytes of runner and browser together. */
  memory(): number
  /** Resolves when no run is under way. */
  drained(): Promise<unknown>
  /** Ends it and all it started by force. */
  kill(how: Loss, why: string): void
  /** Ends it in order, or within two seconds by force. */
  stop(): Promise<void>
}

interface Pending {
  readonly resolve: (report: RunReport) => void
  readonly reject: (lost: RunnerLost) => void
  readonly begun: () => void
  readonly settled: Promise<unknown>
}

export interface RunnerStart {
  readonly setup: RunnerSetup
  /** All the environment it gets. */
  readonly env: Readonly<Record<string, string>>
  /** Its own temporary folder; deleted with it. */
  readonly tmpDir: string
  readonly log: Log
}

/** Starts a runner process in a group of its own. */
export function startRunner({ setup, env, tmpDir, log }: RunnerStart): RunnerProcess {
  const child = fork(ENTRY, [], {
    detached: true,
    env,
    execArgv: ['--enable-source-maps', `--max-old-space-size=${HEAP_MB}`, `--max-semi-space-size=${YOUNG_MB}`],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  const pid = child.pid ?? 0
  const pending = new Map<number, Pending>()
  const children = new Set<number>()
  const seen = {
    runs: 0,
    rss: 0,
    ready: false,
    browser: undefined as string | undefined,
    loading: undefined as string | undefined,
  }
  const loaded = deferred<Loaded>()
  const gone = deferred<RunnerLost>()
  let lost: RunnerLost | undefined
  let stopping = false

  /** However it came about: whoever waits is told, and nothing is left, neither its group nor those of all it started. */
  function lose(how: Loss, why: string): void {
    const left = isAlive(pid) ? treeOf(pid) : []
    for (const member of [...(pid > 0 ? [pid] : []), ...children, ...left]) killProcess(member)
    if (lost) return
    lost = new RunnerLost(how, why, pending.size, seen.loading)
    pulse.stop()
    loaded.reject(lost)
    for (const { reject } of pending.values()) reject(lost)
    pending.clear()
  }

  const pulse = takePulse(
    () => (seen.ready ? SILENT_MS : seen.loading ? SILENT_LOADING_MS : SILENT_STARTING_MS),
    (ms) => lose('blocked', `its event loop stood still for ${formatDuration(ms)}`),
  )

  const heed: { [K in FromRunner['kind']]: (heard: Extract<FromRunner, { kind: K }>) => void } = {
    beat({ rss }) {
      seen.rss = rss
      if (rss > MOST_BYTES) lose('grown', `it grew to ${Math.round(rss / 1024 / 1024)} MB`)
    },
    loading({ file }) {
      seen.loading = file
    },
    loaded(heard) {
      seen.ready = true
      seen.loading = undefined
      loaded.resolve(heard)
    },
    browser({ name }) {
      seen.browser = name
    },
    child({ pid: started, alive }) {
      if (alive) children.add(started)
      // A browser may be started by a script: the script can end and leave the browser.
      else if (!isGroupLeft(started)) children.delete(started)
    },
    begun: ({ id }) => pending.get(id)?.begun(),
    report({ id, report }) {
      pending.get(id)?.resolve(report)
      pending.delete(id)
    },
    note: ({ event, text }) => log.warn(`runner: ${event}`, { pid, text }),
  }

  function hear(message: unknown): void {
    const heard = readFromRunner(message)
    if (!heard) {
      log.warn('a runner said what is not understood', { pid })
      return
    }
    pulse.beat()
    heed[heard.kind](heard as never)
  }

  const lastWords = tailOf(child)
  child.on('message', hear)
  child.once('error', (error) => lose('died', error.message))
  child.once('close', (code, signal) => {
    const memory = /heap out of memory|Allocation failed/i.test(lastWords()) ? ' (out of memory)' : ''
    lose(stopping ? 'stopped' : 'died', `it ended with ${signal ?? `exit code ${code}`}${memory}`)
    rmSync(tmpDir, { recursive: true, force: true })
    gone.resolve(lost as RunnerLost)
  })
  const send = (message: ToRunner) => {
    if (child.connected) child.send(message, () => {})
  }
  send({ kind: 'setup', setup })

  return {
    pid,
    bornAt: Date.now(),
    loaded: loaded.promise,
    gone: gone.promise,
    get lost() {
      return lost !== undefined
    },
    get browser() {
      return seen.browser
    },
    get runs() {
      return seen.runs
    },
    get inFlight() {
      return pending.size
    },
    async run(order, begun) {
      if (lost) throw lost
      seen.runs += 1
      const { promise, resolve, reject } = deferred<RunReport>()
      pending.set(order.id, { resolve, reject, begun, settled: promise.catch(() => {}) })
      send({ kind: 'run', order })
      return promise
    },
    abort: (id) => send({ kind: 'abort', id }),
    memory: () => treeOf(pid).reduce((sum, member) => sum + (memoryOf(member) ?? (member === pid ? seen.rss : 0)), 0),
    drained: () => Promise.all([...pending.values()].map(({ settled }) => settled)),
    kill: lose,
    async stop() {
      stopping = true
      send({ kind: 'stop' })
      const late = setTimeout(() => lose('stopped', 'it did not stop in time'), STOP_LIMIT_MS)
      await gone.promise
      clearTimeout(late)
    },
  }
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
