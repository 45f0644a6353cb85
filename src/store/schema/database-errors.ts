import { MonitorError, messageOf } from '../../core/index.ts'

/** What a person can do about an error of a database. */
interface Advice {
  readonly code: string
  readonly message: string
  readonly hint: string
}

/** Advice by the code that a database or the operating system gives an error. `place` names the database. */
export type AdviceByCode = readonly (readonly [pattern: RegExp, advice: (place: string) => Advice])[]

/** @returns the MonitorError that says what a database error means and what to do; `thrown` itself where no code matches */
export function explainError(thrown: unknown, advice: AdviceByCode, place: string): unknown {
  const code = errorCodeOf(thrown)
  const entry = code === undefined ? undefined : advice.find(([pattern]) => pattern.test(code))
  if (!entry) return thrown
  const { code: ours, message, hint } = entry[1](place)
  const reason = messageOf(thrown)
  // Node begins the messages of file errors with their code.
  const named = reason.startsWith(`${code}: `) ? reason : `${code}: ${reason}`
  return new MonitorError(ours, `${message} (${named})`, { hint, cause: thrown })
}

/** The `code` of an error; undefined where it has none. */
export function errorCodeOf(thrown: unknown): string | undefined {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
  return typeof code === 'string' ? code : undefined
}
