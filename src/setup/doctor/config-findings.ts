import { ConfigError, messageOf, type Problem } from '../../core/index.ts'
import type { Finding } from './check.ts'

/** A configuration that cannot be used, as findings. */
export function configFindings(error: unknown): readonly Finding[] {
  const todo = 'Mend it; without a configuration nothing else about the targets can be looked at.'
  if (!(error instanceof ConfigError)) return [{ check: 'config', level: 'fail', text: messageOf(error), todo }]
  const hint = error.hint ?? todo
  if (error.problems.length === 0) return [{ check: 'config', level: 'fail', text: error.message, todo: hint }]
  return error.problems.map((problem) => ({
    check: 'config',
    level: 'fail',
    text: problemText(problem),
    todo: problem.hint ?? hint,
  }))
}

/** A problem on one line: the file, what in it, and what is wrong with that. */
export function problemText({ source, path, expected, got }: Problem): string {
  return `${source}: ${path}: expected ${expected}, got ${got}`
}
