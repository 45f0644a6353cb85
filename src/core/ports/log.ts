/** One line per event, fields beside the words. What is logged is already scrubbed of secrets. */
export interface Log {
  debug(event: string, fields?: Readonly<Record<string, unknown>>): void
  info(event: string, fields?: Readonly<Record<string, unknown>>): void
  warn(event: string, fields?: Readonly<Record<string, unknown>>): void
  error(event: string, fields?: Readonly<Record<string, unknown>>): void
}

/** A log that says nothing, for tests and one-off commands. */
export const SILENT: Log = { debug() {}, info() {}, warn() {}, error() {} }
