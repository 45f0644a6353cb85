import { type Deferred, deferred } from '../async/deferred.ts'
import type { RunReport } from '../protocol/protocol.ts'
import type { RunnerLost } from './runner-lost.ts'

/** Gets the progress of a run. */
export interface RunWatch {
  /** The preparation is over and the run proper begins. */
  readonly begun: () => void
  /** A step of this name begins. */
  readonly step: (name: string) => void
}

/** The runs that a runner works on, by order id. A message about a run that already ended is ignored. */
export class PendingRuns {
  readonly #runs = new Map<number, RunWatch & { readonly report: Deferred<RunReport> }>()

  get size(): number {
    return this.#runs.size
  }

  /** Resolves with the report; rejects with RunnerLost. */
  add(id: number, watch: RunWatch): Promise<RunReport> {
    const report = deferred<RunReport>()
    this.#runs.set(id, { ...watch, report })
    return report.promise
  }

  begun(id: number): void {
    this.#runs.get(id)?.begun()
  }

  step(id: number, name: string): void {
    this.#runs.get(id)?.step(name)
  }

  resolve(id: number, report: RunReport): void {
    this.#runs.get(id)?.report.resolve(report)
    this.#runs.delete(id)
  }

  rejectAll(lost: RunnerLost): void {
    for (const { report } of this.#runs.values()) report.reject(lost)
    this.#runs.clear()
  }

  /** Resolves when every run that is pending now has ended. Never rejects. */
  async drained(): Promise<void> {
    await Promise.allSettled([...this.#runs.values()].map(({ report }) => report.promise))
  }
}
