import { type ClientAccess, type ClientDoor, doorOf, PLAIN_ENVIRONMENT, PONG } from './client-access.ts'

const OPENAI_URL = 'https://api.openai.com/v1'
/** Idle timeout of Codex in a stream, ms. Codex has no timeout for the headers. */
const IDLE_MS = 8_000

/**
 * The cli door for Codex; measured with 0.169.0. Configures a custom provider, because the built-in one tries a WebSocket
 * seven times first. Codex has no command that shows whether a custom provider is signed in.
 * @param access `url` ends in /v1
 */
export function codex<K>(access: ClientAccess<K>): ClientDoor<K> {
  return doorOf('codex', 'codex', access, codexDoor)
}

function codexDoor<K>(access: ClientAccess<K>): ClientDoor<K> {
  const { key, model, url = OPENAI_URL, program = 'codex' } = access
  const provider = [
    `name="doorwatch"`,
    `base_url=${JSON.stringify(url)}`,
    `env_key="DOORWATCH_CODEX_KEY"`,
    `wire_api="responses"`,
    `request_max_retries=0`,
    `stream_max_retries=0`,
    `stream_idle_timeout_ms=${IDLE_MS}`,
  ].join(',')
  const settings = [
    'model_provider="doorwatch"',
    `model_providers.doorwatch={${provider}}`,
    `model=${JSON.stringify(model)}`,
    ...[
      'analytics.enabled=false',
      'check_for_update_on_startup=false',
      'features.plugins=false',
      'features.apps=false',
    ],
  ]
  return {
    command: [
      ...[program, 'exec', '--json', '--skip-git-repo-check', '--ephemeral', '-s', 'read-only'],
      ...settings.flatMap((setting) => ['-c', setting]),
      access.prompt ?? PONG.prompt,
    ],
    versionArgs: ['--version'],
    profile: 'codex',
    env: { ...PLAIN_ENVIRONMENT, CODEX_HOME: '~/.codex', DOORWATCH_CODEX_KEY: key },
    // CODEX_HOME must exist before Codex starts.
    files: { '.codex/config.toml': '' },
    answer: access.answer ?? PONG.answer,
  }
}
