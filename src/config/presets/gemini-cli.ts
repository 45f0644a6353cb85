import { defined } from '../../core/index.ts'
import { type ClientAccess, type ClientDoor, doorOf, PLAIN_ENVIRONMENT, PONG } from './client-access.ts'

/** Gemini CLI refuses a custom base address without a selected sign-in. Retries are off, as in every profile. */
const SETTINGS = {
  security: { auth: { selectedType: 'gemini-api-key' } },
  privacy: { usageStatisticsEnabled: false },
  general: { enableAutoUpdate: false, maxAttempts: 1, retryFetchErrors: false },
}

/**
 * The cli door for Gemini CLI; measured with 0.61.0. It takes one to four seconds to start. It has no timeout for a hang or
 * a stall, so the timeout of the step ends them.
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
