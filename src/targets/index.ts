// Presets of services to watch. Take what only the user knows (addresses, accounts, keys), give a Target: where its doors
// are and how to knock. Data only; nothing here talks to anybody.

export { type ClaudeOptions, claude } from './claude.ts'
export type { ClientAccess, ClientDoor } from './clients/access.ts'
export { claudeCode } from './clients/claude-code.ts'
export { codex } from './clients/codex.ts'
export { geminiCli } from './clients/gemini-cli.ts'
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
export { type SandboxDoors, sandboxTarget } from './sandbox.ts'
export { isSecretName, type Told, toldOf } from './told.ts'
