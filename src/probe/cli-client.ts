import type { CliProfile, Secret } from '../core/index.ts'

/** How a command is run. Of the monitor's environment it gets PATH, LANG, TZ and NODE_EXTRA_CA_CERTS only. */
export interface CliRequest {
  /** A value that starts with `~/` is a path in the command's home. */
  readonly env?: Readonly<Record<string, string | Secret>>
  /** Files to write into the command's home before it starts, by relative path. */
  readonly files?: Readonly<Record<string, string>>
  /** How its output is read; without one, standard output is the answer and the exit code decides. */
  readonly profile?: CliProfile | undefined
  /**
   * Set where the command checks the client and not the service. Its failure is then of class `spawn`, or of the class named
   * here, and never counts against the service.
   */
  readonly preflight?: boolean | 'credentials'
}

/** Result of a command. Output is cut at 1 MB. */
export interface CliReply {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
  /** Text of the reply, as the profile finds it; without a profile all of standard output. */
  readonly answer: string
  /** The model that answered, where the output names it. */
  readonly model: string | undefined
  /** The result object at the end of the output, where there is one. */
  readonly result: Readonly<Record<string, unknown>> | undefined
  readonly durationMs: number
}

/**
 * Runs commands without a shell, each in a separate process group with standard input closed. The commands of one run share
 * a home and a temporary folder, which are deleted after it.
 */
export interface CliClient {
  /**
   * Runs `command`. The step fails, with the class that the output's fields give, for an exit code other than 0, a result
   * that is an error or missing, a signal, and a command that does not end within the step's limit. Records the measures in
   * the output: ttft_ms, tokens, retries.
   */
  run(command: readonly string[], request?: CliRequest): Promise<CliReply>
}
