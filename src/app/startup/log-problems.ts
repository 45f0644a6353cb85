import type { Log, Problem } from '../../core/index.ts'

/** Logs what cannot be used while the rest runs. */
export function logProblems(problems: readonly Problem[], log: Log): void {
  for (const { source, path, expected, got, hint } of problems) {
    log.warn(`${source}: ${path}: expected ${expected}, got ${got}`, { ...(hint ? { hint } : {}) })
  }
}
