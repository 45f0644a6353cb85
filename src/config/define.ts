import type * as z from 'zod'
import type { configSchema } from './schema.ts'
import type { workflowSchema } from './workflow-schema.ts'

export { claude, claudeCode, codex, geminiCli, openai } from './presets/index.ts'

/** The type of a doorwatch.config.ts; every key is optional. */
export type ConfigInput = z.input<ReturnType<typeof configSchema>>

/** Gives a configuration its type, for the editor. Returns its argument. */
export function defineConfig(config: ConfigInput): ConfigInput {
  return config
}

/** Names the environment variable that holds a secret, so that the secret itself is in no file. */
export function env(name: string): { env: string } {
  return { env: name }
}

type WorkflowInput = z.input<typeof workflowSchema>
type FallbackInput<Kind> = Omit<Extract<NonNullable<WorkflowInput['fallback']>, { kind: Kind }>, 'kind'>

/**
 * Work of the team that needs surfaces of AI services, for `workflows`.
 * @example workflow('code review', { people: 25, rate: { amount: 90, currency: 'GBP' }, uses: ['claude/cli'], … })
 */
export function workflow(name: string, options: Omit<WorkflowInput, 'name'>): WorkflowInput {
  return { name, ...options }
}

/**
 * A fallback: the work continues with another model.
 * @example switchTo({ through: 'openai/cli', capacity: 0.6 })
 */
export function switchTo(options: FallbackInput<'switch'>): NonNullable<WorkflowInput['fallback']> {
  return { kind: 'switch', ...options }
}

/**
 * A fallback: the work stops, because going on would do harm.
 * @example stop({ protects: 'customers from wrong answers', notice: 'notices/bot-off.md' })
 */
export function stop(options: FallbackInput<'stop'>): NonNullable<WorkflowInput['fallback']> {
  return { kind: 'stop', ...options }
}

/**
 * A fallback: the work continues by hand, by a written guide.
 * @example manual({ guide: 'guides/proposals.md', keeps: 0.4 })
 */
export function manual(options: FallbackInput<'manual'>): NonNullable<WorkflowInput['fallback']> {
  return { kind: 'manual', ...options }
}

/** A need that any of these surfaces meets, for `uses`. */
export function anyOf(...surfaces: readonly string[]): { anyOf: string[] } {
  return { anyOf: [...surfaces] }
}
