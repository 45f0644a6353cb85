import type { Secret } from '../core/index.ts'

/** How a command is run. Nothing of the monitor's own environment is passed on but PATH, LANG and TZ. */
export interface CliRequest {
  readonly env?: Readonly<Record<string, string | Secret>>
  /** Files to put into the command's own home folder before it starts, by relative path. */
  readonly files?: Readonly<Record<string, string>>
}

/** What a command left behind. Output is cut at 1 MB. */
export interface CliReply {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
  /** The last object with `type: "result"` in the output, as Claude Code prints with `--output-format json` or `stream-json`. */
  readonly result: Readonly<Record<string, unknown>> | undefined
  readonly durationMs: number
}

/** Runs commands without a shell, each in a process group, home and temporary folder of its own, with standard input closed. */
export interface CliClient {
  /**
   * Runs `command` and gives what it left behind. An exit code other than 0, a result that says it is an error, a
   * signal or no end within the step's time fails the step with the class that the output's fields tell.
   */
  run(command: readonly string[], request?: CliRequest): Promise<CliReply>
}
