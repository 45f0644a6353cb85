import type { Artifact } from '../../core/index.ts'
import type { Diagnosis } from '../classify/diagnosis.ts'
import type { Thrown } from '../classify/thrown.ts'
import type { OpenStep } from '../record/recorder.ts'

/** What drives one run of one kind of client. */
export interface Driver {
  /** What the probe's body gets beside step, measure, target and signal. */
  readonly args: Readonly<Record<string, unknown>>
  /**
   * A step begins; it may take `limitMs`. What is given back, if anything, rejects once the step cannot succeed any
   * more, however long the probe still wants to wait.
   */
  begin(step: OpenStep, limitMs: number): Promise<never> | undefined
  /** A step ended well: adds the measures that the driver itself knows. */
  settle(step: OpenStep): void
  /** A step failed: what went wrong. */
  diagnose(step: OpenStep | undefined, thrown: Thrown): Promise<Diagnosis>
  /** The run is over, well or not: leaves evidence where it was asked for, and nothing running. */
  end(failed: boolean): Promise<readonly Artifact[]>
  /** The run is over its time: ends at once what the body waits for. */
  abort(): void
  /** Name and version of the browser, where there is one. */
  readonly browser?: string
}
