import { ConfigError, messageOf, type Problem } from '../../core/index.ts'
import type { Finding } from './check.ts'

/** An unusable configuration as findings, one per problem. */
export function configFindings(error: unknown): readonly Finding[] {
  const todo = 'Correct it and run doctor again: without a configuration no target can be checked.'
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

/** A problem on one line: file, key, the expected value and the actual one. */
export function problemText({ source, path, expected, got }: Problem): string {
  return `${source}: ${path}: expected ${expected}, got ${got}`
}
