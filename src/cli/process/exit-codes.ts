/** Exit codes; they mean the same for every command. */
export const EXIT = {
  good: 0,
  /** A probe failed, or a surface is degraded or down. */
  failing: 1,
  /** The command line or the configuration is not usable. */
  usage: 2,
  /** We could not measure or store. */
  broken: 3,
  interrupted: 130,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** Errors the caller can correct, by their code: exit code 2. */
const USAGE_CODES = new Set([
  'config',
  'bundle',
  'usage',
  'range',
  'duration',
  'cron',
  'port_in_use',
  'unknown_name',
  'ack_name',
  'no_display',
  'worker_running',
  'history',
  'hooks',
  'drill_refused',
  'drill_running',
  'drill_none',
])

/** The exit code for an error of this code. */
export function exitCodeFor(code: string): ExitCode {
  return USAGE_CODES.has(code) ? EXIT.usage : EXIT.broken
}
