import type { CliProfile, Secret } from '../core/index.ts'

/** How a command is run. Nothing of the monitor's own environment is passed on but PATH, LANG, TZ and NODE_EXTRA_CA_CERTS. */
export interface CliRequest {
  /** A value that starts with `~/` is a place in the command's own home. */
  readonly env?: Readonly<Record<string, string | Secret>>
  /** Files to put into the command's own home folder before it starts, by relative path. */
  readonly files?: Readonly<Record<string, string>>
  /** Whose output it prints; without one, standard output is the answer and the exit code decides. */
  readonly profile?: CliProfile | undefined
  /**
   * The command asks the client and not the service. Whatever goes wrong is then the client's (class `spawn`), or of the
   * class named here, and never held against the service.
   */
  readonly preflight?: boolean | 'credentials'
}

/** What a command left behind. Output is cut at 1 MB. */
export interface CliReply {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
  /** Text of the reply, as the profile finds it; without a profile all of standard output. */
  readonly answer: string
  /** The model that answered, where the output tells. */
  readonly model: string | undefined
  /** The last object of the output that sums the run up, where there is one. */
  readonly result: Readonly<Record<string, unknown>> | undefined
  readonly durationMs: number
}

/**
 * Runs commands without a shell, each in a process group of its own with standard input closed. The commands of one run
 * share a home and a temporary folder, which are deleted with it.
 */
export interface CliClient {
  /**
   * Runs `command` and gives what it left behind. An exit code other than 0, a result that says it is an error or is
   * missing, a signal or no end within the step's time fails the step with the class that the output's fields tell.
   * Notes the measures that the output tells: ttft_ms, tokens, retries.
   */
  run(command: readonly string[], request?: CliRequest): Promise<CliReply>
}
