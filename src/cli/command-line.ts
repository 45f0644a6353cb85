import { CommanderError } from 'commander'
import type { Context } from './process/context.ts'
import { errorText, exitCodeOf } from './process/errors.ts'
import { EXIT } from './process/exit-codes.ts'
import { createProgram } from './program.ts'

/**
 * Runs one command line to its end and sets `process.exitCode`; errors are printed on standard error.
 * @param argv as `process.argv`: program and script first
 * @returns the error that ended the command, where it was not one of usage; undefined otherwise
 */
export async function runCommandLine(context: Context, argv: readonly string[]): Promise<unknown> {
  try {
    await createProgram(context).parseAsync([...argv])
    return undefined
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? EXIT.good : EXIT.usage
      return undefined
    }
    context.stderr.write(`${errorText(error, context.paintError)}\n`)
    process.exitCode = exitCodeOf(error)
    return error
  }
}
