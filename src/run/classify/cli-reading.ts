import type { JsonObject } from '../../core/index.ts'
import type { Diagnosis } from './diagnosis.ts'

/** The output of any client, as its reader understands it. */
export interface CliReading {
  /** Text of the reply. */
  readonly answer: string | undefined
  /** The model that answered. */
  readonly model?: string | undefined
  /** The failure it reports, by structured fields first, by prose last. Undefined where it reports success or nothing. */
  readonly failure: Diagnosis | undefined
  /** The object or event that ends the output is there, with its required fields. */
  readonly complete: boolean
  /** How far the service's answer came. */
  readonly progress: 'nothing' | 'opened' | 'text'
  readonly measures: Readonly<Record<string, number>>
  /** The HTTP status it reports. */
  readonly status?: number | undefined
  /** Its last object, for checks of the probe itself. */
  readonly result: JsonObject | undefined
}

/** What a command printed, and its exit code where it has ended. */
export interface Printed {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number | undefined
}
