import { rmSync } from 'node:fs'
import { deferred } from '../../../src/run/async/deferred.ts'
import type { RunOrder, RunReport } from '../../../src/run/protocol/protocol.ts'
import { PendingRuns, type RunWatch } from '../../../src/run/supervisor/pending-runs.ts'
import { type Loss, RunnerLost } from '../../../src/run/supervisor/runner-lost.ts'
import type { LoadedMessage, RunnerProcess, RunnerStart } from '../../../src/run/supervisor/runner-process.ts'

/** A runner without a process: a test decides when it loads, reports and ends. */
export interface FakeRunner extends RunnerProcess {
  readonly start: RunnerStart
  readonly orders: RunOrder[]
  readonly watches: Map<number, RunWatch>
  readonly aborted: number[]
  bytes: number
  load(): void
  report(id: number, report?: Partial<RunReport>): void
  /** Ends it, as its own kill does, by any loss. */
  lose(how: Loss, signal?: NodeJS.Signals): void
}

let lastPid = 3_000_000_000

export function fakeRunner(start: RunnerStart): FakeRunner {
  lastPid += 1
  const loaded = deferred<LoadedMessage>()
  const loss = deferred<RunnerLost>()
  const pending = new PendingRuns()
  const runner = {
    start,
    pid: lastPid,
    startedAt: start.timing.now(),
    loaded: loaded.promise,
    ended: loss.promise,
    lost: false,
    browser: undefined,
    runs: 0,
    orders: [] as RunOrder[],
    watches: new Map<number, RunWatch>(),
    aborted: [] as number[],
    bytes: 100,
    load: () => loaded.resolve({ kind: 'loaded', probes: [], problems: [] }),
    async run(order: RunOrder, watch: RunWatch) {
      runner.runs += 1
      runner.orders.push(order)
      runner.watches.set(order.id, watch)
      return pending.add(order.id, watch)
    },
    report: (id: number, report: Partial<RunReport> = {}) =>
      pending.resolve(id, {
        ...{ preparedMs: 0, durationMs: 10, outcome: 'passed', steps: [], artifacts: [] },
        ...report,
      }),
    abort: (id: number) => void runner.aborted.push(id),
    memory: () => runner.bytes,
    drained: () => pending.drained(),
    lose(how: Loss, signal?: NodeJS.Signals) {
      if (runner.lost) return
      runner.lost = true
      rmSync(start.tmpDir, { recursive: true, force: true })
      const lost = new RunnerLost(how, `it was ${how}`, { inFlight: pending.size, loading: undefined, signal })
      loaded.reject(lost)
      pending.rejectAll(lost)
      loss.resolve(lost)
    },
    kill: (how: Loss) => runner.lose(how),
    async stop() {
      runner.lose('stopped')
    },
  }
  return runner as FakeRunner
}
