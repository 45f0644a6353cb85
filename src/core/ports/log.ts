/** A structured log: one line per event, with fields. Callers scrub secrets before they log. */
export interface Log {
  debug(event: string, fields?: Readonly<Record<string, unknown>>): void
  info(event: string, fields?: Readonly<Record<string, unknown>>): void
  warn(event: string, fields?: Readonly<Record<string, unknown>>): void
  error(event: string, fields?: Readonly<Record<string, unknown>>): void
}

/** A log without output, for tests and one-off commands. */
export const SILENT: Log = { debug() {}, info() {}, warn() {}, error() {} }
