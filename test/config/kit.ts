import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { type Config, loadConfig } from '../../src/config/index.ts'
import { ConfigError, type Problem } from '../../src/core/index.ts'

/** A new folder with these files. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'doorwatch-config-'))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

/** Loads a configuration file with this text. */
export function load(config: string, environment: Record<string, string> = {}): Promise<Config> {
  return loadConfig({ folder: folderWith({ 'doorwatch.config.ts': config }), environment })
}

/** The problems of a configuration file with this text. Fails if it loads. */
export async function problemsOf(
  config: string,
  environment: Record<string, string> = {},
): Promise<readonly Problem[]> {
  const error = await load(config, environment).then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(ConfigError)
  return (error as ConfigError).problems
}

/** The text of a file that exports this configuration, with every export of the product imported. */
export const wrap = (body: string) =>
  `import { claude, claudeCode, codex, geminiCli, defineConfig, env, openai } from 'doorwatch'\nexport default defineConfig(${body} as never)`
