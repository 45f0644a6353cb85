import type { Artifact } from '../../core/index.ts'
import type { Diagnosis } from '../classify/diagnosis.ts'
import type { Thrown } from '../classify/thrown.ts'
import type { OpenStep } from '../record/recorder.ts'

/** Drives one run of one kind of client. */
export interface Driver {
  /** What the probe's body gets besides step, measure, target and signal. */
  readonly args: Readonly<Record<string, unknown>>
  /**
   * Called where a step begins that may take `limitMs`.
   * @returns rejects once the step cannot succeed any more, however long the probe would still wait
   */
  begin(step: OpenStep, limitMs: number): Promise<never> | undefined
  /** Called where a step passed: adds the measures that the driver itself takes. */
  settle(step: OpenStep): void
  /** What went wrong in a step, or between steps. */
  diagnose(step: OpenStep | undefined, thrown: Thrown): Promise<Diagnosis>
  /** Ends the run: writes evidence where it was asked for, and leaves nothing running. */
  end(failed: boolean): Promise<readonly Artifact[]>
  /** Ends at once what the body waits for, because the run is over its time. */
  abort(): void
  /** Name and version of the browser, where there is one. */
  readonly browser?: string
}
