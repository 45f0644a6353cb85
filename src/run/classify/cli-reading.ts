import type { Json } from './cli-objects.ts'
import type { Diagnosis } from './diagnosis.ts'

/** What a client's output says, whichever client it is. */
export interface CliReading {
  /** Text of the reply. */
  readonly answer: string | undefined
  /** The model that answered. */
  readonly model?: string | undefined
  /** What it says went wrong; structured fields first, prose last. Undefined where it claims success, or says nothing. */
  readonly failure: Diagnosis | undefined
  /** It came to an end of its own: the object or event that ends it is there, and says what such a one must say. */
  readonly complete: boolean
  /** How far the service's answer had come. */
  readonly progress: 'nothing' | 'opened' | 'text'
  readonly measures: Readonly<Record<string, number>>
  /** HTTP status it tells of. */
  readonly status?: number | undefined
  /** Its last object, for a probe that wants to look closer. */
  readonly result: Json | undefined
}

/** What a command printed, and its exit code where it has ended. */
export interface Printed {
  readonly stdout: string
  readonly stderr: string
  readonly exitCode: number | undefined
}
