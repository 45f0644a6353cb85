import { ConfigError, MonitorError, messageOf } from '../../core/index.ts'
import type { Paint } from '../terminal/colour.ts'
import { EXIT, type ExitCode, exitCodeFor } from './exit-codes.ts'

/** An error as text: what failed, each problem with its place, what to do. */
export function errorText(error: unknown, paint: Paint): string {
  const lines = [`${paint('red', 'doorwatch:')} ${messageOf(error)}`]
  if (error instanceof ConfigError) {
    for (const problem of error.problems) {
      lines.push(
        `  ${paint('bold', `${problem.source}: ${problem.path}`)}: expected ${problem.expected}, got ${problem.got}`,
      )
      if (problem.hint) lines.push(`    ${problem.hint}`)
    }
  }
  if (error instanceof MonitorError && 'place' in error) lines.push(`  at ${String(error.place)}`)
  if (error instanceof MonitorError && error.hint) lines.push(`  ${error.hint}`)
  if (!(error instanceof MonitorError) && error instanceof Error && error.stack) lines.push(paint('dim', error.stack))
  return lines.join('\n')
}

/** The exit code for an error that ended a command. */
export function exitCodeOf(error: unknown): ExitCode {
  return error instanceof MonitorError ? exitCodeFor(error.code) : EXIT.broken
}
