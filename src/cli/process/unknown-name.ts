import { MonitorError, nearest } from '../../core/index.ts'

/** The error for a name on the command line that does not exist: with the nearest existing name, else with all of them. */
export function unknownName(kind: string, name: string, existing: readonly string[]): MonitorError {
  const names = [...new Set(existing)]
  const suggestion = nearest(name, names)
  return new MonitorError('unknown_name', `there is no ${kind} "${name}"`, {
    hint: suggestion ? `Did you mean "${suggestion}"?` : `Choose one of: ${names.join(', ') || 'none yet'}.`,
  })
}
