// Presets of services to watch. Take what only the user knows (addresses, accounts, keys); give a target: where its doors
// are and how a probe uses them. Promise: data only, no request is sent and nothing is thrown.

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
  SERVICE_CADENCES,
  type TargetInput,
  WEB_OPTIONS,
  type WebDoors,
} from './preset.ts'
export { isSecretName, type PresetCall, presetCallOf } from './preset-call.ts'
export { SANDBOX_NAME, type SandboxDoors, sandboxTarget } from './sandbox.ts'
