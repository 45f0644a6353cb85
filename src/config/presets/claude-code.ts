import { defined } from '../../core/index.ts'
import { type ClientAccess, type ClientDoor, doorOf, PLAIN_ENVIRONMENT, PONG } from './client-access.ts'

/**
 * The cli door for Claude Code; measured with 2.1.330. Switches off its retries (up to eleven attempts over three minutes
 * would hide a fault) and its unstreamed fallback (it would hide faults of the stream). Its timeouts, 10 s to the headers
 * and 10 s of silence (the lowest value it accepts), are shorter than the timeout of the step.
 */
export function claudeCode<K>(access: ClientAccess<K>): ClientDoor<K> {
  return doorOf('claudeCode', 'claude-code', access, claudeCodeDoor)
}

function claudeCodeDoor<K>(access: ClientAccess<K>): ClientDoor<K> {
  const { key, model, url, program = 'claude' } = access
  return {
    command: [
      ...[program, '-p', access.prompt ?? PONG.prompt, '--model', model],
      ...['--output-format', 'stream-json', '--verbose', '--include-partial-messages'],
      ...['--bare', '--tools', '', '--system-prompt', 'You are a health probe. Reply with exactly what is asked for.'],
      ...['--no-session-persistence', '--strict-mcp-config', '--max-turns', '1'],
    ],
    versionArgs: ['--version'],
    signedInArgs: ['auth', 'status', '--json'],
    profile: 'claude-code',
    env: {
      ...PLAIN_ENVIRONMENT,
      ...defined({ ANTHROPIC_BASE_URL: url }),
      ANTHROPIC_API_KEY: key,
      CLAUDE_CONFIG_DIR: '~/.claude',
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      DISABLE_TELEMETRY: '1',
      DISABLE_AUTOUPDATER: '1',
      DISABLE_ERROR_REPORTING: '1',
      ...CLAUDE_CODE_LIMITS,
      CLAUDE_CODE_MAX_OUTPUT_TOKENS: '64',
    },
    model,
    answer: access.answer ?? PONG.answer,
  }
}

/** Switches off retries, which would hide faults, and sets timeouts shorter than those of the probe. */
export const CLAUDE_CODE_LIMITS = {
  CLAUDE_CODE_MAX_RETRIES: '0',
  CLAUDE_CODE_DISABLE_NONSTREAMING_FALLBACK: '1',
  API_TIMEOUT_MS: '10000',
  CLAUDE_BYTE_STREAM_IDLE_TIMEOUT_MS: '10000',
} as const
