import { defined } from '../../core/index.ts'
import { type ClientAccess, type ClientDoor, doorOf, PLAIN_ENVIRONMENT, PONG } from './client-access.ts'

/** Without a chosen way to sign in, a base address of one's own is refused; retries are off, as in every profile. */
const SETTINGS = {
  security: { auth: { selectedType: 'gemini-api-key' } },
  privacy: { usageStatisticsEnabled: false },
  general: { enableAutoUpdate: false, maxAttempts: 1, retryFetchErrors: false },
}

/**
 * Gemini CLI as a probe runs it; measured with 0.61.0. It takes one to four seconds to start, and nothing of its own
 * bounds a hang or a stall: the step's limit does.
 */
export function geminiCli<K>(access: ClientAccess<K>): ClientDoor<K> {
  return doorOf('geminiCli', 'gemini-cli', access, geminiDoor)
}

function geminiDoor<K>(access: ClientAccess<K>): ClientDoor<K> {
  const { key, model, url, program = 'gemini' } = access
  return {
    command: [program, '-m', model, '-p', access.prompt ?? PONG.prompt, '--output-format', 'json'],
    versionArgs: ['--version'],
    profile: 'gemini-cli',
    env: {
      ...PLAIN_ENVIRONMENT,
      ...defined({ GOOGLE_GEMINI_BASE_URL: url }),
      GEMINI_API_KEY: key,
      GEMINI_CLI_TRUST_WORKSPACE: 'true',
    },
    files: { '.gemini/settings.json': JSON.stringify(SETTINGS) },
    model,
    answer: access.answer ?? PONG.answer,
  }
}
