/**
 * A failure of the monitor itself. A failing target is never one of these.
 * `code` is for programs, `message` says what failed, `hint` says what to do now.
 */
export class MonitorError extends Error {
  readonly code: string
  readonly hint: string | undefined

  constructor(code: string, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'MonitorError'
    this.code = code
    this.hint = options.hint
  }
}

/** One problem found in a configuration, with all a person needs to correct it. */
export interface Problem {
  /** File or environment variable the value came from. */
  readonly source: string
  /** Path of the key inside it: `targets[0].api.url`. */
  readonly path: string
  readonly expected: string
  readonly got: string
  readonly hint?: string
  /** The probe that does not run because of it, if it is about one; with `target`, if it is about that target alone. */
  readonly probe?: { readonly name: string; readonly surface: string; readonly target?: string }
}

/** All problems of a configuration at once. */
export class ConfigError extends MonitorError {
  readonly problems: readonly Problem[]

  constructor(message: string, problems: readonly Problem[], options: { hint?: string; cause?: unknown } = {}) {
    super('config', message, options)
    this.name = 'ConfigError'
    this.problems = problems
  }
}

/** The text of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}

/** Whether the database could not be read or written, as opposed to a wrong request. */
export function isStorageError(error: unknown): error is MonitorError {
  return error instanceof MonitorError && error.code.startsWith('db_')
}

/**
 * The code nearest to the cause of an error: `ENOENT`, `UND_ERR_SOCKET`; `ABORT_ERR` where a wait ended without an answer.
 * Undefined for anything without one.
 */
export function codeOf(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error)) return undefined
  const inner = codeOf(thrown.cause)
  if (inner !== undefined) return inner
  if (thrown.name === 'AbortError' || thrown.name === 'TimeoutError') return 'ABORT_ERR'
  const code = 'code' in thrown ? thrown.code : undefined
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]+$/.test(code) ? code : undefined
}
