import type { z } from 'zod'
import type { configSchema } from './schema.ts'

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
