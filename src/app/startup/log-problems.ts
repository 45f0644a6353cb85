import { defined, type Log, type Problem } from '../../core/index.ts'

/** Logs one warning per problem that does not stop the start. */
export function logProblems(problems: readonly Problem[], log: Log): void {
  for (const { source, path, expected, got, hint } of problems) {
    log.warn(`${source}: ${path}: expected ${expected}, got ${got}`, defined({ hint }))
  }
}
