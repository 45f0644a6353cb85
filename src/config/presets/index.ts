// Presets of services to watch. Take what only the user knows (addresses, accounts, keys), give a Target: where its doors
// are and how to knock. Data only; nothing here talks to anybody.

export { type ClaudeOptions, claude } from './claude.ts'
export { claudeCode } from './claude-code.ts'
export type { ClientAccess, ClientDoor } from './client-access.ts'
export { codex } from './codex.ts'
export { geminiCli } from './gemini-cli.ts'
export { type OpenaiOptions, openai } from './openai.ts'
export {
  type BudgetInput,
  type Cadences,
  PERMISSION,
  type PresetOptions,
  type Price,
  SELDOM,
  type TargetInput,
  WEB_OPTIONS,
  type WebDoors,
} from './preset.ts'
export { isSecretName, type Told, toldOf } from './preset-options.ts'
export { type SandboxDoors, sandboxTarget } from './sandbox.ts'
