// Presets of services to watch. Take what only the user knows (addresses, accounts, keys); give a target: where its doors
// are and how a probe uses them. Promise: data only, no request is sent and nothing is thrown.

export { claude } from './claude.ts'
export { claudeCode } from './claude-code.ts'
export { codex } from './codex.ts'
export { geminiCli } from './gemini-cli.ts'
export { openai } from './openai.ts'
export { PERMISSION, type PresetOptions, SERVICE_CADENCES, WEB_OPTIONS, type WebDoors } from './preset.ts'
export { isSecretName, type PresetCall, presetCallOf } from './preset-call.ts'
export { SANDBOX_NAME, sandboxTarget } from './sandbox.ts'
